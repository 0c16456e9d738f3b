"""Days that are promised against days that there are, by adviser and half-term. Pure.

Not known is another thing than none: where nobody has entered when somebody works, nothing can be said to fit or not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schools.calendar import Window
from support.planning import Adviser

ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True)
class Use:
    """Time of an adviser that a promise takes (below zero: gives back), on the day it is held, agreed or due by.

    :param who: the adviser's key, or the title of a post that nobody holds.
    """

    who: int | str
    day: date
    minutes: int


@dataclass(frozen=True)
class Cell:
    """Days in one half-term or in the year; ``there`` is None where nobody has said, ``after`` with the change asked
    about, None where none was.
    """

    promised: Decimal
    there: Decimal | None
    after: Decimal | None = None

    @property
    def over(self) -> Decimal | None:
        """By how many days more is promised than there is; None where that cannot be said."""
        return None if self.there is None else max(self._last - self.there, Decimal(0))

    @property
    def _last(self) -> Decimal:
        return self.promised if self.after is None else self.after

    @property
    def added(self) -> Decimal:
        """What the change asked about adds; below zero what it gives back."""
        return Decimal(0) if self.after is None else self.after - self.promised


@dataclass(frozen=True)
class Row:
    who: int | str
    halves: tuple[Cell, ...]
    year: Cell


def rows_of(
    promised: Iterable[Use],
    changed: Iterable[Use] | None,
    advisers: Mapping[int, Adviser],
    half_terms: Sequence[Window],
    minutes_a_day: int,
) -> tuple[Row, ...]:
    """A row for each adviser, in the order of ``advisers``, and for each post that nobody holds.

    :param changed: what a change would add and give back; None where none is asked about.
    """
    ends = [half.ends_on for half in half_terms]
    before, after = _by_half(promised, ends), _by_half(changed or (), ends)
    vacant = sorted({who for who, _ in (*before, *after) if isinstance(who, str)})
    found = []
    everybody: list[int | str] = [*advisers, *vacant]
    for who in everybody:
        adviser = advisers.get(who) if isinstance(who, int) else None
        cells = tuple(
            _cell(
                before[who, at],
                after[who, at] if changed is not None else None,
                _there(adviser, half),
                minutes_a_day,
            )
            for at, half in enumerate(half_terms)
        )
        found.append(Row(who, cells, total(cells)))
    return tuple(found)


def total(cells: Iterable[Cell]) -> Cell:
    """All of them together: not known as soon as one of them is not."""
    cells = list(cells)
    there = [each.there for each in cells if each.there is not None]
    after = [each.after for each in cells if each.after is not None]
    return Cell(
        sum((each.promised for each in cells), Decimal(0)),
        sum(there, Decimal(0)) if len(there) == len(cells) else None,
        sum(after, Decimal(0)) if after else None,
    )


def _by_half(uses: Iterable[Use], ends: Sequence[date]) -> dict[tuple[int | str, int], int]:
    """Minutes by who and half-term; what lies in a holiday counts with the half-term after it, or with the last."""
    found: dict[tuple[int | str, int], int] = defaultdict(int)
    for each in uses:
        found[each.who, min(bisect_left(ends, each.day), len(ends) - 1)] += each.minutes
    return found


def _cell(minutes: int, added: int | None, there: Decimal | None, minutes_a_day: int) -> Cell:
    def days(amount: int) -> Decimal:
        return (Decimal(amount) / minutes_a_day).quantize(ONE_PLACE)

    return Cell(days(minutes), there, days(minutes + added) if added is not None else None)


def _there(adviser: Adviser | None, half: Window) -> Decimal | None:
    """By what holds at the end of the half-term, as the planner counts."""
    time = adviser.time_on(half.ends_on) if adviser else None
    return time.days_a_half_term if time else None
