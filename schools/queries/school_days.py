"""Counting in school days, across the end of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schools.calendar import FRIDAY, ONE_DAY
from schools.models import AcademicYear, Closure, School
from schools.queries.calendar import calendar_from, days_of


@dataclass(frozen=True)
class SchoolDays:
    """``days`` are the school days of every year that the trust has entered, in order; ``until`` is the end of the
    last of them. Beyond it nobody has said when the school is open, so Monday to Friday count.
    """

    days: tuple[date, ...]
    until: date | None

    def after(self, day: date, number: int) -> date:
        """The school day ``number`` (1 or more) after ``day``."""
        known = [each for each in self.days if each > day]
        if len(known) >= number:
            return known[number - 1]
        left, at = number - len(known), max(day, self.until or day)
        while left:
            at += ONE_DAY
            left -= at.weekday() <= FRIDAY
        return at


def school_days_of(school: School) -> SchoolDays:
    """By the trust's calendar and the school's own closures. Four queries, however many years there are."""
    years = list(AcademicYear.objects.filter(trust=school.trust_id).prefetch_related("terms__half_terms"))
    closed: set[date] = set()
    rows = Closure.objects.filter(Q(school__isnull=True) | Q(school=school), year__in=years)
    for row in rows:
        closed.update(days_of(row.starts_on, row.ends_on))
    calendars = [calendar_from(year, year.terms.all(), frozenset(closed)) for year in years]
    days = tuple(day for each in calendars for day in each.school_days)
    return SchoolDays(days, max((each.ends_on for each in years), default=None))
