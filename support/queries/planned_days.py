"""What is planned, by day: at one school, or one's own."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendar_of
from support.feed import Entry, Standing
from support.models import Engagement
from support.models.engagement import called_off
from support.month import Item, last_of
from support.queries.my_calendar import my_calendar


def of_school(school: School, first: date, last: date) -> list[Item]:
    """What the school is promised on the days from ``first`` to ``last``, or by one of them; by day. One query."""
    begins, ends = (_midnight(day) for day in (first, last + timedelta(days=1)))
    there = Q(held_on__range=(first, last)) | Q(starts_at__gte=begins, starts_at__lt=ends)
    there |= Q(starts_at=None, held_on=None, due_on__range=(first, last))
    rows = Engagement.objects.filter(there, school=school).exclude(called_off())
    return _in_order([_item(row) for row in rows.select_related("commitment")], first, last)


def of_person(person: Person, first: date, last: date) -> list[Item]:
    """What ``person`` attends or owes, as in their own calendar program; by day. Seven queries.

    What was cancelled before it had a day is left out: nothing was to happen then.
    """
    own = my_calendar(person, first)
    entries = [each for each in own if each.starts_at or each.standing != Standing.CANCELLED]
    return _in_order([_own(each) for each in entries], first, last)


def years_kept(trusts: list[int]) -> list[AcademicYear]:
    """The years that these trusts keep, those of the first trust first."""
    years = AcademicYear.objects.filter(trust__in=trusts)
    return sorted(years, key=lambda year: (trusts.index(year.trust_id), year.starts_on))


def calendar_at(years: list[AcademicYear], asked: date, school: School | None) -> SchoolCalendar | None:
    """Of the year in which the month lies, of the first of the trusts that keeps any; of two years the later."""
    here = [each for each in years if each.trust_id == years[0].trust_id]
    found = [each for each in here if each.starts_on <= last_of(asked) and each.ends_on >= asked]
    return calendar_of(found[-1], school) if found else None


def _in_order(items: list[Item], first: date, last: date) -> list[Item]:
    """A visit that was agreed for one day and held on another stands on the day it was held."""
    here = [each for each in items if first <= each.day <= last]
    return sorted(here, key=lambda each: (each.day, str(each.starts_at or ""), each.title, each.url))


def _item(row: Engagement) -> Item:
    day = row.held_on or row.meets_on
    return Item(
        day=day or row.due_on,
        title=row.title,
        label=row.label,
        url=row.get_absolute_url(),
        starts_at=row.starts_at if day is not None and day == row.meets_on else None,
        is_dated=day is not None,
        standing=row.standing,
        tone=row.tone,
    )


SAID = {
    Standing.TENTATIVE: ("No day yet", "open"),
    Standing.CONFIRMED: ("Agreed or held", "done"),
    Standing.CANCELLED: ("Cancelled", "stopped"),
}


def _own(entry: Entry) -> Item:
    standing, tone = SAID[entry.standing]
    return Item(
        day=entry.day,
        title=entry.title,
        url=entry.url.removeprefix(settings.BASE_URL),
        starts_at=entry.starts_at,
        is_dated=entry.standing != Standing.TENTATIVE,
        standing=standing,
        tone=tone,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
