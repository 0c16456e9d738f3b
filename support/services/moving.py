"""One engagement is given a day and time, or another one. No other engagement is touched."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from kit import clock
from kit.refusals import require
from kit.saving import save_if_unchanged
from kit.text import printable
from schools import audit
from schools.models import Person
from schools.queries.calendar import calendar_of, training_days
from support import rules_moving
from support.models import Appointment, Engagement
from support.services.engagements import REASON_LIMIT, locked
from support.services.telling import tell_heads


@transaction.atomic
def move(*, engagement: Engagement, day: date, at: time, reason: str, version: int, by: Person) -> Engagement:
    """Agree ``day`` and ``at`` for it, inside its window or outside, and tell the headteacher.

    The promise stays what it was: its window and its key do not change, and what is held after the window is late.

    :param at: by the clock on the wall (Europe/London), whatever the clocks do until then.
    :param reason: needed where another time had been agreed, or the day lies outside the window.
    :param version: the one the person's page showed.
    :raises Refused: ``not-yours``, ``not-planned``, ``network-meeting``, ``in-the-past``, ``outside-the-year``,
        ``no-school-day``, ``reason-missing``, ``too-long``.
    :raises kit.saving.Conflict: when somebody else changed it meanwhile; nothing is written.
    """
    engagement = locked(engagement, version)
    require(rules_moving.may_move(by, engagement))
    starts_at = datetime.combine(day, at, tzinfo=timezone.get_current_timezone())
    if starts_at == engagement.starts_at:
        return engagement
    year, school = engagement.commitment.year, engagement.school
    calendar, training = calendar_of(year, school), training_days(year, school)
    require(rules_moving.is_a_day_for_it(engagement, starts_at, calendar, training))
    reason = " ".join(printable(reason, REASON_LIMIT).split())
    require(rules_moving.says_why(engagement, starts_at, reason))
    made = write_appointment(engagement, starts_at, reason, version=version, by=by)
    _tell(engagement, made)
    return engagement


def write_appointment(
    engagement: Engagement, starts_at: datetime, reason: str, *, version: int, by: Person
) -> Appointment:
    """The row that says which day is agreed, with its audit entry; whoever calls has asked the rules and tells.

    :raises kit.saving.Conflict: when somebody else changed it meanwhile; nothing is written.
    """
    before = {"starts_at": engagement.starts_at}
    save_if_unchanged(
        engagement,
        version=version,
        starts_at=starts_at,
        calendar_version=engagement.calendar_version + 1,
    )
    made = Appointment.objects.create(
        engagement=engagement, starts_at=starts_at, reason=reason, by=by, at=clock.now()
    )
    after = {"starts_at": starts_at, "reason": reason}
    verb = "moved engagement" if before["starts_at"] else "agreed day of engagement"
    audit.record(by=by, verb=verb, thing=engagement, school=engagement.school, before=before, after=after)
    return made


def _tell(engagement: Engagement, made: Appointment) -> None:
    when = f"{timezone.localtime(made.starts_at):%A %-d %B %Y, %H:%M}"
    why = f"\n\nThe reason given: {made.reason}" if made.reason else ""
    tell_heads(
        engagement.school,
        key=f"appointment-{made.pk}",
        subject=f"{engagement.title}: {when}",
        body=f"{engagement.title}, {engagement.label}, at {engagement.school} is to be held on {when}.{why}",
    )
