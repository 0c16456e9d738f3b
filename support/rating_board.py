"""The agreed ratings of a strand laid out for a search: what each KPI adds, and what is to be reached. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm

from support.rated import RatedStrand
from support.search import Goal, Option, Watch
from support.spec import Gate, Strand


def end_of(strand: Strand, at: int) -> Decimal:
    """The highest score, as shown, of the category at this place; not asked of the last, which has none."""
    end = Decimal(str(strand.recommendation.thresholds[at].at_most))
    return end.quantize(Decimal("0.1"), rounding=ROUND_FLOOR)


@dataclass(frozen=True)
class Cell:
    """One KPI of the strand: the points it adds at each step."""

    kpi: str
    title: str
    criterion_code: str
    criterion: str
    step: int
    points: tuple[Fraction, ...]


@dataclass(frozen=True)
class Board:
    """The ratings laid out for the search."""

    strand: Strand
    rated: RatedStrand

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The KPIs that count, those that can move the score furthest first."""
        order = [step.code for step in self.rated.steps]
        counted = [criterion for criterion in self.rated.criteria if criterion.expected]
        whole = sum(criterion.weight for criterion in counted)
        cells = [
            Cell(
                kpi.code,
                kpi.title,
                criterion.code,
                criterion.title,
                order.index(str(kpi.step)),
                tuple(
                    100 * step.severity * criterion.weight / whole * kpi.weight / inside
                    for step in self.rated.steps
                ),
            )
            for criterion in counted
            for inside in [sum(kpi.weight for kpi in criterion.expected)]
            for kpi in criterion.expected
        ]
        return tuple(sorted(cells, key=lambda cell: -cell.points[-1]))

    @cached_property
    def unit(self) -> int:
        """So many of the whole numbers of the search make one point of the score."""
        return lcm(20, *(points.denominator for cell in self.cells for points in cell.points))

    @cached_property
    def now(self) -> Fraction:
        return sum((cell.points[cell.step] for cell in self.cells), Fraction(0))

    def better(self, at: int) -> list[Goal]:
        """The score is shown as no more than the end of the category at this place, and no gate holds it beyond."""
        # Shown with one decimal, rounded half up: just below the next half tenth is still the end itself.
        below = Fraction(end_of(self.strand, at)) + Fraction(1, 20)
        need = int((self.now - below) * self.unit) + 1
        gates = tuple(self._watch(gate) for gate in self._gates_beyond(at))
        return [Goal(self._options(-1, gates), need, tuple(watch.kpis for watch in gates), holds=False)]

    def worse(self, at: int) -> list[Goal]:
        """The score is shown as more than the end of the category before this place, or one gate holds it there."""
        need = int((Fraction(end_of(self.strand, at - 1)) + Fraction(1, 20) - self.now) * self.unit)
        goals = [Goal(self._options(1, ()), need, (), holds=True)]
        for gate in self._gates_beyond(at - 1):
            watch = self._watch(gate)
            goals.append(Goal(self._options(1, (watch,)), None, (watch.kpis,), holds=True))
        return goals

    def _gates_beyond(self, at: int) -> Iterator[Gate]:
        """The gates that hold a strand at a worse category than the one at this place."""
        codes = [category.code for category in self.strand.categories]
        return (gate for gate in self.strand.recommendation.gates if codes.index(gate.at_best) > at)

    def _watch(self, gate: Gate) -> Watch:
        order = [step.code for step in self.rated.steps]
        step = order.index(gate.step) if gate.step in order else -1
        cells = frozenset(
            at
            for at, cell in enumerate(self.cells)
            if not gate.criteria or cell.criterion_code in gate.criteria
        )
        return Watch(step, cells, gate.kpis)

    def _options(self, sign: int, gates: tuple[Watch, ...]) -> tuple[tuple[Option, ...], ...]:
        """What each KPI may be rated, the rating it has first."""
        return tuple(
            tuple(
                Option(
                    step,
                    abs(step - cell.step),
                    int(sign * (cell.points[step] - cell.points[cell.step]) * self.unit),
                    tuple(int(at in watch.cells and step == watch.step) for watch in gates),
                )
                for step in sorted(range(len(self.rated.steps)), key=lambda s: abs(s - cell.step))
            )
            for at, cell in enumerate(self.cells)
        )
