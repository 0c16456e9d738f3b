"""Academic years and terms as the files write them."""

from __future__ import annotations

import re

from riskmatrix.measured import PeriodKind
from riskmatrix.published.figures import Period, whole_year

_SIX = re.compile(r"(20[0-9]{2})([0-9]{2})")
_SLASH = re.compile(r"(20[0-9]{2})/([0-9]{2})")

_TERMS = {"autumn term": "autumn", "spring term": "spring", "summer term": "summer"}
_TWO_TERMS = ("autumn and spring term", "autumn and spring terms")

# Lawful time identifiers under which nothing stands that the portal compares.
_OTHER = re.compile(
    r"(calendar|financial|academic|tax|reporting) year( q[1-4](-[1-4])?)?|part [12]( \(.*\))?|week [0-9]{1,2}"
    r"|up until 31st march|january|february|march|april|may|june|july|august|september|october|november|december"
)


def academic_year(text: str) -> str | None:
    """2018/19, from that or from 201819; None when the years do not follow each other."""
    found = _SIX.fullmatch(text) or _SLASH.fullmatch(text)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    return f"{found[1]}/{found[2]}"


def year_beginning(year: int) -> str:
    """The academic year that begins in September of ``year``."""
    return f"{year}/{(year + 1) % 100:02}"


def entry_year(text: str) -> str | None:
    """Offers are counted by the calendar year in which the children start school."""
    return year_beginning(int(text)) if re.fullmatch("20[0-9]{2}", text) else None


def period_of(year: str, words: str) -> Period | None:
    """The period of a year that a time identifier or term names; None for words that name none compared here."""
    words = words.lower()
    if words in ("academic year", "total"):
        return whole_year(year)
    if words in _TERMS:
        return Period(PeriodKind.TERM, year, _TERMS[words])
    return Period(PeriodKind.TWO_TERMS, year) if words in _TWO_TERMS else None


def is_lawful(identifier: str) -> bool:
    """Whether Explore Education Statistics knows such a time identifier."""
    words = identifier.lower()
    return words in _TERMS or words in _TWO_TERMS or _OTHER.fullmatch(words) is not None
