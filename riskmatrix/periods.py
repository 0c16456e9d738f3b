"""The times a figure may be for: how people write them, when they end, which may be chosen today.

``published.Period`` is the time itself and says it in words; what is read here are those words, and the shorter ones
that a school's own systems write.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from riskmatrix.measured import PeriodKind
from riskmatrix.published.figures import Period
from riskmatrix.published.years import academic_year, year_beginning

TERMS = ("autumn", "spring", "summer")
HALVES = tuple(f"{term}-{half}" for term in TERMS for half in (1, 2))

# Month and day on which each begins and ends, near enough to order figures and to tell their age: schools' own dates
# differ by a week or two. The academy trusts' financial year is the academic year.
_BEGINS = {"autumn": (9, 1), "spring": (1, 1), "summer": (4, 1), "autumn-2": (11, 1), "spring-2": (2, 15)}
_ENDS = {
    "autumn-1": (10, 31), "autumn": (12, 31), "autumn-2": (12, 31), "spring-1": (2, 14), "spring": (3, 31),
    "spring-2": (3, 31), "summer-1": (5, 31), "summer": (7, 31), "summer-2": (7, 31),
}  # fmt: skip

# The longer of two that end on the same day says more.
_LENGTH = (
    PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.HALF_TERM, PeriodKind.TERM, PeriodKind.TWO_TERMS,
    PeriodKind.YEAR_TO_DATE, PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.THREE_YEAR,
)  # fmt: skip

_YEAR = r"(?P<year>20\d\d ?[/-] ?(?:20)?\d\d|20\d{4})"
_READ = [
    (re.compile(pattern.replace("YEAR", _YEAR)), kind)
    for pattern, kind in (
        (r"three years (?:up )?to YEAR", PeriodKind.THREE_YEAR),
        (r"(?:financial|tax) year YEAR", PeriodKind.FINANCIAL_YEAR),
        (r"autumn and spring(?: terms?)?,? YEAR", PeriodKind.TWO_TERMS),
        (r"half[- ]?term (?P<number>[1-6])(?: of)?,? YEAR", PeriodKind.HALF_TERM),
        (
            r"(?P<half>first|second|1st|2nd) half of (?:the )?(?P<term>autumn|spring|summer)(?: term)?,? YEAR",
            PeriodKind.HALF_TERM,
        ),
        (r"(?P<term>autumn|spring|summer) (?P<half>1|2),? YEAR", PeriodKind.HALF_TERM),
        (r"(?P<term>autumn|spring|summer)(?: term)?,? YEAR", PeriodKind.TERM),
        (r"(?:YEAR,? )?(?:up )?to (?P<day>.*\d.*)", PeriodKind.YEAR_TO_DATE),
        (r"(?:the )?(?:whole |academic )?(?:year )?YEAR", PeriodKind.ACADEMIC_YEAR),
    )
]
_DAYS = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d")
_MONTHS = ("%B %Y", "%b %Y", "%m/%Y", "%Y-%m")


def year_of(day: date) -> str:
    """The academic year a day lies in, from 1 September."""
    return year_beginning(day.year - (day.month < 9))


def on_day(day: date) -> Period:
    return Period(PeriodKind.DAY, year_of(day), upto=day)


def in_month(day: date) -> Period:
    """The month that ``day`` lies in."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Period(PeriodKind.MONTH, year_of(day), upto=following - timedelta(days=1))


def to_date(day: date) -> Period:
    """From September up to ``day``."""
    return Period(PeriodKind.YEAR_TO_DATE, year_of(day), upto=day)


def begins_on(period: Period) -> date:
    """The day from which something can be known of it."""
    if period.kind is PeriodKind.MONTH and period.upto:
        return period.upto.replace(day=1)
    if period.upto:
        return period.upto
    term = period.term or ""
    return _day(period, _BEGINS.get(term) or _BEGINS.get(term.partition("-")[0]) or (9, 1))


def ends_on(period: Period) -> date:
    """The last day it speaks of."""
    if period.upto:
        return period.upto
    if period.kind is PeriodKind.FINANCIAL_YEAR:
        return _day(period, (8, 31))
    if period.kind is PeriodKind.TWO_TERMS:
        return _day(period, (3, 31))
    return _day(period, _ENDS.get(period.term or "", (7, 31)))


def order(period: Period) -> tuple[date, int]:
    """To sort periods by: when they end, then how much they take in."""
    return ends_on(period), _LENGTH.index(period.kind)


def _day(period: Period, month_and_day: tuple[int, int]) -> date:
    month, day = month_and_day
    return date(int(period.academic_year[:4]) + (month < 9), month, day)


def read_period(text: str, kinds: Collection[PeriodKind]) -> Period | None:
    """The period that ``text`` names, if it is of one of ``kinds``.

    A bare year is the academic year, or the financial one where only that is allowed.
    """
    words = " ".join(text.split()).casefold()
    if (day := read_day(words)) is not None:
        if PeriodKind.DAY in kinds:
            return on_day(day)
        return to_date(day) if PeriodKind.YEAR_TO_DATE in kinds else None
    if PeriodKind.MONTH in kinds and (month := _as(words, _MONTHS)):
        return in_month(month)
    for pattern, kind in _READ:
        if (found := pattern.fullmatch(words)) and (period := _period(kind, found, kinds)):
            return period
    return None


def _period(kind: PeriodKind, found: re.Match[str], kinds: Collection[PeriodKind]) -> Period | None:
    said = found.groupdict()
    if kind is PeriodKind.YEAR_TO_DATE:
        day = read_day(said["day"])
        period = to_date(day) if day else None
        agrees = period and (not said["year"] or _year(said["year"]) == period.academic_year)
        return period if agrees and kind in kinds else None
    year = _year(said["year"])
    if kind is PeriodKind.ACADEMIC_YEAR and kind not in kinds:
        kind = PeriodKind.FINANCIAL_YEAR
    if year is None or kind not in kinds:
        return None
    if kind is PeriodKind.HALF_TERM:
        return Period(kind, year, _half(said))
    return Period(kind, year, said.get("term"))


def _half(said: dict[str, str]) -> str:
    if said.get("number"):
        return HALVES[int(said["number"]) - 1]
    return f"{said['term']}-{2 if said['half'] in ('second', '2nd', '2') else 1}"


def _year(text: str) -> str | None:
    """2026/27 from that, from 2026-27, 2026/2027 or 202627."""
    digits = re.sub(r"\D", "", text)
    return academic_year(digits[:4] + digits[-2:]) if len(digits) in (6, 8) else None


def read_day(text: str) -> date | None:
    """A day as people write it: 29 April 2026, 29/4/2026, 2026-04-29."""
    return _as(text.strip(), _DAYS)


def _as(text: str, formats: tuple[str, ...]) -> date | None:
    for form in formats:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def example_of(kind: PeriodKind, today: date) -> str:
    """How such a period is written, as a template shows it."""
    match kind:
        case PeriodKind.DAY:
            return str(on_day(today))
        case PeriodKind.MONTH:
            return str(in_month(today))
        case PeriodKind.YEAR_TO_DATE:
            return str(to_date(today))
    return written(next(recent(kind, today)))


def written(period: Period) -> str:
    """As short as it can be read again: the whole year is only its name."""
    return period.academic_year if period.kind is PeriodKind.ACADEMIC_YEAR else str(period)


def recent(kind: PeriodKind, today: date) -> Iterator[Period]:
    """The periods of a kind without a day that have begun, the latest first: of five years, or eight terms."""
    first = int(year_of(today)[:4])
    years = [year_beginning(year) for year in range(first, first - 5, -1)]
    parts: tuple[str | None, ...] = (None,)
    if kind is PeriodKind.TERM:
        parts = TERMS[::-1]
    elif kind is PeriodKind.HALF_TERM:
        parts = HALVES[::-1]
    found = (Period(kind, year, part) for year in years for part in parts)
    begun = [period for period in found if begins_on(period) <= today]
    yield from begun[: 5 if parts == (None,) else 8]
