"""An agreed day on which the school is closed by now is given up: nobody is to stand before a locked door."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef

from kit import clock
from schools.calendar import SchoolCalendar
from schools.models import School
from schools.queries.calendar import training_days
from support.models import Appointment, Engagement, NetworkMeeting
from support.models.engagement import EngagementQuerySet

REASON = "The school is closed on the day that was agreed."


def give_up_closed_days(rows: EngagementQuerySet, calendar: SchoolCalendar, school: School) -> int:
    """Take back the agreed days to come that ``calendar`` has closed since; how many there were.

    The engagement itself stays promised, for its window. The day of a meeting of many schools is not one school's to
    give up: it may well be held elsewhere, and its page says that schools are closed.
    """
    arranged = NetworkMeeting.objects.filter(year=OuterRef("commitment__year"), key=OuterRef("key"))
    agreed = rows.filter(~Exists(arranged), status=Engagement.Status.PLANNED, starts_at__gte=clock.now())
    agreed = agreed.select_for_update(of=("self",)).select_related("commitment__year")
    closed = [row for row in agreed if row.meets_on and not calendar.is_school_day(row.meets_on)]
    training = training_days(closed[0].commitment.year, school) if closed else frozenset()
    given_up = [row for row in closed if row.meets_on not in training]
    for row in given_up:
        Engagement.objects.filter(pk=row.pk).update(
            starts_at=None, version=F("version") + 1, calendar_version=F("calendar_version") + 1
        )
    Appointment.objects.bulk_create(
        Appointment(engagement=row, starts_at=None, reason=REASON, at=clock.now()) for row in given_up
    )
    return len(given_up)
