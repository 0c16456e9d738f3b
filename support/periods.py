"""The stretches of a school year by which promises are counted: each half-term, each term, the whole year. Pure.

Something counts in the stretch in which it is due. The holiday after a half-term belongs to it, so that every day of
the year lies in one half-term and in one term, and the half-terms of a term add up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schools.calendar import SchoolCalendar, Span

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """``code`` is stable within the year (“half-term-2”, “term-1”, “year”); both days are included."""

    code: str
    title: str
    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def half_terms(calendar: SchoolCalendar) -> tuple[Period, ...]:
    """In order; the first begins and the last ends with the year."""
    return _stretched(calendar, calendar.half_terms, calendar.windows("half_term"))


def terms(calendar: SchoolCalendar) -> tuple[Period, ...]:
    """In order; the first begins and the last ends with the year."""
    return _stretched(calendar, calendar.terms, calendar.windows("term"))


def whole_year(calendar: SchoolCalendar) -> Period:
    return Period("year", f"School year {calendar.name}", calendar.starts_on, calendar.ends_on)


def all_of(calendar: SchoolCalendar) -> tuple[Period, ...]:
    """The half-terms, the terms, the year."""
    return (*half_terms(calendar), *terms(calendar), whole_year(calendar))


def _stretched(
    calendar: SchoolCalendar, spans: Sequence[Span], windows: Sequence[object]
) -> tuple[Period, ...]:
    first = [calendar.starts_on, *(span.starts_on for span in spans[1:])]
    last = [*(day - _DAY for day in first[1:]), calendar.ends_on]
    return tuple(
        Period(window.code, window.label, start, end)  # type: ignore[attr-defined]
        for window, start, end in zip(windows, first, last, strict=True)
    )
