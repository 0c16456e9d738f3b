"""What the calibration of a school says about the key features that speak of its self-evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.calibration_features import Feature, FeatureCode
from riskmatrix.models import Evaluation
from riskmatrix.queries.calibration import calibration_of
from riskmatrix.rules_answers import may_see_calibration
from schools.models import Person
from support import spec
from support.features import WORD
from support.spec_judging import BySelfEvaluation

SAYS = {"accurate": FeatureCode.ACCURATE, "generous": FeatureCode.GENEROUS}


@dataclass(frozen=True)
class KeyFeatureSeen:
    """A key feature of a category, in the offer's words, and what the ratings of the school say about it."""

    category: spec.Category
    code: str
    text: str
    feature: Feature

    @property
    def verdict(self) -> str:
        return WORD[self.feature.verdict]


def self_knowledge(evaluation: Evaluation, strand: spec.Strand, user: Person) -> tuple[KeyFeatureSeen, ...]:
    """The features of ``strand`` that the ratings of its criteria, up to this term, speak to.

    None for somebody who may not see the calibration, before a term is open to them (the headteacher sees each
    first), and where the framework has no rules for it.
    """
    if may_see_calibration(user, evaluation.school) is not None:
        return ()
    known = calibration_of(evaluation.school, user, strand=strand.code, until=evaluation.term)
    return tuple(
        KeyFeatureSeen(category, each.code, each.text, feature)
        for category in strand.categories
        for each in category.key_features
        for feature in known.features
        if isinstance(each.shown_by, BySelfEvaluation) and SAYS[each.shown_by.says] == feature.code
    )
