"""What deserves a second look across terms: strands that part ways, and support that moves nothing. Pure.

Scores run from 0 (no risk) to 100 (the most), so a falling score is an improvement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from support.spec_judging import Watching


@dataclass(frozen=True)
class Point:
    """A strand in one agreed term: its score, None where there is none, and the category that stood afterwards."""

    term: str
    score: Decimal | None
    category: str


@dataclass(frozen=True)
class Parting:
    """One strand improves by so many points while the other worsens by as many as ``against``, since ``since``."""

    improving: str
    by: Decimal
    worsening: str
    against: Decimal
    since: str


@dataclass(frozen=True)
class Standstill:
    """So many terms of much support and no improvement worth the name; ``change`` above 0 is worse."""

    strand: str
    terms: int
    since: str
    change: Decimal


def partings(strands: Mapping[str, Sequence[Point]], rule: Watching) -> list[Parting]:
    """Between the latest agreed term and the earliest of the ``rule.terms`` before it.

    :param strands: each strand's agreed terms, the oldest first.
    """
    changes = {strand: change for strand, points in strands.items() if (change := _change(points, rule))}
    return [
        Parting(better, -better_by, worse, worse_by, since)
        for better, (better_by, since) in changes.items()
        for worse, (worse_by, _) in changes.items()
        if better_by <= -_points(rule) and worse_by >= _points(rule)
    ]


def standstill(strand: str, points: Sequence[Point], rule: Watching) -> Standstill | None:
    """Where every one of the last terms, and the one before them, ended in a category of much support.

    None where the score improved by enough, where there are too few terms, or where one has no score.
    """
    window = points[-rule.terms - 1 :]
    if not has_enough(points, rule) or any(each.category not in rule.much_support for each in window):
        return None
    first, last = window[0].score, window[-1].score
    if first is None or last is None or last - first <= -_points(rule):
        return None
    return Standstill(strand, rule.terms, window[0].term, last - first)


def has_enough(points: Sequence[Point], rule: Watching) -> bool:
    """Whether there are as many agreed terms as the rule looks at, and the one before them."""
    return len(points) > rule.terms


def _change(points: Sequence[Point], rule: Watching) -> tuple[Decimal, str] | None:
    window = [each for each in points[-rule.terms - 1 :] if each.score is not None]
    if len(window) < 2 or points[-1].score is None:
        return None
    first, last = window[0], window[-1]
    return (last.score or Decimal(0)) - (first.score or Decimal(0)), first.term


def _points(rule: Watching) -> Decimal:
    return Decimal(str(rule.points))
