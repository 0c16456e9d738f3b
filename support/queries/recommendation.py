"""What the agreed matrix of a school recommends, strand by strand, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from riskmatrix.models import Evaluation, Rating
from riskmatrix.spec import CriterionSpec, FrameworkSpec, KpiSpec
from support import spec
from support.models import Offer
from support.rated import KpiRating, RatedCriterion, RatedStrand, Step
from support.recommend import Recommendation, recommend
from support.what_would_change import WhatWouldChange, looked_at, what_would_change

Answers = dict[str, str | None]
"""Agreed step by KPI; None where it does not apply. What is not rated is not in it."""


@dataclass(frozen=True)
class StrandRecommendation:
    """What one strand's agreed ratings point to under ``offer``."""

    offer: Offer
    strand: spec.Strand
    rated: RatedStrand
    recommendation: Recommendation

    @property
    def category(self) -> spec.Category | None:
        """The recommended category; None when the portal cannot tell."""
        code = self.recommendation.category
        return self.strand.category(code) if code else None

    @property
    def would_change(self) -> WhatWouldChange | None:
        """The smallest changes of ratings that lead to another category; worked out anew each time."""
        return what_would_change(self.strand, self.rated)


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
    """Recommendations by evaluation id; what is not moderated is left out. One query for any number.

    :param evaluations: with their frameworks selected.
    """
    return {
        evaluation.pk: tuple(
            recommended(offer, strand, evaluation.framework.spec, answers) for strand in offer.spec.strands
        )
        for evaluation, answers in agreed_answers(evaluations)
    }


def agreed_answers(evaluations: Iterable[Evaluation]) -> list[tuple[Evaluation, Answers]]:
    """What is agreed about each of those that are moderated. One query."""
    found: dict[int, tuple[Evaluation, Answers]] = {
        evaluation.pk: (evaluation, {}) for evaluation in evaluations if evaluation.is_moderated
    }
    rows = Rating.objects.filter(evaluation__in=found, kind=Rating.Kind.AGREED)
    for pk, kpi, step in rows.values_list("evaluation", "kpi__code", "step__code"):
        found[pk][1][kpi] = step
    return list(found.values())


def recommended(
    offer: Offer, strand: spec.Strand, framework: FrameworkSpec, answers: Answers
) -> StrandRecommendation:
    """What ``answers`` point to by the rules of ``strand``."""
    rated = rated_strand(framework, strand.code, answers)
    found = recommend(strand, rated.scores(looked_at(strand)))
    return StrandRecommendation(offer, strand, rated, found)


def rated_strand(framework: FrameworkSpec, strand: str, answers: Answers) -> RatedStrand:
    """The criteria of ``framework`` that feed ``strand``, as they were agreed."""
    steps = framework.steps_by_severity()
    least, most = _exact(steps[0].value), _exact(steps[-1].value)
    return RatedStrand(
        tuple(Step(step.code, step.label, (_exact(step.value) - least) / (most - least)) for step in steps),
        tuple(_criterion(each, answers) for each in framework.criteria if strand in each.strands),
    )


def _criterion(criterion: CriterionSpec, answers: Answers) -> RatedCriterion:
    kpis = tuple(_kpi(kpi, answers) for kpi in criterion.kpis)
    return RatedCriterion(criterion.code, criterion.title, _exact(criterion.weight), kpis)


def _kpi(kpi: KpiSpec, answers: Answers) -> KpiRating:
    answer = answers.get(kpi.code)
    applies = answer is not None or kpi.code not in answers
    return KpiRating(kpi.code, kpi.title, _exact(kpi.weight), answer, applies)


def _exact(number: float) -> Fraction:
    """The number as the pack writes it: 0.1 is a tenth."""
    return Fraction(str(number))
