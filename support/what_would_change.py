"""The smallest changes of ratings that lead to a better or to a worse category, found by exact search. Pure.

Smallest means: the fewest KPIs and, with that many, the fewest steps of the scale. A KPI's risk adds to the strand's
score by itself and gates count KPIs, so the best that any set can do is found KPI by KPI (dynamic programming): first
without counting steps, which gives the number of KPIs, then counting them. With n KPIs, a scale of s steps, m KPIs in
the answer and G the product of the counts that the gates concerned wait for, that takes in the order of n · m² · s² · G
sums: a few thousand for a school near a boundary, some hundred thousand for the farthest. All sums are whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm

from support.rated import RatedStrand
from support.recommend import Answer, Recommendation, recommend
from support.search import Goal, Option, Watch, smallest
from support.spec import Gate, Strand

MOST_SETS = 6
"""So many sets are named; whether there are more is said."""


@dataclass(frozen=True)
class Change:
    """One KPI at another step of the scale."""

    kpi: str
    title: str
    criterion: str
    was: str
    to: str


@dataclass(frozen=True)
class ChangeSet:
    """Changes that together lead to ``category``."""

    changes: tuple[Change, ...]
    category: str


@dataclass(frozen=True)
class Way:
    """What it takes in one direction: ``kpis`` ratings and ``steps`` steps, and nothing smaller does.

    ``points`` is how far the score lies from the threshold, None where only gates stand in between. ``sets`` is empty
    where no ratings whatever lead that way; ``more`` says that further sets are as small as these.
    """

    kpis: int
    steps: int
    points: Decimal | None
    sets: tuple[ChangeSet, ...]
    more: bool


@dataclass(frozen=True)
class WhatWouldChange:
    """``better`` is None in the best category, ``worse`` in the last."""

    better: Way | None
    worse: Way | None


def what_would_change(strand: Strand, rated: RatedStrand) -> WhatWouldChange | None:
    """What would move the recommended category either way; None where the portal cannot tell the category."""
    found = recommend(strand, rated.scores(looked_at(strand)))
    if found.answer is Answer.CANNOT_TELL:
        return None
    at = [category.code for category in strand.categories].index(str(found.category))
    board = _Board(strand, rated, found)
    return WhatWouldChange(
        better=board.way(board.better(at - 1), _above(strand, found, at - 1)) if at else None,
        worse=board.way(board.worse(at + 1), _below(strand, found, at))
        if at + 1 < len(strand.categories)
        else None,
    )


def looked_at(strand: Strand) -> set[str]:
    """The steps at which some gate of ``strand`` counts KPIs."""
    return {gate.step for gate in strand.recommendation.gates}


def _end(strand: Strand, at: int) -> Decimal:
    """The highest score, as shown, of the category at this place; not asked of the last, which has none."""
    end = Decimal(str(strand.recommendation.thresholds[at].at_most))
    return end.quantize(Decimal("0.1"), rounding=ROUND_FLOOR)


def _above(strand: Strand, found: Recommendation, at: int) -> Decimal | None:
    over = (found.score or Decimal(0)) - _end(strand, at)
    return over if over > 0 else None


def _below(strand: Strand, found: Recommendation, at: int) -> Decimal:
    return _end(strand, at) + Decimal("0.1") - (found.score or Decimal(0))


@dataclass(frozen=True)
class _Cell:
    """One KPI of the strand: the points it adds at each step."""

    kpi: str
    title: str
    criterion_code: str
    criterion: str
    step: int
    points: tuple[Fraction, ...]


@dataclass(frozen=True)
class _Board:
    """The ratings laid out for the search."""

    strand: Strand
    rated: RatedStrand
    found: Recommendation

    @cached_property
    def cells(self) -> tuple[_Cell, ...]:
        """The KPIs that count, those that can move the score furthest first."""
        order = [step.code for step in self.rated.steps]
        counted = [criterion for criterion in self.rated.criteria if criterion.expected]
        whole = sum(criterion.weight for criterion in counted)
        cells = [
            _Cell(
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
        below = Fraction(_end(self.strand, at)) + Fraction(1, 20)
        need = int((self.now - below) * self.unit) + 1
        gates = tuple(self._watch(gate) for gate in self._gates_beyond(at))
        return [Goal(self._options(-1, gates), need, tuple(watch.kpis for watch in gates), holds=False)]

    def worse(self, at: int) -> list[Goal]:
        """The score is shown as more than the end of the category before this place, or one gate holds it there."""
        need = int((Fraction(_end(self.strand, at - 1)) + Fraction(1, 20) - self.now) * self.unit)
        goals = [Goal(self._options(1, ()), need, (), holds=True)]
        for gate in self._gates_beyond(at - 1):
            watch = self._watch(gate)
            goals.append(Goal(self._options(1, (watch,)), None, (watch.kpis,), holds=True))
        return goals

    def way(self, goals: list[Goal], points: Decimal | None) -> Way:
        """The smallest of the answers to ``goals``, any of which will do."""
        answers = [answer for goal in goals if (answer := smallest(goal, MOST_SETS)) is not None]
        if not answers:
            return Way(0, 0, points, (), more=False)
        cost = min((answer.changed, answer.steps) for answer in answers)
        best = [answer for answer in answers if (answer.changed, answer.steps) == cost]
        sets = list(dict.fromkeys(each for answer in best for each in answer.sets))
        more = len(sets) > MOST_SETS or any(answer.more for answer in best)
        return Way(*cost, points, tuple(self._told(each) for each in sets[:MOST_SETS]), more)

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

    def _told(self, steps: tuple[tuple[int, int], ...]) -> ChangeSet:
        """:param steps: (which KPI, to which step)."""
        scale = self.rated.steps
        changes = tuple(
            Change(cell.kpi, cell.title, cell.criterion, scale[cell.step].label, scale[to].label)
            for cell, to in ((self.cells[at], to) for at, to in steps)
        )
        changed = self.rated.with_ratings({self.cells[at].kpi: scale[to].code for at, to in steps})
        found = recommend(self.strand, changed.scores(looked_at(self.strand)))
        return ChangeSet(changes, str(found.category))
