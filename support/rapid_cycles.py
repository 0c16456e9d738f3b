"""The cycles of Rapid Improvement Plans: so many school weeks each, one after the other. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schools.calendar import SchoolCalendar, SchoolWeek


@dataclass(frozen=True)
class Cycle:
    """``number`` counts within the year; it begins and ends on a school day."""

    number: int
    weeks: tuple[SchoolWeek, ...]

    @property
    def starts_on(self) -> date:
        return self.weeks[0].days[0]

    @property
    def ends_on(self) -> date:
        return self.weeks[-1].days[-1]

    @property
    def label(self) -> str:
        return f"School weeks {self.weeks[0].number} to {self.weeks[-1].number}"


def cycles(calendar: SchoolCalendar, *, weeks: int, from_day: date) -> tuple[Cycle, ...]:
    """Whole cycles of ``weeks`` school weeks from the week of ``from_day`` to the end of the year.

    A week without a school day counts for none. Weeks that no longer make a whole cycle are left out.
    A week whose last school day lies before ``from_day`` is over.
    """
    left = [week for week in calendar.school_weeks() if week.days[-1] >= from_day]
    whole = len(left) // weeks
    return tuple(Cycle(at + 1, tuple(left[at * weeks : (at + 1) * weeks])) for at in range(whole))
