"""The school year as arithmetic: terms, half-terms, school weeks and months. Dates only, no clock, no Django.

Everything the trust promises is counted in school time, so holidays and closures never hold an engagement.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby, pairwise
from typing import Literal, Protocol

Unit = Literal["school_week", "month", "half_term", "term", "year"]

ONE_DAY = timedelta(days=1)
FRIDAY = 4


class Span(Protocol):
    """Anything that lasts from one day to another, both included."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


@dataclass(frozen=True)
class HalfTerm:
    """Half a term; ``number`` runs through the whole year (1 to 6 in a usual year)."""

    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Term:
    """A term; ``number`` runs 1 to 3 in a usual year, ``name`` is the trust's word ("Autumn")."""

    number: int
    name: str
    starts_on: date
    ends_on: date
    half_terms: tuple[HalfTerm, ...]


@dataclass(frozen=True)
class SchoolWeek:
    """A week with at least one school day; ``number`` counts through the year."""

    number: int
    half_term: HalfTerm
    monday: date
    days: tuple[date, ...]


@dataclass(frozen=True)
class SchoolMonth:
    """A calendar month; ``days`` are its school days."""

    year: int
    month: int
    days: tuple[date, ...]


@dataclass(frozen=True)
class Window:
    """A stretch of the year in which something is promised; ``days`` are its school days.

    ``code`` names the window within its year and does not move when days are closed later.
    """

    code: str
    label: str
    starts_on: date
    ends_on: date
    days: tuple[date, ...]


@dataclass(frozen=True)
class SchoolCalendar:
    """One academic year of a trust or a school.

    ``name`` is the year as people say it ("2026/27"); ``closures`` are the days inside the terms on which
    the school is closed to pupils: bank holidays, INSET days, and closures the trust or the school adds.

    :raises ValueError: with a sentence, when terms or half-terms overlap, leave the year or are out of order.
    """

    name: str
    starts_on: date
    ends_on: date
    terms: tuple[Term, ...]
    closures: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "closures", frozenset(self.closures))
        _check_parts("The year", self, self.terms)
        for term in self.terms:
            _check_parts(f"The {term.name} term", term, term.half_terms)
        for numbers in ([term.number for term in self.terms], [half.number for half in self.half_terms]):
            if numbers != sorted(set(numbers)):
                raise ValueError("Terms and half-terms are numbered through the year, in order.")

    @cached_property
    def half_terms(self) -> tuple[HalfTerm, ...]:
        """All half-terms of the year in order."""
        return tuple(half for term in self.terms for half in term.half_terms)

    @cached_property
    def school_days(self) -> tuple[date, ...]:
        """Every school day of the year in order."""
        return tuple(
            day
            for half in self.half_terms
            for day in _days(half.starts_on, half.ends_on)
            if day.weekday() <= FRIDAY and day not in self.closures
        )

    @cached_property
    def _school_day_set(self) -> frozenset[date]:
        return frozenset(self.school_days)

    def is_school_day(self, day: date) -> bool:
        """Whether pupils are in school on ``day``."""
        return day in self._school_day_set

    def days_in(self, span: Span) -> tuple[date, ...]:
        """The school days of a term, a half-term or another span."""
        return tuple(day for day in self.school_days if span.starts_on <= day <= span.ends_on)

    def days_between(self, first: date, last: date) -> tuple[date, ...]:
        """The school days from ``first`` to ``last``, both included."""
        return self.school_days[bisect_left(self.school_days, first) : bisect_right(self.school_days, last)]

    def half_term_of(self, day: date) -> HalfTerm | None:
        """The half-term in which ``day`` lies (weekends and closures included), or None in a holiday."""
        return next((half for half in self.half_terms if half.starts_on <= day <= half.ends_on), None)

    def term_of(self, day: date) -> Term | None:
        """The term in which ``day`` lies (its half-term break included), or None between terms."""
        return next((term for term in self.terms if term.starts_on <= day <= term.ends_on), None)

    def school_weeks(self) -> list[SchoolWeek]:
        """The weeks with at least one school day, numbered 1 to N.

        Holidays neither tick nor reset the number.
        A week shared by two half-terms counts once, with the first.
        """
        weeks = [(monday, tuple(days)) for monday, days in groupby(self.school_days, key=monday_of)]
        halves = ((half, set(self.days_in(half))) for half in self.half_terms)
        half_of = {day: half for half, days in halves for day in days}
        return [
            SchoolWeek(number, half_of[days[0]], monday, days)
            for number, (monday, days) in enumerate(weeks, start=1)
        ]

    def months_with_school_days(self, minimum: int = 10) -> list[SchoolMonth]:
        """The months with at least ``minimum`` school days (ten: the proposed reading of "monthly")."""
        months = groupby(self.school_days, key=lambda day: (day.year, day.month))
        found = [SchoolMonth(year, month, tuple(days)) for (year, month), days in months]
        return [month for month in found if len(month.days) >= minimum]

    def windows(self, unit: Unit, *, minimum_days_in_month: int = 10) -> list[Window]:
        """The year cut into ``unit``s, in order; a term closed throughout is listed with no days."""
        match unit:
            case "school_week":
                return [
                    _window(f"week-{week.number}", f"School week {week.number}", week.days)
                    for week in self.school_weeks()
                ]
            case "month":
                return [
                    _window(f"{month.year}-{month.month:02d}", f"{month.days[0]:%B %Y}", month.days)
                    for month in self.months_with_school_days(minimum_days_in_month)
                ]
            case "half_term":
                return [
                    self._span(f"half-term-{half.number}", f"{term.name} term, {_ordinal(at)} half", half)
                    for term in self.terms
                    for at, half in enumerate(term.half_terms)
                ]
            case "term":
                return [self._span(f"term-{term.number}", f"{term.name} term", term) for term in self.terms]
            case "year":
                return [self._span("year", f"School year {self.name}", self)]

    def _span(self, code: str, label: str, span: Span) -> Window:
        return Window(code, label, span.starts_on, span.ends_on, self.days_in(span))

    def with_closures(self, days: Iterable[date]) -> "SchoolCalendar":
        """The same year with further closures: a school's own INSET days upon the trust's calendar."""
        return replace(self, closures=self.closures | frozenset(days))


def _window(code: str, label: str, days: tuple[date, ...]) -> Window:
    return Window(code, label, days[0], days[-1], days)


def _check_parts(whole: str, span: Span, parts: Sequence[Span]) -> None:
    if not parts:
        raise ValueError(f"{whole} has no parts.")
    for part in parts:
        if not span.starts_on <= part.starts_on <= part.ends_on <= span.ends_on:
            raise ValueError(
                f"{whole} holds {part.starts_on} to {part.ends_on}, which does not lie inside it."
            )
    for earlier, later in pairwise(parts):
        if later.starts_on <= earlier.ends_on:
            raise ValueError(f"{whole} holds parts that overlap or are out of order at {later.starts_on}.")


def _days(first: date, last: date) -> list[date]:
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def monday_of(day: date) -> date:
    """The Monday of the week in which ``day`` lies."""
    return day - timedelta(days=day.weekday())


def _ordinal(position: int) -> str:
    names = ("first", "second", "third", "fourth")
    return names[position] if position < len(names) else f"{position + 1}th"
