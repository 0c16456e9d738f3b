"""The smallest changes of ratings that lead to a better or to a worse category, found by exact search. Pure.

Smallest means: the fewest KPIs and, with that many, the fewest steps of the scale. A KPI's risk adds to the strand's
score by itself and gates count KPIs, so the best that any set can do is found KPI by KPI (dynamic programming): first
without counting steps, which gives the number of KPIs, then counting them. With n KPIs, a scale of s steps, m KPIs in
the answer and G the product of the counts that the gates concerned wait for, that takes in the order of n · m² · s² · G
sums: a few thousand for a school near a boundary, some hundred thousand for the farthest. All sums are whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from support.rated import RatedStrand
from support.rating_board import Board, end_of
from support.recommend import Answer, Recommendation, recommend
from support.search import Goal, smallest
from support.spec import Strand

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
    board = Board(strand, rated)
    return WhatWouldChange(
        better=_way(board, board.better(at - 1), _above(strand, found, at - 1)) if at else None,
        worse=_way(board, board.worse(at + 1), _below(strand, found, at))
        if at + 1 < len(strand.categories)
        else None,
    )


def looked_at(strand: Strand) -> set[str]:
    """The steps at which some gate of ``strand`` counts KPIs."""
    return {gate.step for gate in strand.recommendation.gates}


def _above(strand: Strand, found: Recommendation, at: int) -> Decimal | None:
    over = (found.score or Decimal(0)) - end_of(strand, at)
    return over if over > 0 else None


def _below(strand: Strand, found: Recommendation, at: int) -> Decimal:
    return end_of(strand, at) + Decimal("0.1") - (found.score or Decimal(0))


def _way(board: Board, goals: list[Goal], points: Decimal | None) -> Way:
    """The smallest of the answers to ``goals``, any of which will do."""
    answers = [answer for goal in goals if (answer := smallest(goal, MOST_SETS)) is not None]
    if not answers:
        return Way(0, 0, points, (), more=False)
    cost = min((answer.changed, answer.steps) for answer in answers)
    best = [answer for answer in answers if (answer.changed, answer.steps) == cost]
    sets = list(dict.fromkeys(each for answer in best for each in answer.sets))
    more = len(sets) > MOST_SETS or any(answer.more for answer in best)
    return Way(*cost, points, tuple(_told(board, each) for each in sets[:MOST_SETS]), more)


def _told(board: Board, steps: tuple[tuple[int, int], ...]) -> ChangeSet:
    """:param steps: (which KPI, to which step)."""
    scale = board.rated.steps
    changes = tuple(
        Change(cell.kpi, cell.title, cell.criterion, scale[cell.step].label, scale[to].label)
        for cell, to in ((board.cells[at], to) for at, to in steps)
    )
    changed = board.rated.with_ratings({board.cells[at].kpi: scale[to].code for at, to in steps})
    found = recommend(board.strand, changed.scores(looked_at(board.strand)))
    return ChangeSet(changes, str(found.category))
