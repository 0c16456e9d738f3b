"""A meeting of many schools: arranged once for all, held once, and kept as each school's own promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.saving import save_if_unchanged
from kit.text import printable
from schools import audit
from schools.models import AcademicYear, Person
from schools.queries.calendar import calendar_of
from support import rules_network as rules
from support.models import Attendance, Engagement, NetworkMeeting
from support.models.engagement import EngagementQuerySet

PLACE_LIMIT, AGENDA_LIMIT, LINE_LIMIT = 200, 10_000, 500
MOST_MINUTES = 600


@dataclass(frozen=True)
class Arrangement:
    """When (aware), how long in minutes, where, and what it is about."""

    starts_at: datetime
    minutes: int = 60
    place: str = ""
    agenda: str = ""

    def cleaned(self) -> Arrangement:
        return Arrangement(
            starts_at=self.starts_at,
            minutes=max(1, min(self.minutes, MOST_MINUTES)),
            place=" ".join(printable(self.place, PLACE_LIMIT).split()),
            agenda=printable(self.agenda, AGENDA_LIMIT).strip(),
        )


def seats_of(year: AcademicYear, key: str) -> EngagementQuerySet:
    """Every school's promise that the meeting keeps, without those a change of category called off."""
    rows = Engagement.objects.filter(commitment__year=year, key=key)
    return rows.exclude(status=Engagement.Status.CANCELLED, why_cancelled=F("commitment__why_ended"))


@transaction.atomic
def arrange(
    *, year: AcademicYear, key: str, arrangement: Arrangement, version: int, by: Person
) -> NetworkMeeting:
    """Say when and where it takes place; for every school at once. Moving it keeps its identity in calendars.

    :param version: the one the page showed; 0 before the meeting was arranged.
    :raises Refused: ``not-yours``, ``not-planned``, ``no-such-meeting``, ``outside-year``, ``no-school-day``,
        ``too-long``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile; nothing is written.
    """
    year, meeting = _locked(year, key)
    require(rules.may_arrange(by, year.trust, meeting))
    found = arrangement.cleaned()
    require(rules.is_a_day_to_meet(rules.day_of(found.starts_at), calendar_of(year)))
    seats = list(
        seats_of(year, key).select_for_update(of=("self",)).select_related("commitment").order_by("pk")
    )
    if not seats:
        raise Refused(Refusal("no-such-meeting", "No school is promised this meeting."))
    before = _told(meeting) if meeting else None
    if meeting is None:
        meeting = NetworkMeeting.objects.create(
            year=year, key=key, title=seats[0].title, label=seats[0].label, version=0, saved_by=by,
            starts_at=found.starts_at,
        )  # fmt: skip
    changes = {**found.__dict__}
    if before == changes:
        return meeting
    write(meeting, version, by, **changes, calendar_version=meeting.calendar_version + 1)
    still = [seat.pk for seat in seats if seat.status == Engagement.Status.PLANNED]
    Engagement.objects.filter(pk__in=still).exclude(starts_at=found.starts_at).update(
        starts_at=found.starts_at, calendar_version=F("calendar_version") + 1
    )
    audit.record(
        by=by, verb="arranged network meeting", thing=meeting, trust=year.trust, before=before, after=changes
    )
    return meeting


@transaction.atomic
def cancel(*, meeting: NetworkMeeting, reason: str, version: int, by: Person) -> NetworkMeeting:
    """Call it off for every school, with a reason that all of them read.

    :raises Refused: ``not-yours``, ``not-planned``, ``reason-missing``, ``too-long``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile; nothing is written.
    """
    year, meeting = again(meeting)
    require(rules.may_cancel(by, year.trust, meeting))
    reason = " ".join(printable(reason, LINE_LIMIT).split())
    if not reason:
        raise Refused(Refusal("reason-missing", "Say why it will not be held, for the schools to read."))
    changes = {"status": NetworkMeeting.Status.CANCELLED, "why_cancelled": reason}
    write(meeting, version, by, **changes, calendar_version=meeting.calendar_version + 1)
    for seat in seats_held_fast(meeting):
        if seat.status == Engagement.Status.PLANNED:
            changes_of_seat = {"why_cancelled": reason, "cancelled_by": Engagement.Side.TRUST}
            record(seat, by, "cancelled engagement", status="cancelled", **changes_of_seat)
    audit.record(by=by, verb="cancelled network meeting", thing=meeting, trust=year.trust, after=changes)
    return meeting


@transaction.atomic
def take_back(*, meeting: NetworkMeeting, version: int, by: Person) -> NetworkMeeting:
    """Plan it again: what was recorded as held or cancelled by mistake. Apologies stay, the audit keeps the rest.

    :raises Refused: ``not-yours``, ``planned``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile; nothing is written.
    """
    year, meeting = again(meeting)
    require(rules.may_take_back(by, year.trust, meeting))
    before = {"status": meeting.status, "why_cancelled": meeting.why_cancelled}
    day, reason = rules.day_of(meeting.starts_at), meeting.why_cancelled
    changes = {"status": NetworkMeeting.Status.PLANNED, "why_cancelled": ""}
    write(meeting, version, by, **changes, calendar_version=meeting.calendar_version + 1)
    for seat in seats_held_fast(meeting):
        was_held = seat.status == Engagement.Status.HELD and seat.held_on == day
        if was_held or (reason and seat.why_cancelled == reason):
            plain: dict[str, Any] = {
                "status": "planned",
                "held_on": None,
                "why_cancelled": "",
                "cancelled_by": "",
            }
            record(seat, by, "took back record of engagement", **plain)
    attendances = Attendance.objects.filter(engagement__in=seats_of(year, meeting.key))
    attendances.exclude(answer=Attendance.Answer.APOLOGIES).delete()
    audit.record(
        by=by,
        verb="planned network meeting again",
        thing=meeting,
        trust=year.trust,
        before=before,
        after=changes,
    )
    return meeting


def _locked(year: AcademicYear, key: str) -> tuple[AcademicYear, NetworkMeeting | None]:
    """The year's row is held, so that two never arrange the same meeting at once."""
    year = (
        AcademicYear.objects.select_for_update(of=("self",), no_key=True)
        .select_related("trust")
        .get(pk=year.pk)
    )
    return year, NetworkMeeting.objects.filter(year=year, key=key).first()


def again(meeting: NetworkMeeting) -> tuple[AcademicYear, NetworkMeeting]:
    """The meeting as it stands, held until the transaction ends, with its year."""
    rows = NetworkMeeting.objects.select_for_update(of=("self",)).select_related("year__trust", "saved_by")
    found = rows.get(pk=meeting.pk)
    return found.year, found


def seats_held_fast(meeting: NetworkMeeting) -> list[Engagement]:
    """Every school's promise, held until the transaction ends; in one order, so that two wait for each other."""
    rows = seats_of(meeting.year, meeting.key).select_for_update(of=("self",))
    return list(rows.select_related("school__trust", "commitment").order_by("pk"))


def write(meeting: NetworkMeeting, version: int, by: Person, **changes: Any) -> None:
    """:raises kit.saving.Conflict: when somebody else saved after ``version``."""
    save_if_unchanged(meeting, version=version, **changes, saved_by=by, saved_at=clock.now())


def _told(meeting: NetworkMeeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in Arrangement.__dataclass_fields__}


def record(seat: Engagement, by: Person, verb: str, *, attendance: str = "", **changes: Any) -> None:
    """What became of one school's promise, with its audit entry; ``attendance`` is told there too."""
    before = {name: getattr(seat, name) for name in changes}
    save_if_unchanged(seat, version=seat.version, **changes, recorded_by=by, recorded_at=clock.now())
    said = {"attendance": attendance} if attendance else {}
    audit.record(by=by, verb=verb, thing=seat, school=seat.school, before=before, after={**changes, **said})
