"""The chapter of what was written down: a few records of the present term, and the next meeting of the heads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kit import clock
from schools.models import Person
from support.models import Engagement
from support.queries.present import possibly_present
from support.record_text import ActionLine, RecordText
from support.services import attendance, networks, records
from support.services.networks import Arrangement
from trust_portal.demo.data import read
from trust_portal.demo.stage import Stage, moment

HEADS = "headteacher-network"


def write(stage: Stage) -> None:
    """Enter the last day of the present term that was lived through: by then there is something to write about."""
    last = stage.plan.present.days[-1]
    stage.at(last, "17:20", lambda: _record(stage))
    stage.at(last, "17:40", lambda: _gather(stage))


def _record(stage: Stage) -> None:
    """The latest of each kind that was held, at one school each; the last one is left as a draft."""
    told = {promise: said for promise, said in read("records").items() if promise != "network"}
    taken: set[int] = set()
    for number, (promise, said) in enumerate(told.items(), 1):
        rows = Engagement.objects.filter(
            status=Engagement.Status.HELD, commitment__promise=promise, record=None,
            held_on__gte=stage.plan.present.days[0],
        )  # fmt: skip
        row = (
            rows.exclude(school__in=taken)
            .select_related("school", "recorded_by")
            .order_by("-held_on", "pk")
            .first()
        )
        if row is None or row.recorded_by is None:
            continue
        taken.add(row.school_id)
        record = records.save(
            engagement=row,
            text=_text(stage, row, said),
            internal=said["internal"],
            version=0,
            by=row.recorded_by,
        )
        stage.count("records written")
        if number < len(told):
            records.share(engagement=row, version=record.version, why="", by=row.recorded_by)
        if "view" in said:
            records.add_view(engagement=row, text=said["view"], by=_head(stage, row))


def _head(stage: Stage, row: Engagement) -> Person:
    key = next(key for key, school in stage.schools.items() if school.pk == row.school_id)
    return stage.head(key, stage.plan.present.place)


def _text(stage: Stage, row: Engagement, said: dict[str, Any]) -> RecordText:
    today = clock.today()
    here = {each.person for each in possibly_present(row)}
    there = [person.pk for person in (_head(stage, row), row.recorded_by) if person]
    asked = {each.code for each in row.commitment.spec.record}
    return RecordText(
        present=tuple(pk for pk in there if pk in here),
        others=said["others"],
        purpose=said["purpose"],
        seen=said["seen"],
        more={code: text for code, text in said.get("more", {}).items() if code in asked},
        actions=tuple(
            ActionLine(each["what"], each["owner"], f"{today + timedelta(weeks=each['weeks']):%-d %B %Y}")
            for each in said["actions"]
        ),
    )


def _gather(stage: Stage) -> None:
    """The next meeting of the headteachers gets its day, and one school cannot come."""
    said = read("records")["network"]
    rows = Engagement.objects.filter(
        commitment__promise=HEADS, status=Engagement.Status.PLANNED, due_on__gt=stage.plan.today
    )
    row = rows.select_related("commitment__year").order_by("due_on", "pk").first()
    if row is None:
        return
    found = Arrangement(moment(row.due_on, "13:30"), 90, said["place"], said["agenda"])
    meeting = networks.arrange(
        year=row.commitment.year, key=row.key, arrangement=found, version=0, by=stage.chief()
    )
    stage.count("network meetings arranged")
    for seat in networks.seats_of(meeting.year, meeting.key).select_related("school").order_by("pk")[:1]:
        attendance.send_apologies(meeting=meeting, seat=seat, note=said["apologies"], by=_head(stage, seat))
