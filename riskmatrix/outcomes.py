"""What the scoring takes and gives: ratings as answered, contributions, and three kinds of outcome."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

WEIGHTED_MEAN = "score.weighted-mean"
INCOMPLETE = "score.incomplete"
NOTHING_APPLICABLE = "score.nothing-applicable"


class State(StrEnum):
    """Whether there is a rating; three different things, none of which stands for another."""

    RATED = "rated"
    UNRATED = "unrated"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Level:
    """A step to show: ``severity`` 0..1, and the least score in per cent of maximum risk that earns it."""

    step: str
    label: str
    severity: float
    from_percent: float


Ladder = tuple[Level, ...]
"""The levels from least to most risk."""


@dataclass(frozen=True)
class Gate:
    """A KPI of severity ``at`` (0..1) or worse holds its criterion (and strands) at a step or worse."""

    code: str
    at: float
    criterion_at_least: str
    strand_at_least: str | None
    sentence: str

    @property
    def rule(self) -> str:
        return f"gate.{self.code}"


@dataclass(frozen=True)
class RatedKpi:
    """One KPI as answered: ``severity`` 0..1 exactly when ``state`` is rated; ``weight`` above 0."""

    criterion: str
    kpi: str
    weight: float
    severity: float | None
    state: State
    gates: tuple[Gate, ...] = ()

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"The weight of {self.kpi} must be above 0.")
        if (self.severity is not None) != (self.state is State.RATED):
            raise ValueError(f"{self.kpi} has a severity exactly when it is rated.")
        if self.severity is not None and not 0 <= self.severity <= 1:
            raise ValueError(f"The severity of {self.kpi} must lie between 0 and 1.")


@dataclass(frozen=True)
class Contribution:
    """What one KPI adds, in percentage points of the maximum risk.

    ``points`` is None when not rated or not applicable; ``max_points`` is 0 when not applicable; ``share`` is
    the part (0..1) of all known points, None where nothing is known or all is zero.
    """

    criterion: str
    kpi: str
    state: State
    severity: float | None
    points: float | None
    max_points: float
    share: float | None


@dataclass(frozen=True)
class Coverage:
    """How many KPIs are rated, of those expected; ``not_applicable`` are not expected."""

    rated: int
    expected: int
    not_applicable: int

    @property
    def unrated(self) -> int:
        return self.expected - self.rated


@dataclass(frozen=True)
class GateHit:
    """A gate that holds, the KPI that made it hold, and the step it holds at."""

    rule: str
    criterion: str
    kpi: str
    step: str
    sentence: str


@dataclass(frozen=True)
class Scored:
    """All expected is rated: ``percent`` 0..100 of maximum risk, the level and the rule that set it."""

    kind: ClassVar[str] = "scored"
    percent: float
    level: Level
    rule: str
    sentence: str
    contributions: tuple[Contribution, ...]
    coverage: Coverage
    gates: tuple[GateHit, ...]


@dataclass(frozen=True)
class Incomplete:
    """Something expected is unrated: there is no level, only bounds, whatever the missing answers will be.

    ``at_least``, ``at_most`` and ``unknown`` (weight not yet rated) are per cent; ``level_at_least`` is the
    level it cannot fall below, None while that would be the lowest, so that nobody reads it as low risk.
    """

    kind: ClassVar[str] = "incomplete"
    rule: ClassVar[str] = INCOMPLETE
    at_least: float
    at_most: float
    unknown: float
    level_at_least: Level | None
    sentence: str
    contributions: tuple[Contribution, ...]
    coverage: Coverage
    gates: tuple[GateHit, ...]


@dataclass(frozen=True)
class NothingApplicable:
    """No KPI applies to this school: neither a score nor a level."""

    kind: ClassVar[str] = "nothing_applicable"
    rule: ClassVar[str] = NOTHING_APPLICABLE
    sentence: ClassVar[str] = "None of these KPIs applies to this school, so there is nothing to score."
    contributions: tuple[Contribution, ...]
    coverage: Coverage
    gates: tuple[GateHit, ...] = ()


Outcome = Scored | Incomplete | NothingApplicable
