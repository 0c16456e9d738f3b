"""Whether one engagement may be given a day and time, and which."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from kit import clock
from kit.refusals import Refusal
from schools.calendar import SchoolCalendar
from schools.models import Person
from support import rules
from support.models import Engagement, NetworkMeeting

TOGETHER = Refusal(
    "network-meeting",
    "Schools attend this together: arrange or move the network meeting, and its day changes for all of them.",
)


def may_move(user: Person, engagement: Engagement) -> Refusal | None:
    """Agree a day for it, inside its window or outside: whoever may record it, while it is still planned.

    One school's seat at a meeting of many is not moved alone.
    """
    if refusal := rules.may_record(user, engagement):
        return refusal
    return TOGETHER if is_a_seat(engagement) else None


def is_a_seat(engagement: Engagement) -> bool:
    """Whether a meeting of many schools keeps it: the offer it was promised by says so, or one was arranged.

    One query at most.
    """
    commitment = engagement.commitment
    if commitment.spec.network:
        return True
    return NetworkMeeting.objects.filter(year=commitment.year_id, key=engagement.key).exists()


def is_a_day_for_it(
    engagement: Engagement, starts_at: datetime, calendar: SchoolCalendar, training: Collection[date]
) -> Refusal | None:
    """A day to come, within the year it was promised for, on which somebody is at the school.

    :param training: the INSET days: closed to pupils, but staff are there.
    """
    day = timezone.localdate(starts_at)
    if starts_at <= clock.now():
        return Refusal("in-the-past", "This time is over. If it was held, record it as held.")
    year = engagement.commitment.year
    if not year.starts_on <= day <= year.ends_on:
        return Refusal(
            "outside-the-year", f"It was promised for the school year {year}. Choose a day within it."
        )
    if not calendar.is_school_day(day) and day not in training:
        why = "a holiday or a weekend" if day not in calendar.closures else "a day on which it is closed"
        return Refusal(
            "no-school-day",
            f"{day:%A %-d %B %Y} is {why} at {engagement.school}. Choose a school day.",
        )
    return None


def says_why(engagement: Engagement, starts_at: datetime, reason: str) -> Refusal | None:
    """What had been agreed before, or lies outside the window, is not moved without a reason."""
    if reason:
        return None
    day = timezone.localdate(starts_at)
    if engagement.starts_at is not None:
        return Refusal("reason-missing", "Another time had been agreed: say why it is moved.")
    if not engagement.window_start <= day <= engagement.window_end:
        first, last = f"{engagement.window_start:%-d %B}", f"{engagement.window_end:%-d %B %Y}"
        return Refusal(
            "reason-missing", f"It was promised for {first} to {last}: say why it is held on another day."
        )
    return None
