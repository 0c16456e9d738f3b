"""The strategy's key features of every category of a strand: met, not met or cannot tell, with the figures behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from riskmatrix.calibration_features import Verdict
from riskmatrix.models import Evaluation
from riskmatrix.queries.agreed import AgreedMatrix
from riskmatrix.queries.matrix import agreed_matrix
from riskmatrix.queries.steps import Shown, StepView
from riskmatrix.rules_answers import may_see_calibration
from schools.access.checks import has
from schools.access.permissions import Permission
from schools.models import Person, School
from support import spec
from support.features import NOTHING, WORD, Judged, Rated, by_outcomes, by_ratings
from support.queries.outcomes import trends
from support.queries.recommendation import StrandRecommendation
from support.queries.self_knowledge import self_knowledge
from support.spec_judging import ByOutcomes, ByRatings

RULE = "feature"


@dataclass(frozen=True)
class KeyFeature:
    """A feature in the offer's words, the verdict, and the sentence with its figures.

    ``behind`` says what it rests on: ``self_evaluation``, ``outcomes``, ``ratings``, or nothing.
    """

    rule: str
    category: str
    text: str
    verdict: str
    word: str
    sentence: str
    behind: str

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def key_features(evaluation: Evaluation, found: StrandRecommendation, user: Person) -> tuple[KeyFeature, ...]:
    """In the offer's order; what rests on something that ``user`` may not see is left out.

    Some fifteen queries, however much stands behind them.
    """
    strand, kinds = found.strand, _kinds(found.strand)
    judged: dict[str, Judged] = {}
    if "self_evaluation" in kinds:
        known = self_knowledge(evaluation, strand, user)
        judged |= {each.code: (each.feature.verdict, each.feature.sentence) for each in known}
    if "outcomes" in kinds and may_see("outcomes", user, evaluation.school):
        judged |= _by_outcomes(evaluation, found)
    if "ratings" in kinds:
        judged |= _by_ratings(agreed_matrix(evaluation), strand)
    return tuple(
        _feature(category, each, *judged.get(each.code, (Verdict.CANNOT_TELL, NOTHING)))
        for category in strand.categories
        for each in category.key_features
        if each.code in judged or each.shown_by is None
    )


def may_see(behind: str, user: Person, school: School) -> bool:
    """Whether ``user`` may read what a feature rests on; which terms of the calibration, the portal asks besides."""
    if behind == "self_evaluation":
        return may_see_calibration(user, school) is None
    return behind != "outcomes" or has(user, Permission.SEE_FIGURES, school)


def kept_for(features: Iterable[dict[str, Any]], user: Person, school: School) -> list[dict[str, Any]]:
    """Those kept with a decision that ``user`` may read."""
    return [each for each in features if may_see(each["behind"], user, school)]


def _kinds(strand: spec.Strand) -> set[str]:
    return {
        each.shown_by.kind
        for category in strand.categories
        for each in category.key_features
        if each.shown_by is not None
    }


def _feature(category: spec.Category, each: spec.KeyFeature, verdict: Verdict, sentence: str) -> KeyFeature:
    behind = each.shown_by.kind if each.shown_by else ""
    return KeyFeature(
        f"{RULE}.{each.code}", category.title, each.text, verdict.value, WORD[verdict], sentence, behind
    )


def _by_outcomes(evaluation: Evaluation, found: StrandRecommendation) -> dict[str, Judged]:
    outcomes = found.offer.spec.outcomes
    if outcomes is None:
        return {}
    known = trends(evaluation.school, evaluation.framework.spec, outcomes)
    return {
        each.code: by_outcomes(each.shown_by, known)
        for category in found.strand.categories
        for each in category.key_features
        if isinstance(each.shown_by, ByOutcomes)
    }


def _by_ratings(matrix: AgreedMatrix, strand: spec.Strand) -> dict[str, Judged]:
    return {
        each.code: by_ratings(
            each.shown_by,
            _looked_at(each.shown_by, matrix, strand),
            [matrix.steps[step].label for step in each.shown_by.at if step in matrix.steps],
        )
        for category in strand.categories
        for each in category.key_features
        if isinstance(each.shown_by, ByRatings)
    }


def _looked_at(rule: ByRatings, matrix: AgreedMatrix, strand: spec.Strand) -> list[Rated]:
    every = not (rule.criteria or rule.kpis)
    found: list[tuple[str, Shown]] = []
    for criterion in matrix.criteria:
        if criterion.spec.code in rule.criteria or (every and strand.code in criterion.spec.strands):
            found.append((criterion.spec.title, criterion.level))
        found += [(kpi.title, kpi.agreed) for kpi in criterion.kpis if kpi.code in rule.kpis]
    return [
        Rated(title, shown.code if isinstance(shown, StepView) else None)
        for title, shown in found
        if shown != "not_applicable"
    ]
