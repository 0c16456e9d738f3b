"""Who gets what: planning for the trust, when its advisers work, and what is planned month by month."""

from __future__ import annotations

from typing import Any

from schools.access.permissions import Permission as P
from schools.access.roles import ROLES, Reach
from tests.house.actors import SIGNED_IN, Thing, Who, for_the_trust, may
from tests.house.answers import NOTHING_HERE, PAGE, REFUSED, Row, done, said

plans_some = Who(
    "keeps the promises of a whole trust",
    lambda actor, thing: any(
        P.RECORD_ENGAGEMENT in ROLES[role].permissions and ROLES[role].reach is Reach.TRUST
        for role, _ in actor.posts
    ),
)
plans = for_the_trust(P.RECORD_ENGAGEMENT)


def working_time(thing: Thing) -> dict[str, Any]:
    return {"weekdays": ["1", "2"], "days_a_half_term": "7.5", "starts_on": "1 December 2026"}


# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    # What is agreed goes by the seal of the proposals that a page showed: this form never saw one.
    "planning": (
        Row(read=((plans_some, PAGE),), send=((plans_some, said(409, "Nothing has been agreed")),), rest=REFUSED),
    ),
    "capacity": (Row(read=((plans_some, PAGE),), rest=REFUSED),),
    "adviser_time": (
        Row(
            "adviser",
            read=((plans, PAGE), (plans_some, NOTHING_HERE)),
            send=((plans, done("capacity")), (plans_some, NOTHING_HERE)), body=working_time, rest=REFUSED,
        ),
    ),
    "plan_calendar": (Row("school", read=((may(P.SEE_PLAN), PAGE),)),),
    "own_calendar": (Row(read=((SIGNED_IN, PAGE),)),),
}
