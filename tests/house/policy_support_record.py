"""Who gets what: the record of an engagement, meetings of many schools, and one's own calendar."""

from __future__ import annotations

from typing import Any

from schools.access.permissions import Permission as P
from schools.access.roles import ROLES
from support.models import Engagement
from tests.house.actors import (
    AT_THE_SCHOOL,
    SIGNED_IN,
    THERE,
    TRUST_OF,
    Thing,
    Who,
    anywhere,
    for_the_trust,
    may,
)
from tests.house.answers import KEPT, PAGE, REFUSED, Row, done

ELSEWHERE = Who(
    "does not work or govern at the school", lambda actor, thing: not AT_THE_SCHOOL.holds(actor, thing)
)
IN_THE_TRUST = Who(
    "sees the plan of some school of the trust",
    lambda actor, thing: any(
        P.SEE_PLAN in ROLES[role].permissions and TRUST_OF[where] == TRUST_OF.get(thing.place)
        for role, where in actor.posts
    ),
)
sees_plan, writes = may(P.SEE_PLAN), may(P.RECORD_ENGAGEMENT) & ELSEWHERE
leads, arranges = may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL, for_the_trust(P.RECORD_ENGAGEMENT)
RECORDED, MEETING = "engagement with a record", "network meeting"


def a_draft(thing: Thing) -> dict[str, Any]:
    return {"do": "save", "version": thing.more["version"], "lines": 0, "seen": "Other", "internal": "Other"}


def a_view(thing: Thing) -> dict[str, Any]:
    return {"do": "view", "view": "We saw it otherwise."}


def shared(thing: Thing) -> dict[str, Any]:
    return {"version": thing.more["version"], "why": "Something else was seen."}


def moved(thing: Thing) -> dict[str, Any]:
    return {
        "do": "arrange", "version": 1, "day": "20 November 2026", "time": "09:00", "minutes": 60, "place": "Hall",
        "agenda": "",
    }  # fmt: skip


def who_came(thing: Thing) -> dict[str, Any]:
    seats = Engagement.objects.filter(commitment__year=thing.args[0], key=thing.args[1])
    answers = {f"answer-{pk}": "attended" for pk in seats.values_list("pk", flat=True)}
    return {"do": "who-came", "version": 1, **answers}


def apologies(thing: Thing) -> dict[str, Any]:
    return {"do": "apologies", "seat": thing.more["seat"], "note": "Ill"}


# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "record": (
        Row(
            RECORDED,
            read=((sees_plan, PAGE),), send=((writes, done("record")), (sees_plan, REFUSED)), body=a_draft,
        ),
        Row(RECORDED, send=((writes, KEPT), (sees_plan, REFUSED)), body=a_draft, htmx=True),
        Row(RECORDED, send=((leads, done("record")), (sees_plan, REFUSED)), body=a_view),
    ),
    "record_share": (
        Row(
            RECORDED,
            read=((writes, PAGE), (sees_plan, REFUSED)),
            send=((writes, done("record")), (sees_plan, REFUSED)), body=shared,
        ),
    ),
    "network_meetings": (Row(read=((anywhere(P.SEE_PLAN), PAGE),)),),
    "network_meeting": (
        Row(
            MEETING,
            read=((IN_THE_TRUST, PAGE),),
            send=((arranges, done("network_meeting")), (IN_THE_TRUST, REFUSED)), body=moved,
        ),
        Row(MEETING, send=((arranges, done("network_meeting")), (IN_THE_TRUST, REFUSED)), body=who_came),
        Row(MEETING, send=((leads, done("network_meeting")), (sees_plan, REFUSED)), body=apologies),
    ),
    "meeting_paper": (Row("paper of a network meeting", read=((IN_THE_TRUST, PAGE),)),),
    "calendar_address": (Row(read=((SIGNED_IN, PAGE),), send=((SIGNED_IN, done("calendar_address")),)),),
    # Programs cannot sign in: whoever has the address reads the calendar.
    "calendar_feed": (Row("calendar address", read=((THERE, PAGE),), public=True),),
}
