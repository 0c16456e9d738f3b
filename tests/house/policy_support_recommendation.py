"""Who gets what: what is said to a decision about a category, and what the trust sees of its decisions."""

from __future__ import annotations

from schools.access.permissions import Permission as P
from schools.access.roles import Role
from tests.house.actors import AT_THE_SCHOOL, OF_THE_TRUST, Thing, anywhere, for_the_trust, holding, may
from tests.house.answers import PAGE, REFUSED, Row, done
from tests.house.bodies import Sent

sees_plan = may(P.SEE_PLAN)
answers = may(P.SUBMIT_SELF_EVALUATION) & AT_THE_SCHOOL
decides_appeals = holding(Role.TRUSTEE)
compares = for_the_trust(P.EDIT_FRAMEWORK) | for_the_trust(P.CONFIRM_CATEGORY)


def words(thing: Thing) -> Sent:
    return {"text": "We see it so too"}


def outcome(thing: Thing) -> Sent:
    return {"category": "refine", "reason": "The figures bear it out"}


ROWS: dict[str, tuple[Row, ...]] = {
    "decision_answer": (
        Row(
            "decision that stands",
            read=((answers, PAGE), (sees_plan, REFUSED)),
            send=((answers, done("decision")), (sees_plan, REFUSED)),
            body=words,
        ),
    ),
    "appeal": (
        Row(
            "appeal",
            read=((sees_plan, PAGE),),
            send=((decides_appeals, done("appeal")), (sees_plan, REFUSED)),
            body=outcome,
        ),
    ),
    "categories": (Row(read=((anywhere(P.SEE_DASHBOARD), PAGE),), rest=REFUSED),),
    "offer_differences": (Row("draft offer", read=((compares, PAGE), (OF_THE_TRUST, REFUSED))),),
}
