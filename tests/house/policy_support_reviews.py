"""Who gets what: external reviews with what they found, and initiatives with their stages."""

from __future__ import annotations

from typing import Any

from schools.access.permissions import Permission as P
from schools.access.roles import Role
from tests.house.actors import AT_THE_SCHOOL, Thing, anywhere, for_the_trust, holding, may
from tests.house.answers import PAGE, REFUSED, Row, done, said
from tests.house.policy_support_record import ELSEWHERE, IN_THE_TRUST

sees_plan, keeps_actions = may(P.SEE_PLAN), may(P.KEEP_ACTIONS)
looks_after = may(P.RECORD_ENGAGEMENT) & ELSEWHERE
commissions = ELSEWHERE & holding(
    Role.CHIEF_EXECUTIVE, Role.CHIEF_FINANCIAL_OFFICER, Role.DEPUTY_CHIEF_EXECUTIVE,
    Role.DEPUTY_CHIEF_FINANCIAL_OFFICER, Role.HEAD_OF_SCHOOL_IMPROVEMENT,
)  # fmt: skip
leads = (may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL) | may(P.RECORD_ENGAGEMENT)
leads_some = anywhere(P.EDIT_SELF_EVALUATION) | anywhere(P.RECORD_ENGAGEMENT)
leads_for_the_trust = for_the_trust(P.RECORD_ENGAGEMENT)
FOUND, TO_COME = "review with findings", "review to come"


def commissioned(thing: Thing) -> dict[str, Any]:
    day = {"reviewer": "Dr Fenn", "due_on": "29 January 2027", "why": "It is a year since the last."}
    return {"kind": "safeguarding-and-site", **day}


def found(thing: Thing) -> dict[str, Any]:
    return {"do": "finding", "text": "The register is kept well."}


def acted(thing: Thing) -> dict[str, Any]:
    more = {"what": "Keep it so", "owner": "Headteacher", "due_on": "29 January 2027"}
    return {"do": "action", "finding": thing.more["finding"], **more}


def cancelled(thing: Thing) -> dict[str, Any]:
    return {"do": "cancel", "reason": "The reviewer is ill."}


def begun(thing: Thing) -> dict[str, Any]:
    return {"place": f"school-{thing.more['urn']}", "title": "Reading", "aim": "Pupils read fluently."}


def settled(thing: Thing) -> dict[str, Any]:
    return {"do": "settle", "stage": "explore", "question": "fit", "sentence": "It fits."}


# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "school_reviews": (Row("school", read=((sees_plan, PAGE),)),),
    "review_commission": (
        Row(
            "school",
            read=((commissions, PAGE), (sees_plan, REFUSED)),
            send=((commissions, done("review")), (sees_plan, REFUSED)), body=commissioned,
        ),
    ),
    "review": (
        Row(
            FOUND,
            read=((sees_plan, PAGE),), send=((looks_after, done("review")), (sees_plan, REFUSED)), body=found,
        ),
        Row(FOUND, send=((keeps_actions, done("review")), (sees_plan, REFUSED)), body=acted),
        Row(TO_COME, send=((commissions, done("review")), (sees_plan, REFUSED)), body=cancelled),
    ),
    "review_paper": (Row("report of a review", read=((sees_plan, PAGE),)),),
    "initiatives": (Row(read=((anywhere(P.SEE_PLAN), PAGE),)),),
    "initiative_begin": (
        Row(
            "school",
            read=((leads_some, PAGE), (anywhere(P.SEE_PLAN), REFUSED)),
            send=(
                (leads, done("initiative")), (leads_some, said(422, "There is a problem")),
                (anywhere(P.SEE_PLAN), REFUSED),
            ),
            body=begun, in_body=True,
        ),
    ),
    "initiative": (
        Row(
            "initiative",
            read=((sees_plan, PAGE),), send=((leads, done("initiative")), (sees_plan, REFUSED)), body=settled,
        ),
        Row(
            "initiative of the trust",
            read=((IN_THE_TRUST, PAGE),),
            send=((leads_for_the_trust, done("initiative")), (IN_THE_TRUST, REFUSED)), body=settled,
        ),
    ),
}
# fmt: on
