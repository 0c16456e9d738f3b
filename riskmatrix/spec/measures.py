"""Measures: the figures behind a KPI, and the thresholds that turn one into a suggested rating."""

from typing import Annotated, Literal

from pydantic import Field

from riskmatrix.measured import PeriodKind
from riskmatrix.spec.base import Code, Line, Number, Proposable, Sentence, Spec

Unit = Literal["percent", "number", "days", "date", "pounds", "score", "per-100-pupils"]
Direction = Literal["higher_is_better", "lower_is_better", "neither"]
Compare = Literal["value", "england", "local-authority", "trust", "similar", "own-history"]


class MeasureSpec(Proposable):
    """A figure that a KPI rests on.

    ``counts`` names one of those behind the figure (a pupil, a member of staff), for the sentence that says what
    one of them is worth; under ``smallest_cohort`` of them nothing is suggested. ``pools`` says that three years
    are judged together where there are three. After ``cycle_months`` a value is old. ``periods`` are the kinds of
    time it is given for. Of dates, the later is the better: what counts is their age. ``published_as`` is the code
    under which official statistics give the same thing, where that is not its own.
    """

    code: Code
    title: Line
    unit: Unit
    direction: Direction
    definition: Sentence
    counts: Line = "pupil"
    smallest_cohort: Annotated[int, Field(ge=1, le=10_000)] | None = None
    pools: bool = False
    cycle_months: Annotated[int, Field(ge=1, le=120)]
    periods: tuple[PeriodKind, ...] = Field(min_length=1)
    published_as: Code | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes under which its figures stand: its own, and that of official statistics."""
        return (self.code, self.published_as) if self.published_as else (self.code,)


class MeasuringSpec(Proposable):
    """Why the measures are as they are.

    Those who govern a school read no figure with fewer behind it than ``governors_see_from``. The official tables
    withhold key stage 2 results of ten pupils or fewer (“Compare school and college performance”, suppression).
    Whoever does not see every school behind a figure of the trust reads it from ``trust_figure_from`` schools on: of
    two, each could work out the other's.
    """

    governors_see_from: Annotated[int, Field(ge=1, le=1_000)] = 11
    trust_figure_from: Annotated[int, Field(ge=3, le=100)] = 3


class ThresholdSpec(Spec):
    """From how far on the worse side of the comparison a figure suggests ``step``, in the measure's unit.

    ``at_least`` is signed so that more is worse whichever way the measure runs: 2 means two points below England
    where higher is better, two above where lower is better, and -1 means one on the better side. A plain value is
    compared with nought, so that -90 means “90 or fewer” where higher is better; a date with the day it is looked
    at, in days of age. Without ``at_least`` it takes whatever the thresholds before it leave.
    """

    step: Code
    at_least: Number | None = None
    sentence: Sentence


class SuggestionSpec(Proposable):
    """One way of comparing one measure, with its thresholds from the worst step to the least."""

    code: Code
    measure: Code
    compare: Compare
    thresholds: tuple[ThresholdSpec, ...] = Field(min_length=1, max_length=9)


def rule_id(suggestion: SuggestionSpec, threshold: ThresholdSpec) -> str:
    """What the rule is called beside every suggestion that it made."""
    return f"suggestion.{suggestion.code}.{threshold.step}"
