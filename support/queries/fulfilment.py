"""Promised and kept: counts by school and strand, what is overdue, what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from kit import clock
from schools.access.checks import roles_in
from schools.access.permissions import Permission
from schools.models import AcademicYear, Person, School
from support.models import Engagement
from support.models.engagement import EngagementQuerySet, cancelled_by_somebody, missed_on, planned_on


@dataclass(frozen=True)
class Fulfilment:
    """What was promised for a year: it is held, was missed or cancelled, or is still planned.

    ``cancelled`` is what somebody cancelled with a reason: it was promised all the same. What a change of category
    called off does not count. ``promised_to_date`` is what was to be held by now, and what was held or cancelled
    before it was due.
    """

    held: int = 0
    missed: int = 0
    planned: int = 0
    cancelled: int = 0
    promised_to_date: int = 0

    @property
    def promised(self) -> int:
        """In the whole year."""
        return self.promised_to_date + self.planned


COUNTED = ("held", "missed", "planned", "cancelled")


def counted(*, held: int, missed: int, planned: int, cancelled: int) -> Fulfilment:
    return Fulfilment(held, missed, planned, cancelled, promised_to_date=held + missed + cancelled)


def total(counts: Iterable[Fulfilment]) -> Fulfilment:
    counts = list(counts)
    return counted(**{name: sum(getattr(each, name) for each in counts) for name in COUNTED})


def fulfilment(schools: Iterable[School], year: AcademicYear) -> dict[int, dict[str, Fulfilment]]:
    """By school id and strand, for those promised anything in ``year``. One query for any number of schools."""
    today = clock.today()
    rows = (
        Engagement.objects.filter(school__in=list(schools), commitment__year=year)
        .values("school_id", "commitment__strand")
        .order_by("school_id", "commitment__strand")
        .annotate(
            held=Count("pk", filter=Q(status=Engagement.Status.HELD)),
            missed=Count("pk", filter=missed_on(today)),
            planned=Count("pk", filter=planned_on(today)),
            cancelled=Count("pk", filter=cancelled_by_somebody()),
        )
    )
    found: dict[int, dict[str, Fulfilment]] = {}
    for row in rows:
        count = counted(
            held=row["held"], missed=row["missed"], planned=row["planned"], cancelled=row["cancelled"]
        )
        found.setdefault(row["school_id"], {})[row["commitment__strand"]] = count
    return found


@dataclass(frozen=True)
class Due:
    """One engagement that is due or overdue, in words."""

    engagement: Engagement
    strand_title: str
    owed_by: tuple[str, ...]
    attended_by: tuple[str, ...]
    is_mine: bool
    is_network: bool = False

    @property
    def day(self) -> date:
        """The agreed day, or the one by which it is due."""
        return self.engagement.meets_on or self.due_on

    @property
    def school(self) -> School:
        return self.engagement.school

    @property
    def title(self) -> str:
        return self.engagement.title

    @property
    def label(self) -> str:
        """“Progress meeting, Autumn term”."""
        return f"{self.engagement.title}, {self.engagement.label}"

    @property
    def window_start(self) -> date:
        return self.engagement.window_start

    @property
    def due_on(self) -> date:
        return self.engagement.due_on

    @property
    def starts_at(self) -> datetime | None:
        """The day and time that people have agreed."""
        return self.engagement.starts_at

    @property
    def url(self) -> str:
        return self.engagement.get_absolute_url()


def overdue_engagements(user: Person) -> list[Due]:
    """What this person may record, whose window has closed without it in the year at work; oldest first.

    ``is_mine`` where one of their roles owes it. A school that has closed waits for nobody. Two queries.
    """
    return due_in_words(_to_record(user).missed().filter(_this_year()), user)


def agreed_engagements(user: Person, until: date) -> list[Due]:
    """What this person may record, whose window is open, with a day agreed for no later than ``until``. Two queries."""
    end = datetime.combine(until + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone())
    rows = _to_record(user).still_planned().filter(_this_year(), starts_at__lt=end)
    return due_in_words(rows, user)


def _to_record(user: Person) -> EngagementQuerySet:
    rows = Engagement.objects.visible_to(user, Permission.RECORD_ENGAGEMENT)
    return rows.filter(school__closed_on__isnull=True)


def upcoming_engagements(schools: Iterable[School], days: int = 14, user: Person | None = None) -> list[Due]:
    """What is due or agreed for a day in ``days`` days from today on, in these schools; soonest first. Two queries."""
    until = clock.today() + timedelta(days=days)
    rows = Engagement.objects.filter(school__in=list(schools), status=Engagement.Status.PLANNED)
    due = due_in_words(rows.filter(_agreed_until(until) | _due_until(until)), user)
    return sorted(due, key=lambda each: each.engagement.meets_on or each.due_on)


def _agreed_until(until: date) -> Q:
    end = datetime.combine(until + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone())
    return Q(starts_at__gte=clock.now(), starts_at__lt=end)


def _due_until(until: date) -> Q:
    """Due by then, and no day has been agreed that is still to come."""
    no_day = Q(starts_at__isnull=True) | Q(starts_at__lt=clock.now())
    return no_day & Q(window_end__gte=clock.today(), due_on__lte=until)


def _this_year() -> Q:
    today = clock.today()
    return Q(commitment__year__starts_on__lte=today, commitment__year__ends_on__gte=today)


def due_in_words(rows: EngagementQuerySet, user: Person | None) -> list[Due]:
    """Each row with who owes and attends it; ``is_mine`` where a role of ``user`` owes it. Two queries."""
    found = rows.select_related("school", "commitment").prefetch_related("commitment__offer")
    return [_in_words(row, user) for row in found]


def _in_words(row: Engagement, user: Person | None) -> Due:
    offer = row.commitment.offer.spec
    owed_by = row.commitment.spec.owed_by
    return Due(
        engagement=row,
        strand_title=offer.strand(row.commitment.strand).title,
        owed_by=tuple(offer.person_label(code) for code in owed_by),
        attended_by=tuple(offer.person_label(code) for code in row.attended_by),
        is_mine=user is not None and bool(roles_in(user, row.school) & set(owed_by)),
        is_network=row.commitment.spec.network,
    )
