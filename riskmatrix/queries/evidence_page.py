"""A school's evidence: what it has, where each piece is used, and what may be used again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from kit.refusals import Refusal
from riskmatrix import rules
from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL
from riskmatrix.models import Evaluation, EvidenceUse, Framework, Kpi
from riskmatrix.queries.kpi_evidence import host_of, kind_labels
from riskmatrix.rules_evidence import may_withdraw_evidence
from schools.access.roles import Reach
from schools.evidence_rules import may_keep_evidence
from schools.models import Evidence, Person, School
from schools.models.evidence import EvidenceQuerySet
from schools.queries.evidence import quota, room_taken

ON_A_PAGE = 25
TO_CHOOSE_FROM = 50


@dataclass(frozen=True)
class UsedPiece:
    """A piece with the places it lies in that this person may read."""

    evidence: Evidence
    kind: str
    uses: tuple[EvidenceUse, ...]
    may_withdraw: Refusal | None

    @property
    def host(self) -> str:
        return host_of(self.evidence)


@dataclass(frozen=True)
class EvidencePage:
    """``taken`` and ``room`` are bytes."""

    school: School
    pieces: tuple[UsedPiece, ...]
    page: Page[Evidence]
    taken: int
    room: int
    may_keep: Refusal | None

    @property
    def taken_mb(self) -> str:
        return f"{self.taken / 1_048_576:,.1f}"

    @property
    def room_mb(self) -> str:
        return f"{self.room / 1_048_576:,.0f}"


def evidence_visible_to(user: Person) -> EvidenceQuerySet:
    """Their own school's, and of other schools what backs something that has been handed in."""
    own = {
        school.pk
        for post in user.current_posts
        if post.reach is Reach.SCHOOL
        for school in post.schools.all()
    }
    handed_in = EvidenceUse.objects.filter(evidence=OuterRef("pk")).exclude(
        evaluation__status__in=EDITABLE_BY_SCHOOL
    )
    return Evidence.objects.visible_to(user).filter(Q(school__in=own) | Exists(handed_in))


def evidence_page(school: School, user: Person, number: str | None = None) -> EvidencePage:
    """The school's pieces that have not been withdrawn, those that speak of the latest day first.

    :param number: which page of the list, as the address says it.
    """
    rows = evidence_visible_to(user).filter(school=school).standing().select_related("added_by")
    page = Paginator(rows, ON_A_PAGE).get_page(number)
    shown = list(page.object_list)
    uses = _uses(shown)
    framework = Framework.objects.in_force(school.trust_id)
    labels = kind_labels(framework.spec) if framework else {}
    pieces = []
    for piece in shown:
        piece.school = school
        backs = [use.evaluation for use in uses.get(piece.pk, [])]
        readable = [use for use in uses.get(piece.pk, []) if not rules.may_read(user, use.evaluation)]
        pieces.append(
            UsedPiece(
                evidence=piece,
                kind=labels.get(piece.kind, piece.kind),
                uses=tuple(readable),
                may_withdraw=may_withdraw_evidence(user, piece, backs),
            )
        )
    keeps = may_keep_evidence(user, school)
    return EvidencePage(school, tuple(pieces), page, room_taken(school), quota(), keeps)


def _uses(pieces: Collection[Evidence]) -> dict[int, list[EvidenceUse]]:
    found: dict[int, list[EvidenceUse]] = {}
    rows = EvidenceUse.objects.filter(evidence__in=[piece.pk for piece in pieces]).select_related(
        "kpi__criterion", "evaluation__term__year", "evaluation__school"
    )
    for use in rows.order_by("-evaluation__term__starts_on", "kpi__position"):
        found.setdefault(use.evidence_id, []).append(use)
    return found


def reusable(evaluation: Evaluation, kpi: Kpi, words: str = "") -> QuerySet[Evidence]:
    """The school's pieces that do not lie beside this KPI yet, the newest first, at most fifty.

    :param words: only those whose titles hold each of these.
    """
    there = EvidenceUse.objects.filter(evaluation=evaluation, kpi=kpi).values("evidence")
    rows = Evidence.objects.standing().filter(school=evaluation.school_id).exclude(pk__in=there)
    for word in words.split():
        rows = rows.filter(title__icontains=word)
    return rows[:TO_CHOOSE_FROM]
