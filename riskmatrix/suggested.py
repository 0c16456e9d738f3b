"""What a figure may be answered with: a suggested step, or one of five reasons for suggesting none."""

from dataclasses import dataclass
from typing import ClassVar

from riskmatrix.figures import Pooled
from riskmatrix.measured import Missing
from riskmatrix.spec import Compare


@dataclass(frozen=True)
class Suggestion:
    """A step that somebody may choose; ``worse_by`` is in the measure's unit (days of age for a date)."""

    kind: ClassVar[str] = "suggestion"
    measure: str
    step: str
    rule: str
    worse_by: float
    sentence: str


@dataclass(frozen=True)
class SmallCohort:
    """Too few stand behind the value; ``one_is_worth`` in the measure's unit, ``pooled`` to look at."""

    kind: ClassVar[str] = "small_cohort"
    measure: str
    cohort: int
    smallest: int
    one_is_worth: float | None
    pooled: Pooled | None
    sentence: str


@dataclass(frozen=True)
class UnknownCohort:
    kind: ClassVar[str] = "unknown_cohort"
    measure: str
    sentence: str


@dataclass(frozen=True)
class MissingFigure:
    kind: ClassVar[str] = "missing"
    measure: str
    missing: Missing
    sentence: str


@dataclass(frozen=True)
class NoBenchmark:
    """None of the benchmarks that the rules ask for fits; ``sought`` are those."""

    kind: ClassVar[str] = "no_benchmark"
    measure: str
    sought: tuple[Compare, ...]
    sentence: str


@dataclass(frozen=True)
class NoRule:
    kind: ClassVar[str] = "no_rule"
    measure: str
    sentence: str


NoSuggestion = SmallCohort | UnknownCohort | MissingFigure | NoBenchmark | NoRule
Answer = Suggestion | NoSuggestion
