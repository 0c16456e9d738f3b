"""How categories were decided over the years: how often otherwise than recommended, and where schools stand. Pure.

A year in which nobody decided has no rate: that is not a rate of nought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Made:
    """One decision of one strand: places count from the category with the least support.

    ``recommended`` is None where the portal could not tell.
    """

    school: int
    category: str
    place: int
    recommended: int | None
    on: date


@dataclass(frozen=True)
class YearDecided:
    """The decisions of one year: as recommended, with more or with less support, or without a recommendation."""

    year: str
    confirmed: int
    more_support: int
    less_support: int
    untold: int

    @property
    def overridden(self) -> int:
        return self.more_support + self.less_support

    @property
    def compared(self) -> int:
        """Those for which there was a recommendation to follow or not."""
        return self.confirmed + self.overridden

    @property
    def rate(self) -> int | None:
        """Overrides in per cent of those compared, rounded; None where there is nothing to compare."""
        return round(100 * self.overridden / self.compared) if self.compared else None


@dataclass(frozen=True)
class YearStood:
    """Where schools stood on ``day``: how many in each category, how many without one, and how they had moved.

    The movement is that of the schools which had a category a year before as well; ``none`` of them is not “stayed”.
    """

    year: str
    day: date
    in_category: dict[str, int]
    without: int
    to_more: int
    to_less: int
    stayed: int

    @property
    def compared(self) -> int:
        return self.to_more + self.to_less + self.stayed


@dataclass(frozen=True)
class Year:
    name: str
    starts_on: date
    ends_on: date


def decided(made: Iterable[Made], years: Sequence[Year]) -> list[YearDecided]:
    """One for each year, also for those in which nobody decided."""
    rows = list(made)
    found = []
    for year in years:
        these = [each for each in rows if year.starts_on <= each.on <= year.ends_on]
        told = [(each.place, each.recommended) for each in these if each.recommended is not None]
        found.append(
            YearDecided(
                year.name,
                confirmed=sum(place == recommended for place, recommended in told),
                more_support=sum(place > recommended for place, recommended in told),
                less_support=sum(place < recommended for place, recommended in told),
                untold=len(these) - len(told),
            )
        )
    return found


def stood(made: Iterable[Made], years: Sequence[Year], schools: int, today: date) -> list[YearStood]:
    """At the end of each year, of the running one today.

    :param schools: how many there are; those without a decision by then have no category.
    """
    rows = sorted(made, key=lambda each: each.on)
    found: list[YearStood] = []
    before: dict[int, Made] = {}
    for year in years:
        day = min(year.ends_on, today)
        now = {each.school: each for each in rows if each.on <= day}
        moves = [now[school].place - before[school].place for school in now if school in before]
        found.append(
            YearStood(
                year.name,
                day,
                dict(Counter(each.category for each in now.values())),
                schools - len(now),
                to_more=sum(move > 0 for move in moves),
                to_less=sum(move < 0 for move in moves),
                stayed=moves.count(0),
            )
        )
        before = now
    return found
