"""The page that sets what is promised against the days there are, and what a changed category would cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from kit import clock
from schools.calendar import Window
from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendar_of
from support import spec
from support.capacity import Cell, Row, Use, rows_of, total
from support.changing import Change
from support.models import Offer
from support.queries.categories import standing_decisions
from support.queries.change_of_category import previews
from support.queries.promised import Promised, promised_in
from support.queries.visitors import Visitors, visitors_of


@dataclass(frozen=True)
class Asked:
    """A category that a school might have from today on."""

    school: School
    strand: spec.Strand
    category: spec.Category

    @property
    def value(self) -> str:
        return f"{self.strand.code}/{self.category.code}"


@dataclass(frozen=True)
class Line:
    """An adviser, or a post that nobody holds (``person`` is None)."""

    person: Person | None
    name: str
    title: str
    row: Row
    half_terms: tuple[Window, ...]

    @property
    def cells(self) -> list[tuple[Window, Cell]]:
        return list(zip(self.half_terms, self.row.halves, strict=True))


@dataclass(frozen=True)
class CapacityPage:
    """``asked`` is the change that was asked about; ``lacking`` is why nothing can be said of it."""

    year: AcademicYear
    half_terms: tuple[Window, ...]
    lines: tuple[Line, ...]
    offer: Offer | None
    schools: list[School]
    asked: Asked | None
    lacking: str

    @property
    def planning(self) -> spec.Planning:
        return self.offer.spec.planning if self.offer else spec.Planning()

    @property
    def all(self) -> Cell:
        """Of the whole trust in the year."""
        return total(line.row.year for line in self.lines)

    @property
    def terms(self) -> list[tuple[str, str]]:
        """(value, words) of what can be asked about."""
        strands = self.offer.spec.strands if self.offer else ()
        return [
            (f"{strand.code}/{each.code}", f"{strand.title}: {each.title}")
            for strand in strands
            for each in strand.categories
        ]

    @property
    def added(self) -> list[tuple[str, Decimal]]:
        """(name, days more or fewer in the year) of those whom the change concerns."""
        return [(line.name, line.row.year.added) for line in self.lines if line.row.year.added]


def capacity_page(year: AcademicYear, schools: list[School], school: School | None, to: str) -> CapacityPage:
    """In a fixed number of queries, however many schools the trust has.

    :param school: with ``to`` (``strand/category``) the change to ask about; an unknown one asks nothing.
    """
    offer, visitors = Offer.objects.in_force(year.trust_id), visitors_of(year.trust)
    half_terms = tuple(calendar_of(year).windows("half_term"))
    asked = _asked(offer, school, to)
    change = _change(asked, offer, year) if asked and offer else None
    rows = rows_of(
        _uses(promised_in(year), visitors),
        _cost(change, asked, offer, visitors) if change and asked and offer else None,
        {pk: visitors.advisers[pk] for pk in visitors.people},
        half_terms,
        (offer.spec.planning if offer else spec.Planning()).minutes_a_day,
    )
    missing = f"{year} is not laid out for {school} yet, so the cost is not known." if asked else ""
    return CapacityPage(
        year=year,
        half_terms=half_terms,
        lines=tuple(_line(row, visitors, half_terms) for row in rows),
        offer=offer,
        schools=schools,
        asked=asked,
        lacking="" if change else missing,
    )


def _line(row: Row, visitors: Visitors, half_terms: tuple[Window, ...]) -> Line:
    if isinstance(row.who, str):
        return Line(None, row.who, "Nobody holds this post", row, half_terms)
    person = visitors.people[row.who]
    return Line(person, person.name, visitors.titles(row.who), row, half_terms)


def _asked(offer: Offer | None, school: School | None, to: str) -> Asked | None:
    for strand in offer.spec.strands if offer and school else ():
        for category in strand.categories:
            if school and f"{strand.code}/{category.code}" == to:
                return Asked(school, strand, category)
    return None


def _uses(promised: Promised, visitors: Visitors) -> Iterator[Use]:
    """What every promise takes: each school's own, and each meeting of many once."""
    meetings = {meeting.key: meeting for meeting in promised.meetings}
    shared: set[str] = set()
    for row in promised.rows:
        said, day, minutes = (
            promised.spec_of(row),
            row.held_on or row.meets_on or row.due_on,
            promised.minutes_of(row),
        )
        if promised.is_shared(row):
            if row.key in shared:
                continue
            shared.add(row.key)
            if meeting := meetings.get(row.key):
                day, minutes = timezone.localdate(meeting.starts_at), meeting.minutes
        yield from (Use(who, day, minutes) for who in _who(said, row.school_id, visitors))


def _who(said: spec.Engagement, school: int, visitors: Visitors) -> tuple[int | str, ...]:
    people, missing = visitors.coming(said.owed_by, school)
    return (*people, *missing)


def _change(asked: Asked, offer: Offer, year: AcademicYear) -> Change | None:
    """What the category would do to the year, by the same reckoning as confirming it."""
    standing = standing_decisions([asked.school], clock.today()).get(asked.school.pk, {})
    found = previews(asked.school, offer, asked.strand, standing.get(asked.strand.code))
    preview = next(each for each in found if each.category == asked.category)
    return next((each.change for each in preview.years if each.year == year), None)


def _cost(change: Change, asked: Asked, offer: Offer, visitors: Visitors) -> list[Use]:
    """What is planned anew, less what is called off. A seat at a meeting of many takes nobody's time."""
    found: list[Use] = []
    for old, new in (*change.changed, *((None, each) for each in change.started)):
        found += _all(new.engagement, new.days(instead_of=old), 1, asked, offer, visitors)
    for ended in (*(old for old, _ in change.changed), *change.ended):
        found += _all(ended.running.engagement, ended.days, -1, asked, offer, visitors)
    return found


def _all(
    said: spec.Engagement,
    days: Iterable[date],
    sign: int,
    asked: Asked,
    offer: Offer,
    visitors: Visitors,
) -> list[Use]:
    if said.network:
        return []
    who = _who(said, asked.school.pk, visitors)
    return [Use(each, day, sign * offer.spec.minutes_of(said)) for day in days for each in who]
