"""The agreed ratings that feed one strand, and the exact scores that follow from them. Pure.

Scores are fractions, not floating point: whether 20.05 lies above or below a threshold must not depend on the order
in which a machine adds up. The rule is the framework's own (``riskmatrix.scoring``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from support.recommend import CriterionScore, ScoreState, SeriousKpi


@dataclass(frozen=True)
class Step:
    """A step of the scale; ``severity`` 0 (no risk) to 1 (the most)."""

    code: str
    label: str
    severity: Fraction


@dataclass(frozen=True)
class KpiRating:
    """``step`` is None where nobody has rated it; what does not apply is not rated either, and is not missing."""

    code: str
    title: str
    weight: Fraction
    step: str | None
    applies: bool = True


@dataclass(frozen=True)
class RatedCriterion:
    code: str
    title: str
    weight: Fraction
    kpis: tuple[KpiRating, ...]

    @property
    def expected(self) -> tuple[KpiRating, ...]:
        """Those that apply to the school."""
        return tuple(kpi for kpi in self.kpis if kpi.applies)

    @property
    def state(self) -> ScoreState:
        if not self.expected:
            return ScoreState.NOT_APPLICABLE
        unrated = any(kpi.step is None for kpi in self.expected)
        return ScoreState.INCOMPLETE if unrated else ScoreState.SCORED


@dataclass(frozen=True)
class RatedStrand:
    """``steps`` from least to most risk; ``criteria`` are those that feed the strand."""

    steps: tuple[Step, ...]
    criteria: tuple[RatedCriterion, ...]

    @property
    def severity(self) -> dict[str, Fraction]:
        return {step.code: step.severity for step in self.steps}

    @property
    def is_complete(self) -> bool:
        """Whether everything that applies is rated, and something applies."""
        states = {criterion.state for criterion in self.criteria}
        return ScoreState.INCOMPLETE not in states and ScoreState.SCORED in states

    def scores(self, looked_at: Collection[str]) -> list[CriterionScore]:
        """What ``recommend`` takes.

        :param looked_at: the steps at which gates look for KPIs.
        """
        return [self._score(criterion, looked_at) for criterion in self.criteria]

    def with_ratings(self, steps: Mapping[str, str]) -> RatedStrand:
        """The same with other ratings.

        :param steps: step by KPI; what is not named stays.
        """
        return replace(
            self,
            criteria=tuple(
                replace(
                    criterion,
                    kpis=tuple(replace(kpi, step=steps.get(kpi.code, kpi.step)) for kpi in criterion.kpis),
                )
                for criterion in self.criteria
            ),
        )

    def _score(self, criterion: RatedCriterion, looked_at: Collection[str]) -> CriterionScore:
        score = None
        if criterion.state is ScoreState.SCORED:
            whole = sum(kpi.weight for kpi in criterion.expected)
            risk = sum(kpi.weight * self.severity[str(kpi.step)] for kpi in criterion.expected)
            score = 100 * risk / Fraction(whole)
        serious = tuple(
            SeriousKpi(kpi.code, kpi.title, kpi.step)
            for kpi in criterion.expected
            if kpi.step is not None and kpi.step in looked_at
        )
        return CriterionScore(
            criterion.code, criterion.title, score, criterion.weight, criterion.state, serious
        )
