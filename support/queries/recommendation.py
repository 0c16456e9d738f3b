"""What the agreed matrix of a school recommends, strand by strand, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from riskmatrix.models import Evaluation
from riskmatrix.queries.agreed import AgreedCriterion, AgreedMatrix
from riskmatrix.queries.matrix import agreed_matrices
from riskmatrix.queries.steps import StepView
from riskmatrix.scoring import Incomplete, Scored
from support import spec
from support.models import Offer
from support.recommend import CriterionScore, Recommendation, ScoreState, SeriousKpi, recommend


@dataclass(frozen=True)
class StrandRecommendation:
    """What one strand's agreed ratings point to under ``offer``."""

    offer: Offer
    strand: spec.Strand
    recommendation: Recommendation

    @property
    def category(self) -> spec.Category | None:
        """The recommended category; None when the portal cannot tell."""
        code = self.recommendation.category
        return self.strand.category(code) if code else None


def recommendations(evaluation: Evaluation, offer: Offer | None = None) -> tuple[StrandRecommendation, ...]:
    """One for each strand of the offer in force (or of ``offer``); none before there is an offer.

    :raises ValueError: when the evaluation is not moderated.
    """
    if not evaluation.is_moderated:
        raise ValueError("Nothing is agreed before moderation is finished.")
    offer = offer or Offer.objects.in_force(evaluation.school.trust_id)
    return recommendations_of([evaluation], offer)[evaluation.pk] if offer else ()


def recommendations_of(
    evaluations: Iterable[Evaluation], offer: Offer
) -> dict[int, tuple[StrandRecommendation, ...]]:
    """Recommendations by evaluation id; what is not moderated is left out. Three queries for any number."""
    return {
        pk: tuple(
            StrandRecommendation(offer, strand, recommend(strand, scores_of(strand, matrix)))
            for strand in offer.spec.strands
        )
        for pk, matrix in agreed_matrices(evaluations).items()
    }


def scores_of(strand: spec.Strand, matrix: AgreedMatrix) -> list[CriterionScore]:
    """The criteria that feed ``strand``, as the framework of that evaluation scores them."""
    steps = {gate.step for gate in strand.recommendation.gates}
    return [_score(each, steps) for each in matrix.criteria if strand.code in each.spec.strands]


def _score(criterion: AgreedCriterion, steps: set[str]) -> CriterionScore:
    score: float | None
    match criterion.outcome:
        case Scored(percent=percent):
            score, state = percent, ScoreState.SCORED
        case Incomplete():
            score, state = None, ScoreState.INCOMPLETE
        case _:
            score, state = None, ScoreState.NOT_APPLICABLE
    serious = tuple(
        SeriousKpi(kpi.code, kpi.title, kpi.agreed.code)
        for kpi in criterion.kpis
        if isinstance(kpi.agreed, StepView) and kpi.agreed.code in steps
    )
    return CriterionScore(
        criterion.spec.code, criterion.spec.title, score, criterion.spec.weight, state, serious
    )
