"""What closes short unless somebody agrees a day: the early warning of pages, homes and reminders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from kit import clock
from schools.access.permissions import Permission
from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendars_of
from support.closing import closes_soon, days_left
from support.models import Engagement, Offer
from support.queries.fulfilment import Due, due_in_words

FARTHEST = timedelta(weeks=12)
"""No early warning looks further ahead: the most school days an offer may name, with the longest holiday between."""


@dataclass(frozen=True)
class Closing:
    """One engagement without an agreed day to come, and how many school days of its window are left."""

    due: Due
    days_left: int

    @property
    def why(self) -> str:
        """What is wrong with its day."""
        agreed = self.due.starts_at is not None
        return "its day has passed, and nothing is recorded" if agreed else "no day is agreed"

    @property
    def left(self) -> str:
        """“the last school day is today”, “3 school days left”."""
        return "today is its last school day" if self.days_left == 1 else f"{self.days_left} school days left"


def closing_for(user: Person) -> list[Closing]:
    """What this person owes, by one of their roles, and may record; what closes first comes first."""
    schools = School.objects.visible_to(user, Permission.RECORD_ENGAGEMENT).select_related("trust")
    return [each for each in closing_soon(schools, user) if each.due.is_mine]


def closing_soon(schools: Iterable[School], user: Person | None = None) -> list[Closing]:
    """In the year that is running, by the rule of the offer in force; what closes first comes first.

    A day agreed for later than the window is an agreed day, and today has not passed. A number of queries that grows
    with trusts alone.
    """
    by_trust: dict[int, list[School]] = {}
    for school in (each for each in schools if each.closed_on is None):
        by_trust.setdefault(school.trust_id, []).append(school)
    found = [each for trust, mine in by_trust.items() for each in _in_trust(trust, mine, user)]
    return sorted(
        found, key=lambda each: (each.due.engagement.window_end, each.due.school.name, each.due.label)
    )


def _in_trust(trust: int, schools: list[School], user: Person | None) -> list[Closing]:
    today = clock.today()
    offer = Offer.objects.in_force(trust)
    rule = offer.spec.early_warning if offer else None
    year = AcademicYear.objects.filter(trust=trust, starts_on__lte=today, ends_on__gte=today).first()
    if rule is None or year is None:
        return []
    this_morning = datetime.combine(today, time(), tzinfo=timezone.get_current_timezone())
    no_day = Q(starts_at__isnull=True) | Q(starts_at__lt=this_morning)
    rows = Engagement.objects.still_planned().filter(
        no_day,
        school__in=schools,
        commitment__year=year,
        window_start__lte=today,
        window_end__lte=today + FARTHEST,
    )
    calendars = calendars_of(year, schools)
    found = []
    for due in due_in_words(rows, user):
        row = due.engagement
        days = calendars[row.school_id].days_between(row.window_start, row.window_end)
        if closes_soon(days, today, rule):
            found.append(Closing(due, days_left(days, today)))
    return found
