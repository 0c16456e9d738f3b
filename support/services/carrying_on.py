"""What people have agreed goes on when promises are laid out anew: days of visits and of network meetings."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from kit import clock
from support.models import Appointment, Commitment, Engagement, NetworkMeeting
from support.models.engagement import called_off


def take_seats(commitment: Commitment) -> None:
    """Give what has just been laid out the day of the meeting that was arranged for all schools before."""
    keys = commitment.engagements.values("key")
    meetings = NetworkMeeting.objects.filter(year=commitment.year_id, key__in=keys)
    for meeting in meetings.filter(status=NetworkMeeting.Status.PLANNED):
        commitment.engagements.filter(key=meeting.key).update(starts_at=meeting.starts_at)


def take_on_agreed_days(ended: Commitment, begun: Commitment) -> None:
    """A day to come that was agreed by the old measure of a promise stands for the new one in whose window it lies.

    The rows of the old one keep it too: nothing that was agreed is rewritten.
    """
    agreed = ended.engagements.filter(called_off(), starts_at__gte=clock.now())
    agreed = agreed.exclude(appointments=None).order_by("starts_at", "pk")
    for row in agreed.prefetch_related("appointments"):
        day = timezone.localdate(row.starts_at)
        free = begun.engagements.filter(status=Engagement.Status.PLANNED, stream=row.stream, starts_at=None)
        found = free.filter(window_start__lte=day, window_end__gte=day).order_by("window_start", "pk").first()
        if found is not None:
            _agree(found, row.appointments.all()[0])


def _agree(row: Engagement, made: Appointment) -> None:
    """:param made: by whom and why the day was agreed, as it was written down then."""
    Engagement.objects.filter(pk=row.pk).update(
        starts_at=made.starts_at, calendar_version=F("calendar_version") + 1
    )
    Appointment.objects.create(
        engagement=row, starts_at=made.starts_at, reason=made.reason, by=made.by, at=made.at
    )
