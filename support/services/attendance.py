"""Who comes to a meeting of many schools: apologies beforehand, and afterwards school by school who was there."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from kit.saving import Conflict
from kit.text import printable
from schools import audit
from schools.models import Person
from schools.services.notices import tell
from support import rules_network as rules
from support.models import Attendance, Engagement, NetworkMeeting
from support.services.networks import LINE_LIMIT, again, record, seats_held_fast, write


@transaction.atomic
def say_who_came(
    *, meeting: NetworkMeeting, answers: Mapping[int, tuple[str, str]], version: int, by: Person
) -> NetworkMeeting:
    """Record that it was held, and school by school who came; in one transaction. May be put right afterwards.

    The trust held it: every school's promise is kept. Whether the school came stands beside that, so that nobody who
    reads “held” takes it for “was there”.

    :param answers: by the id of the school's engagement, one of ``Attendance.Answer`` and a note.
    :raises Refused: ``not-yours``, ``cancelled``, ``in-the-future``, ``attendance-missing``, ``too-long``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile; nothing is written.
    """
    year, meeting = again(meeting)
    require(rules.may_say_who_came(by, year.trust, meeting))
    if meeting.version != version:
        raise Conflict(meeting)
    seats = [seat for seat in seats_held_fast(meeting) if seat.status != Engagement.Status.CANCELLED]
    require(_everybody_is_named(seats, answers))
    write(meeting, version, by, status=NetworkMeeting.Status.HELD)
    for seat in seats:
        _keep(seat, meeting, *answers[seat.pk], by=by)
    audit.record(
        by=by,
        verb="held network meeting",
        thing=meeting,
        trust=year.trust,
        after={seat.school.name: answers[seat.pk][0] for seat in seats},
    )
    return meeting


@transaction.atomic
def send_apologies(*, meeting: NetworkMeeting, seat: Engagement, note: str, by: Person) -> None:
    """Say beforehand that the school will not come, with a note that the trust reads; whoever arranged it is told.

    :raises Refused: ``not-yours``, ``not-planned``, ``too-long``.
    """
    _, meeting = again(meeting)
    seat = Engagement.objects.select_related("school__trust").get(pk=seat.pk, key=meeting.key)
    require(rules.may_send_apologies(by, seat, meeting))
    note = " ".join(printable(note, LINE_LIMIT).split())
    values = {"answer": Attendance.Answer.APOLOGIES, "note": note, "by": by, "at": clock.now()}
    Attendance.objects.update_or_create(engagement=seat, defaults=values)
    audit.record(by=by, verb="sent apologies", thing=seat, school=seat.school, after={"note": note})
    tell(
        meeting.saved_by,
        key=f"apologies:{seat.pk}:{meeting.calendar_version}",
        subject=f"{seat.school} sends apologies: {meeting.title}",
        body=f"{seat.school} cannot come to “{meeting.title}” ({meeting.label}).",
        link=meeting.get_absolute_url(),
    )


@transaction.atomic
def come_after_all(*, meeting: NetworkMeeting, seat: Engagement, by: Person) -> None:
    """Take the apologies back.

    :raises Refused: ``not-yours``, ``not-planned``.
    """
    _, meeting = again(meeting)
    seat = Engagement.objects.select_related("school__trust").get(pk=seat.pk, key=meeting.key)
    require(rules.may_send_apologies(by, seat, meeting))
    if Attendance.objects.filter(engagement=seat).delete()[0]:
        audit.record(by=by, verb="took back apologies", thing=seat, school=seat.school)


def _everybody_is_named(seats: list[Engagement], answers: Mapping[int, tuple[str, str]]) -> Refusal | None:
    missing = [str(s.school) for s in seats if answers.get(s.pk, ("",))[0] not in Attendance.Answer.values]
    if not missing:
        return None
    return Refusal(
        "attendance-missing", f"Say of each school whether it came. Missing: {', '.join(missing)}."
    )


def _keep(seat: Engagement, meeting: NetworkMeeting, answer: str, note: str, *, by: Person) -> None:
    """One school's promise: the trust held it, and the school came or did not."""
    note = " ".join(printable(note, LINE_LIMIT).split())
    before = Attendance.objects.filter(engagement=seat).first()
    if before is None or (before.answer, before.note) != (answer, note):
        values = {"answer": answer, "note": note, "by": by, "at": clock.now()}
        Attendance.objects.update_or_create(engagement=seat, defaults=values)
        said = {"attendance": answer, "note": note}
        if seat.status == Engagement.Status.HELD:
            audit.record(by=by, verb="said who came", thing=seat, school=seat.school, after=said)
    if seat.status == Engagement.Status.PLANNED:
        day = rules.day_of(meeting.starts_at)
        record(seat, by, "recorded engagement as held", status="held", held_on=day, attendance=answer)
