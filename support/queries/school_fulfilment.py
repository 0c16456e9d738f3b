"""What became of a school's promises, strand by strand and window by window."""

from __future__ import annotations

from dataclasses import dataclass

from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendar_of
from support.periods import Period, half_terms, terms
from support.queries.closing import Closing, closing_soon
from support.queries.fulfilment_page import figures_of, offers_of
from support.queries.tallies import tallies
from support.tally import Tally, total

WINDOWS = {"half-term": half_terms, "term": terms}


@dataclass(frozen=True)
class StrandFulfilment:
    title: str
    windows: tuple[tuple[Period, Tally], ...]

    @property
    def total(self) -> Tally:
        return total(tally for _, tally in self.windows)


@dataclass(frozen=True)
class SchoolFulfilment:
    """``year`` is None, and there are no strands, for a trust that keeps no academic year yet."""

    school: School
    year: AcademicYear | None
    years: tuple[AcademicYear, ...]
    window: str
    strands: tuple[StrandFulfilment, ...]
    closing: tuple[Closing, ...]

    @property
    def total(self) -> Tally:
        return total(strand.total for strand in self.strands)

    @property
    def figures(self) -> list[dict[str, object]]:
        return figures_of(self.total)


def school_fulfilment(
    school: School, year: AcademicYear | None, window: str = "", user: Person | None = None
) -> SchoolFulfilment:
    """By half-term or, when ``window`` says so, by term. A fixed number of queries."""
    window = window if window in WINDOWS else "half-term"
    years = tuple(AcademicYear.objects.filter(trust=school.trust_id).order_by("-starts_on"))
    if year is None:
        return SchoolFulfilment(school, None, years, window, (), ())
    periods = WINDOWS[window](calendar_of(year))
    found = tallies([school], year, periods)
    offers = offers_of(found)
    strands: dict[str, tuple[str, list[Tally]]] = {}
    for place, tally in found.items():
        title = offers[place.offer].strand(place.strand).title
        _, counts = strands.setdefault(place.strand, (title, [Tally() for _ in periods]))
        counts[place.period] += tally
    told = (
        StrandFulfilment(title, tuple(zip(periods, counts, strict=True)))
        for _, (title, counts) in sorted(strands.items())
    )
    return SchoolFulfilment(school, year, years, window, tuple(told), tuple(closing_soon([school], user)))
