"""Who arranges a meeting of many schools, says that it was held and who came, and who sends apologies."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has, has_in_trust, works_at
from schools.access.permissions import Permission
from schools.calendar import SchoolCalendar
from support.models import Engagement, NetworkMeeting

if TYPE_CHECKING:
    from schools.models import Person, Trust

NOT_ARRANGED = Refusal("not-arranged", "Say first when it takes place.")


def arranges(user: Person, trust: Trust) -> Refusal | None:
    """Those who record engagements for every school of the trust."""
    if has_in_trust(user, Permission.RECORD_ENGAGEMENT, trust):
        return None
    return Refusal(
        "not-yours", "Network meetings are arranged by those who work for every school of the trust."
    )


def may_arrange(user: Person, trust: Trust, meeting: NetworkMeeting | None) -> Refusal | None:
    """:param meeting: None before somebody has said when it takes place."""
    if refusal := arranges(user, trust):
        return refusal
    if meeting is not None and meeting.status != NetworkMeeting.Status.PLANNED:
        standing = str(meeting.get_status_display()).lower()
        return Refusal("not-planned", f"This meeting is already {standing}. Plan it again to change it.")
    return None


def may_cancel(user: Person, trust: Trust, meeting: NetworkMeeting | None) -> Refusal | None:
    return may_arrange(user, trust, meeting) or (NOT_ARRANGED if meeting is None else None)


def may_say_who_came(user: Person, trust: Trust, meeting: NetworkMeeting | None) -> Refusal | None:
    """Say that it was held and who came, and put that right afterwards."""
    if refusal := arranges(user, trust):
        return refusal
    if meeting is None:
        return NOT_ARRANGED
    if meeting.status == NetworkMeeting.Status.CANCELLED:
        return Refusal("cancelled", "This meeting was cancelled.")
    if day_of(meeting.starts_at) > clock.today():
        return Refusal("in-the-future", "This meeting has not taken place yet.")
    return None


def may_take_back(user: Person, trust: Trust, meeting: NetworkMeeting | None) -> Refusal | None:
    """Plan again what was recorded as held or cancelled by mistake."""
    if refusal := arranges(user, trust):
        return refusal
    if meeting is None or meeting.status == NetworkMeeting.Status.PLANNED:
        return Refusal("planned", "Nothing has been recorded here yet.")
    return None


def may_send_apologies(user: Person, seat: Engagement, meeting: NetworkMeeting | None) -> Refusal | None:
    """The school's own leaders, until somebody has said who came."""
    if not (has(user, Permission.EDIT_SELF_EVALUATION, seat.school) and works_at(user, seat.school)):
        return Refusal("not-yours", f"The leaders of {seat.school} send its apologies.")
    if meeting is None:
        return Refusal("not-arranged", "Apologies can be sent once the meeting has a day.")
    if meeting.status != NetworkMeeting.Status.PLANNED or seat.status != Engagement.Status.PLANNED:
        return Refusal("not-planned", "This meeting is over or was cancelled.")
    return None


def is_a_day_to_meet(day: date, calendar: SchoolCalendar) -> Refusal | None:
    """A school day of the trust's calendar in the year for which the meeting was promised."""
    if not calendar.starts_on <= day <= calendar.ends_on:
        return Refusal("outside-year", f"This day lies outside the school year {calendar.name}.")
    if not calendar.is_school_day(day):
        return Refusal("no-school-day", "Schools are closed on this day. Choose a school day.")
    return None


def day_of(moment: datetime) -> date:
    """The day in the portal's time zone."""
    return timezone.localtime(moment).date()
