"""What is in the diaries of advisers and schools while days are being proposed. Pure."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schools.calendar import Span, monday_of
from support.spec_planning import Planning


@dataclass(frozen=True)
class WorkingTime:
    """From ``starts_on`` on: the weekdays (1 Monday to 5 Friday), and the days a half-term that are for schools."""

    starts_on: date
    weekdays: frozenset[int]
    days_a_half_term: Decimal


@dataclass(frozen=True)
class Adviser:
    """Somebody who visits schools; ``times`` in order of their first days, none while nobody has entered any."""

    name: str
    times: tuple[WorkingTime, ...] = ()

    def time_on(self, day: date) -> WorkingTime | None:
        """What holds on ``day``; None before the first was entered, which is not the same as no time."""
        at = bisect_right(self.times, day, key=lambda time: time.starts_on)
        return self.times[at - 1] if at else None


@dataclass(frozen=True)
class Agreed:
    """What stands in the diaries already; ``school`` is None for a meeting of many schools.

    :param begins: in minutes after midnight; None where only the day is known.
    """

    school: int | None
    visitors: tuple[int, ...]
    day: date
    minutes: int
    begins: int | None = None


NOBODY: frozenset[int] = frozenset()


class Diary:
    """Who is where and when. What is asked of it costs the same however much is in it."""

    def __init__(self, advisers: Mapping[int, Adviser], half_terms: Sequence[Span], rules: Planning) -> None:
        self.advisers, self.rules = advisers, rules
        self._half_terms = sorted(half_terms, key=lambda half: half.starts_on)
        self._begins = [half.starts_on for half in self._half_terms]
        self._half_of: dict[date, int | None] = {}
        self._monday_of: dict[date, date] = {}
        self._used: dict[tuple[int, int | None], int] = defaultdict(int)  # minutes, by adviser and half-term
        self._of_day: dict[tuple[int, date], int] = defaultdict(int)  # minutes, by adviser and day
        self._of_week: dict[tuple[int, date], int] = defaultdict(int)  # minutes, by adviser and Monday
        self._visitors: dict[tuple[int, date], set[int]] = defaultdict(set)  # by school and Monday
        self._visits: dict[tuple[int, date], int] = defaultdict(int)  # by school and Monday
        self._busy: dict[tuple[str, int, date], list[tuple[int, int]]] = defaultdict(list)

    def enter(
        self, school: int | None, visitors: Iterable[int], day: date, begins: int | None, minutes: int
    ) -> None:
        monday, half = monday_of(day), self._half_term(day)
        for adviser in visitors:
            self._used[adviser, half] += minutes
            self._of_day[adviser, day] += minutes
            self._of_week[adviser, monday] += minutes
            if begins is not None:
                insort(self._busy["adviser", adviser, day], (begins, begins + minutes))
            if school is not None:
                self._visitors[school, monday].add(adviser)
        if school is not None:
            self._visits[school, monday] += 1
            if begins is not None:
                insort(self._busy["school", school, day], (begins, begins + minutes))

    def names(self, visitors: Iterable[int]) -> str:
        return " and ".join(self.advisers[each].name for each in visitors)

    def without_times(self, visitors: Iterable[int]) -> str:
        """Those of whom nobody has entered when they work."""
        return self.names(each for each in visitors if not self.advisers[each].times)

    def work_on(self, visitors: Iterable[int], day: date) -> bool:
        times = (self.advisers[each].time_on(day) for each in visitors)
        return all(time is not None and day.isoweekday() in time.weekdays for time in times)

    def have_days_left(self, visitors: Iterable[int], day: date, minutes: int) -> bool:
        """Whether none of them gives more of the half-term, or of the day, than they have."""
        half = self._half_term(day)
        return half is not None and all(
            self._used[each, half] + minutes <= self._room(each, half) for each in visitors
        )

    def weeks(self, days: Iterable[date]) -> dict[date, list[date]]:
        """The days by the Mondays of their weeks."""
        found: dict[date, list[date]] = {}
        for day in days:
            if (monday := self._monday_of.get(day)) is None:
                monday = self._monday_of[day] = monday_of(day)
            found.setdefault(monday, []).append(day)
        return found

    def takes_visitors(self, school: int, visitors: Iterable[int], monday: date) -> bool:
        """Whether no more people of the trust come to the school that week than it takes."""
        already = self._visitors.get((school, monday), NOBODY)
        new = set(visitors) - already
        return not new or len(already) + len(new) <= self.rules.visitors_a_week

    def burden_of_week(
        self, school: int, visitors: Sequence[int], monday: date
    ) -> tuple[int, int, int, date]:
        """How ill a week suits: visitors and visits the school has, what the visitors have to do, how late it is."""
        already = self._visitors.get((school, monday), NOBODY)
        return (
            len(already.union(visitors)),
            self._visits.get((school, monday), 0),
            sum(self._of_week.get((each, monday), 0) for each in visitors),
            monday,
        )

    def burden_of_day(self, school: int, visitors: Sequence[int], day: date) -> tuple[int, int, date]:
        """How ill a day of a week suits: what the school has on it, what the visitors have to do, how late it is."""
        return (
            len(self._busy.get(("school", school, day), ())),
            sum(self._of_day.get((each, day), 0) for each in visitors),
            day,
        )

    def first_gap(self, school: int, visitors: Sequence[int], day: date, minutes: int) -> int | None:
        """When it can begin, in minutes after midnight: nobody is elsewhere, and nobody's day is longer than a day."""
        if any(self._of_day[each, day] + minutes > self.rules.minutes_a_day for each in visitors):
            return None
        at = self.rules.begins_at_hour * 60
        last = at + self.rules.minutes_a_day
        taken = list(self._busy["school", school, day])
        for each in visitors:
            taken += self._busy["adviser", each, day]
        for begins, ends in sorted(taken):
            if at + minutes <= begins:
                break
            at = max(at, ends)
        return at if at + minutes <= last else None

    def _room(self, adviser: int, half: int) -> int:
        """The minutes of a half-term by what holds at its end: what was said last counts for the whole of it."""
        time = self.advisers[adviser].time_on(self._half_terms[half].ends_on)
        return int(time.days_a_half_term * self.rules.minutes_a_day) if time else 0

    def _half_term(self, day: date) -> int | None:
        if day not in self._half_of:
            at = bisect_right(self._begins, day) - 1
            self._half_of[day] = at if at >= 0 and day <= self._half_terms[at].ends_on else None
        return self._half_of[day]
