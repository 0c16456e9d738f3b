"""The page on which a category is confirmed: what is recommended and why, what stands, what was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kit.refusals import Refusal
from riskmatrix.models import Evaluation
from riskmatrix.queries.matrix import latest_moderated
from schools.models import Person, School
from support import rules, spec
from support.models import Decision, Offer
from support.queries.recommendation import recommendations
from support.queries.self_knowledge import KeyFeatureSeen, self_knowledge
from support.snapshot import snapshot


@dataclass(frozen=True)
class DecisionPage:
    """``shown`` is the recommendation as a snapshot: as it was kept with ``made``, or as it is now.

    ``made`` is the latest decision by this evaluation, ``standing`` the one that stands now, by whichever.
    """

    evaluation: Evaluation
    offer: Offer
    strand: spec.Strand
    shown: dict[str, Any]
    recommended: spec.Category | None
    made: Decision | None
    standing: Decision | None
    history: tuple[Decision, ...]
    may_confirm: Refusal | None
    self_knowledge: tuple[KeyFeatureSeen, ...]

    @property
    def school(self) -> School:
        return self.evaluation.school

    @property
    def rules(self) -> spec.Recommendation:
        """The thresholds and gates by which ``shown`` was worked out."""
        return (self.made.strand_spec if self.made else self.strand).recommendation

    @property
    def most(self) -> str:
        """The most that any criterion could add: the full length of the bars, so that they compare points."""
        return max((each["most"] for each in self.shown["contributions"]), key=float, default="100")

    @property
    def contributions(self) -> list[dict[str, str]]:
        """The largest first."""
        return sorted(self.shown["contributions"], key=lambda each: -float(each["points"]))

    @property
    def others(self) -> tuple[spec.Category, ...]:
        """The categories that are not the recommended one."""
        return tuple(each for each in self.strand.categories if each != self.recommended)


def decision_page(evaluation: Evaluation, strand: str, user: Person) -> DecisionPage | None:
    """The page, in a fixed number of queries; None when there is no offer or it has no such strand.

    :raises ValueError: when the evaluation is not moderated.
    """
    offer = Offer.objects.in_force(evaluation.school.trust_id)
    if offer is None or strand not in {each.code for each in offer.spec.strands}:
        return None
    found = next(each for each in recommendations(evaluation, offer) if each.strand.code == strand)
    history = tuple(
        Decision.objects.filter(school=evaluation.school_id, strand=strand)
        .select_related("by", "evaluation__term__year", "school")
        .prefetch_related("offer", "by__posts")
    )
    made = next((each for each in history if each.evaluation_id == evaluation.pk), None)
    latest = latest_moderated([evaluation.school]).get(evaluation.school_id)
    return DecisionPage(
        evaluation=evaluation,
        offer=offer,
        strand=found.strand,
        shown=made.recommendation if made else snapshot(found.strand, found.recommendation, str(offer)),
        recommended=found.category,
        made=made,
        standing=next(iter(history), None),
        history=history,
        may_confirm=rules.may_confirm(user, evaluation, strand, offer, latest),
        self_knowledge=self_knowledge(evaluation, found.strand, user),
    )
