"""The calendar a school lives by, as plain values for the arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q

from schools import calendar
from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, Closure, School, Term


def calendar_of(year: AcademicYear, school: School | None = None) -> SchoolCalendar:
    """The year with the trust's closures and, when one is given, this school's own. Three queries."""
    schools = [school] if school else []
    closures = _closures(year, schools)
    trusts_own = closures.get(None, frozenset())
    return _with_terms(year, trusts_own | closures.get(school.pk if school else None, frozenset()))


def calendars_of(year: AcademicYear, schools: Iterable[School]) -> dict[int, SchoolCalendar]:
    """The calendars of several schools by their pk, in three queries however many there are."""
    schools = list(schools)
    closures = _closures(year, schools)
    trusts_own = _with_terms(year, closures.get(None, frozenset()))
    return {
        school.pk: trusts_own.with_closures(closures[school.pk]) if school.pk in closures else trusts_own
        for school in schools
    }


def training_days(year: AcademicYear, school: School) -> frozenset[date]:
    """The INSET days of ``school``, on which staff are there unless it is closed for another reason. One query."""
    rows = list(Closure.objects.for_school(school).filter(year=year))
    days = {row.pk: set(days_of(row.starts_on, row.ends_on)) for row in rows}
    training = [days[row.pk] for row in rows if row.kind == Closure.Kind.INSET]
    closed = [days[row.pk] for row in rows if row.kind != Closure.Kind.INSET]
    return frozenset(set().union(*training) - set().union(*closed))


def _closures(year: AcademicYear, schools: list[School]) -> dict[int | None, frozenset[date]]:
    """The closed days by school; the trust's own under None."""
    rows = Closure.objects.filter(Q(school__isnull=True) | Q(school__in=schools), year=year)
    days: dict[int | None, set[date]] = {}
    for row in rows:
        days.setdefault(row.school_id, set()).update(days_of(row.starts_on, row.ends_on))
    return {school: frozenset(closed) for school, closed in days.items()}


def _with_terms(year: AcademicYear, closures: frozenset[date]) -> SchoolCalendar:
    return calendar_from(year, year.terms.prefetch_related("half_terms"), closures)


def calendar_from(year: AcademicYear, rows: Iterable[Term], closures: frozenset[date]) -> SchoolCalendar:
    """The calendar of a year whose terms, with their half-terms, have been read already."""
    terms = tuple(
        calendar.Term(
            number=term.number,
            name=term.get_number_display(),
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            half_terms=tuple(
                calendar.HalfTerm(half.number, half.starts_on, half.ends_on) for half in term.half_terms.all()
            ),
        )
        for term in rows
    )
    return SchoolCalendar(year.name, year.starts_on, year.ends_on, terms, closures)


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
