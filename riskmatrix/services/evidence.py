"""Backing a judgement: a piece of evidence laid beside a KPI, used again, taken away, opened, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.uploads import Kept, Upload, opened
from riskmatrix import rules_evidence as rules
from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL
from riskmatrix.models import Evaluation, EvidenceUse, Kpi, ScaleStep
from riskmatrix.services.moves import locked
from schools import audit
from schools.models import Evidence, Person
from schools.services import evidence as pieces
from schools.services.evidence import About


@dataclass(frozen=True)
class Place:
    """Where a piece is laid.

    :param points_to: the code of the rating it would suggest by itself; empty when it suggests none.
    """

    evaluation: Evaluation
    kpi: Kpi
    points_to: str = ""


def add_file(*, place: Place, about: About, upload: Upload, by: Person) -> EvidenceUse:
    """Add a file to the school's evidence and lay it beside a KPI: both, or neither, and then no file either.

    :raises kit.refusals.Refused: when ``by`` may not edit the evaluation, or there is no room for the file.
    """
    with pieces.keeping(upload) as kept, transaction.atomic():
        require(rules.may_lay(by, place.evaluation))
        require(rules.is_a_kind(about.kind, place.evaluation.framework.spec))
        added = pieces.add_kept(school=place.evaluation.school, about=about, kept=kept, by=by)
        return _lay(place, added, by)


@transaction.atomic
def add_link(*, place: Place, about: About, link: str, by: Person) -> EvidenceUse:
    """Add a link to the school's evidence and lay it beside a KPI.

    :raises kit.refusals.Refused: when ``by`` may not edit the evaluation, or it is no address of a page.
    """
    require(rules.may_lay(by, place.evaluation))
    require(rules.is_a_kind(about.kind, place.evaluation.framework.spec))
    added = pieces.add_link(school=place.evaluation.school, about=about, link=link, by=by)
    return _lay(place, added, by)


@transaction.atomic
def reuse(*, place: Place, chosen: Collection[int], by: Person) -> int:
    """Lay pieces beside a KPI that the school has already, from whichever term.

    What lies there already stays as it is, so that two people who choose the same piece do not meet.

    :param chosen: ids of evidence.
    :returns: how many were laid.
    :raises kit.refusals.Refused: when ``by`` may not edit, or a piece is another school's or withdrawn.
    """
    # Pieces before evaluations, as in withdraw, so that the two wait for each other in one order.
    found = list(Evidence.objects.select_for_update().filter(pk__in=chosen).order_by("pk"))
    for piece in found:
        require(rules.may_reuse(by, place.evaluation, piece))
    there = set(place.evaluation.evidence_uses.filter(kpi=place.kpi).values_list("evidence", flat=True))
    fresh = [piece for piece in found if piece.pk not in there]
    for piece in fresh:
        _lay(place, piece, by)
    return len(fresh)


def _lay(place: Place, evidence: Evidence, by: Person) -> EvidenceUse:
    evaluation = locked(place.evaluation)
    require(rules.may_reuse(by, evaluation, evidence))
    use, new = EvidenceUse.objects.get_or_create(
        evaluation=evaluation,
        kpi=place.kpi,
        evidence=evidence,
        defaults={"points_to": _step(evaluation, place.points_to), "by": by, "at": clock.now()},
    )
    if new:
        audit.record(
            by=by, verb="laid evidence beside KPI", thing=use, school=evaluation.school, after=_said(use)
        )
    return use


def _step(evaluation: Evaluation, code: str) -> ScaleStep | None:
    if not code:
        return None
    step = ScaleStep.objects.filter(framework=evaluation.framework_id, code=code).first()
    if step is None:
        raise Refused(Refusal("no-such-step", "Choose one of the ratings shown."))
    return step


def _said(use: EvidenceUse) -> dict[str, str]:
    """A use in the words of the audit."""
    said = {"evidence": use.evidence.title, "kpi": use.kpi.code}
    return {**said, "points_to": use.points_to.code} if use.points_to else said


@transaction.atomic
def take_away(*, use: EvidenceUse, by: Person) -> None:
    """Take a piece away from a KPI. It stays with the school, and wherever else it is used.

    :raises kit.refusals.Refused: when ``by`` may not edit the evaluation.
    """
    evaluation = locked(use.evaluation)
    require(rules.may_lay(by, evaluation))
    _take(use, evaluation, by)


def _take(use: EvidenceUse, evaluation: Evaluation, by: Person) -> None:
    audit.record(by=by, verb="took evidence from KPI", thing=use, school=evaluation.school, before=_said(use))
    use.delete()


@transaction.atomic
def withdraw(*, evidence: Evidence, by: Person) -> Evidence:
    """Take a piece out of use for good: out of what the school still works on, and out of everybody's reach.

    Where it backed something that has been agreed, its title and dates stay.

    :raises kit.refusals.Refused: without the right, or while it backs what the trust is judging.
    """
    evidence = Evidence.objects.select_for_update(of=("self",)).select_related("school").get(pk=evidence.pk)
    using = EvidenceUse.objects.filter(evidence=evidence)
    backs = list(
        Evaluation.objects.select_for_update(of=("self",))
        .filter(pk__in=using.values("evaluation"))
        .select_related("school__trust", "term__year")
        .order_by("pk")
    )
    require(rules.may_withdraw_evidence(by, evidence, backs))
    for use in using.filter(evaluation__status__in=EDITABLE_BY_SCHOOL).select_related(
        "evaluation__school__trust", "kpi", "evidence", "points_to"
    ):
        _take(use, use.evaluation, by)
    return pieces.withdraw(evidence=evidence, by=by)


@transaction.atomic
def download(*, evidence: Evidence, by: Person) -> Kept:
    """What ``kit.uploads.attachment`` hands out; that it was fetched, and by whom, is written down.

    :raises kit.refusals.Refused: when ``by`` may not open it, or it is a link.
    :raises kit.uploads.Damaged: when the stored file is missing or not what was stored; nothing is written.
    """
    require(rules.may_open(by, evidence, backed_by(evidence)))
    if not evidence.is_file:
        raise Refused(
            Refusal("no-file", "This evidence is a link. Open it from the page of the school's evidence.")
        )
    opened(evidence.stored_as, evidence.sha256).close()
    audit.record(
        by=by,
        verb="downloaded evidence",
        thing=evidence,
        school=evidence.school,
        after={"file": evidence.file_name, "sha256": evidence.sha256},
    )
    return Kept(
        stored_as=evidence.stored_as,
        name=evidence.file_name,
        content_type=evidence.content_type,
        size=evidence.size or 0,
        sha256=evidence.sha256,
    )


def backed_by(evidence: Evidence) -> list[Evaluation]:
    """The evaluations in which a piece lies beside a KPI."""
    return list(
        Evaluation.objects.filter(pk__in=EvidenceUse.objects.filter(evidence=evidence).values("evaluation"))
        .select_related("school", "term__year")
        .order_by("term__starts_on")
    )
