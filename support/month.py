"""A month as weeks, and a term as school weeks, with what lies in each. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schools.calendar import FRIDAY, SchoolCalendar, Window, monday_of


@dataclass(frozen=True)
class Item:
    """Something to be held, or that was: on ``day``, or by it while it has no day of its own (``is_dated``)."""

    day: date
    title: str
    url: str
    starts_at: datetime | None
    is_dated: bool
    standing: str
    tone: str
    label: str = ""


@dataclass(frozen=True)
class Day:
    """``is_open`` says whether it is a school day; None where the trust keeps no calendar for it."""

    day: date
    is_here: bool
    is_open: bool | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Week:
    """A school week of a term: its number through the year and its school days' first and last."""

    label: str
    first: date
    last: date
    items: tuple[Item, ...]


def first_of(words: str, today: date) -> date:
    """The first day of the month that is written “2026-11”; of the month of ``today`` where that is none."""
    year, _, month = words.partition("-")
    digits = year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) <= 2
    if digits and 2000 <= int(year) <= 2099 and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return today.replace(day=1)


def last_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    return last_of(first) + timedelta(days=1)


def weeks_of(first: date, items: Iterable[Item], calendar: SchoolCalendar | None) -> list[list[Day]]:
    """The weeks of the month that begins on ``first``: Monday to Friday, and the weekend where something lies on one.

    :param calendar: of the school year, where the trust keeps it.
    """
    by_day: dict[date, list[Item]] = {}
    for item in items:
        by_day.setdefault(item.day, []).append(item)
    length = 7 if any(day.weekday() > FRIDAY for day in by_day) else 5
    found, monday = [], monday_of(first)
    while monday <= last_of(first):
        days = [monday + timedelta(days=n) for n in range(length)]
        if any(day.month == first.month for day in days):
            found.append(
                [
                    Day(day, day.month == first.month, _is_open(day, calendar), tuple(by_day.get(day, ())))
                    for day in days
                ]
            )
        monday += timedelta(days=7)
    return found


def _is_open(day: date, calendar: SchoolCalendar | None) -> bool | None:
    is_kept = calendar is not None and calendar.starts_on <= day <= calendar.ends_on
    return calendar.is_school_day(day) if calendar is not None and is_kept else None


def term_at(day: date, calendar: SchoolCalendar) -> Window:
    """The term that is not over on ``day``, or the last."""
    terms = calendar.windows("term")
    return next((each for each in terms if each.ends_on >= day), terms[-1])


def reach_of(term: Window, calendar: SchoolCalendar) -> tuple[date, date]:
    """The first and last day of what a term shows: with the holiday that follows, and all days of the year once."""
    terms = calendar.windows("term")
    later = [each.starts_on for each in terms if each.starts_on > term.starts_on]
    first = calendar.starts_on if term == terms[0] else term.starts_on
    return first, later[0] - timedelta(days=1) if later else calendar.ends_on


def school_weeks_of(term: Window, items: Iterable[Item], calendar: SchoolCalendar) -> list[Week]:
    """The school weeks of a term, none where it has no school day.

    What lies in a holiday or on a training day stands with the week before it, or with the first.
    """
    weeks = [week for week in calendar.school_weeks() if term.starts_on <= week.days[0] <= term.ends_on]
    if not weeks:
        return []
    mine = list(items)
    first, last = reach_of(term, calendar)
    mondays = [week.monday for week in weeks[1:]]
    spans = zip(weeks, [first, *mondays], [*mondays, last + timedelta(days=1)], strict=True)
    return [
        Week(
            f"School week {week.number}",
            week.days[0],
            week.days[-1],
            tuple(each for each in mine if begins <= each.day < ends),
        )
        for week, begins, ends in spans
    ]
