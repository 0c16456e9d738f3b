"""The page on which a category is confirmed: what is recommended and why, what stands, what was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kit.refusals import Refusal
from riskmatrix.models import Evaluation
from riskmatrix.queries.matrix import latest_moderated
from schools.models import Person, School
from support import rules, rules_recommendation, spec
from support.models import Decision, Offer
from support.queries.change_of_category import Preview, previews
from support.queries.key_features import kept_for, key_features
from support.queries.recommendation import StrandRecommendation, recommendations
from support.snapshot import snapshot


@dataclass(frozen=True)
class DecisionPage:
    """``shown`` is the recommendation as a snapshot: as it was kept with ``made``, or as it is now.

    ``made`` is the latest decision by this evaluation, ``standing`` the one that stands now, by whichever.
    ``features`` are the key features that this person may read, ``previews`` what each category would do to the
    promises from today on; there are none for somebody who does not confirm.
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
    may_answer: Refusal | None
    features: list[dict[str, Any]]
    previews: tuple[Preview, ...]

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
    def at_one_stroke(self) -> spec.Category | None:
        """The recommended category, where nothing has to be written to confirm it."""
        if self.recommended is None or self.made is not None:
            return None
        review = self.recommended.review
        return None if review is not None and review.exit_criteria else self.recommended

    @property
    def meant(self) -> Preview | None:
        """What confirming the recommended category would do."""
        return next((each for each in self.previews if each.category == self.recommended), None)

    @property
    def other_previews(self) -> list[Preview]:
        return [each for each in self.previews if each.category != self.recommended]

    @property
    def for_a_time(self) -> list[spec.Category]:
        """The categories that say by when they are reviewed."""
        return [each for each in self.strand.categories if each.review]

    @property
    def speaks_of_self_evaluation(self) -> bool:
        """Whether a feature rests on the calibration of the school, which has a page of its own."""
        return any(each["behind"] == "self_evaluation" for each in self.features)

    @property
    def features_by_category(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """(category, its features), in the offer's order."""
        titles = dict.fromkeys(each["category"] for each in self.features)
        return [(title, [each for each in self.features if each["category"] == title]) for title in titles]


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
        .select_related("by", "evaluation__term__year", "school", "appeal__by", "appeal__outcome__by")
        .select_related("appeal__outcome__decision")
        .prefetch_related("offer", "by__posts", "answers__by__posts", "appeal__by__posts")
        .prefetch_related("appeal__outcome__by__posts")
    )
    made = next((each for each in history if each.evaluation_id == evaluation.pk), None)
    standing = next(iter(history), None)
    latest = latest_moderated([evaluation.school]).get(evaluation.school_id)
    refusal = rules.may_confirm(user, evaluation, strand, offer, latest)
    said = standing or made
    return DecisionPage(
        evaluation=evaluation,
        offer=offer,
        strand=found.strand,
        shown=made.recommendation if made else _snapshot(found),
        recommended=found.category,
        made=made,
        standing=standing,
        history=history,
        may_confirm=refusal,
        may_answer=rules_recommendation.may_answer_decision(user, said, standing) if said else None,
        features=_features(made, found, evaluation, user),
        previews=previews(evaluation.school, offer, found.strand, standing) if refusal is None else (),
    )


def _snapshot(found: StrandRecommendation) -> dict[str, Any]:
    return snapshot(found.strand, found.recommendation, str(found.offer), changes=found.would_change)


def _features(
    made: Decision | None, found: StrandRecommendation, evaluation: Evaluation, user: Person
) -> list[dict[str, Any]]:
    """As they were judged when the decision was made; before, and for older decisions, as they are now."""
    if made is not None and "features" in made.recommendation:
        return kept_for(made.recommendation["features"], user, evaluation.school)
    return [each.plain() for each in key_features(evaluation, found, user)]
