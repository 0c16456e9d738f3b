"""What an agreed matrix is made of: KPIs, criteria, the whole, each beside the term before."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.crosswalk import Ended
from riskmatrix.models import Evaluation
from riskmatrix.queries.steps import Shown, Steps
from riskmatrix.scoring import Outcome
from riskmatrix.spec import CriterionSpec


@dataclass(frozen=True)
class AgreedKpi:
    """``stops`` says why there is no movement where the framework was changed in between; ``before`` is None then."""

    code: str
    title: str
    agreed: Shown
    before: Shown | None
    own: Shown
    movement: str
    reason: str
    commentary: str
    stops: str = ""


@dataclass(frozen=True)
class AgreedCriterion:
    """One criterion of an agreed matrix: its outcome by the framework's rule, and how it moved."""

    spec: CriterionSpec
    outcome: Outcome
    level: Shown
    before: Shown | None
    movement: str
    kpis: tuple[AgreedKpi, ...]
    stops: str = ""


@dataclass(frozen=True)
class AgreedMatrix:
    evaluation: Evaluation
    previous: Evaluation | None
    steps: Steps
    criteria: tuple[AgreedCriterion, ...]
    strands: dict[str, Outcome]
    ended: tuple[Ended, ...] = ()

    @property
    def stops(self) -> tuple[str, ...]:
        """Every reason why something has no movement although the school was rated before, each once."""
        told: list[str] = []
        for criterion in self.criteria:
            told += [criterion.stops, *(kpi.stops for kpi in criterion.kpis)]
        return tuple(dict.fromkeys(sentence for sentence in told if sentence))

    @property
    def criteria_by_code(self) -> dict[str, AgreedCriterion]:
        return {criterion.spec.code: criterion for criterion in self.criteria}
