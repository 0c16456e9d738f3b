"""The standing aims: each half-term somebody of the trust says how each stands."""

from __future__ import annotations

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from schools import audit
from schools.models import Person
from support import rules
from support.models import AimFinding, AimReview
from support.services.telling import tell_heads

SENTENCE_LIMIT = 500


@transaction.atomic
def review(*, review: AimReview, status: str, sentence: str, by: Person) -> AimFinding:
    """Record how a standing aim stands in a half-term, and tell the headteacher. The latest finding stands.

    :param status: one of ``AimFinding.Status``.
    :param sentence: what the school reads; never empty.
    :raises Refused: ``not-yours``, ``ended``, ``too-early``, ``no-status``, ``no-sentence``, ``too-long``.
    """
    found = _locked(review)
    require(rules.may_review(by, found))
    if status not in AimFinding.Status.values:
        raise Refused(Refusal("no-status", "Choose how the aim stands."))
    sentence = " ".join(printable(sentence, SENTENCE_LIMIT).split())
    if not sentence:
        raise Refused(Refusal("no-sentence", "Write a sentence that says why."))
    before = found.latest
    if before is not None and (before.status, before.sentence) == (status, sentence):
        return before
    finding = AimFinding.objects.create(review=found, status=status, sentence=sentence, by=by, at=clock.now())
    school = found.commitment.school
    audit.record(
        by=by,
        verb="reviewed aim",
        thing=found,
        school=school,
        before={"status": before.status, "sentence": before.sentence} if before else None,
        after={"status": status, "sentence": sentence},
    )
    said = f"{finding.get_status_display()}: {sentence}"
    tell_heads(
        school,
        key=f"aim-{finding.pk}",
        subject=f"{found.commitment.title}: {finding.get_status_display().lower()}",
        body=f"How this aim of the trust for {school} stands in the {found.label}.\n\n{said}",
    )
    return finding


def _locked(review: AimReview) -> AimReview:
    rows = AimReview.objects.select_for_update(of=("self",)).select_related(
        "commitment__school__trust", "commitment__year"
    )
    return rows.get(pk=review.pk)
