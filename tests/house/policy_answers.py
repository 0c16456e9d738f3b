"""Who gets what: answers to moderated ratings, disagreements, calibration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kit import clock
from riskmatrix.models import Evaluation
from schools.access.permissions import Permission as P
from schools.access.roles import Role
from tests.house import bodies as form
from tests.house.actors import AT_THE_SCHOOL, Thing, holding, may
from tests.house.answers import KEPT, PAGE, REFUSED, Row, done, said, sent

sees_evaluation, moderates_some, settles = (
    may(P.SEE_SELF_EVALUATION),
    may(P.MODERATE),
    may(P.SETTLE_DISAGREEMENT),
)
answers = may(P.SUBMIT_SELF_EVALUATION) & AT_THE_SCHOOL
academic = holding(Role.HEAD_OF_SCHOOL_IMPROVEMENT)
operational = holding(Role.CHIEF_FINANCIAL_OFFICER, Role.DEPUTY_CHIEF_FINANCIAL_OFFICER)
NOT_NOW = said(422, "There is a problem")


def disagreeing(thing: Thing) -> dict[str, Any]:
    """The head's answer, typed anew and handed in."""
    kpi = thing.more.get("kpi", "")
    return {
        f"{kpi}-agrees": "no",
        f"{kpi}-reason": "We think otherwise.",
        f"{kpi}-version": 1,
        "do": "finish",
    }


def deciding(thing: Thing) -> dict[str, Any]:
    kpi = thing.more.get("kpi", "")
    return {f"{kpi}-answer": "low", f"{kpi}-reason": "We looked again.", f"{kpi}-version": 1, "do": "finish"}


def the_time_is_over(world: Any) -> None:
    """Nobody has handed in an answer, and the last day for one was yesterday."""
    Evaluation.objects.filter(status="answering").update(answer_due=clock.today() - timedelta(days=1))


# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "answers": (
        Row(
            "evaluation to be answered",
            read=((sees_evaluation, PAGE),),
            send=((answers, done("answers")), (sees_evaluation, REFUSED)),
            body=disagreeing,
        ),
        Row(
            "evaluation to be answered",
            send=((answers, NOT_NOW), (sees_evaluation, REFUSED)),
            body=disagreeing, before=the_time_is_over,
        ),
        Row(
            "disagreed evaluation",
            read=((sees_evaluation, PAGE),), send=((answers, NOT_NOW), (sees_evaluation, REFUSED)), body=disagreeing,
        ),
        Row(
            # Moderated in part: what differs is not out yet, not even in the answer to a form.
            "evaluation that is all moderated",
            read=((sees_evaluation, sent("evaluation")),), send=((sees_evaluation, REFUSED),), body=disagreeing,
        ),
        Row("moderated evaluation", read=((sees_evaluation, sent("evaluation")),)),
    ),
    "disagreements": (
        Row(
            "disagreed evaluation",
            read=((settles, PAGE),), send=((settles, done("agreed_matrix")),), body=deciding,
        ),
        Row(
            "evaluation to be answered",
            read=((settles, sent("evaluation")),), send=((settles, REFUSED),), body=deciding,
        ),
    ),
    "moderation_close": (
        Row("evaluation to be answered", send=((moderates_some, REFUSED),)),
        Row(
            "evaluation to be answered",
            send=((academic | operational, done("agreed_matrix")), (moderates_some, REFUSED)),
            before=the_time_is_over,
        ),
    ),
    "moderation_blind": (
        Row(
            "submitted evaluation",
            send=((academic, done("moderation")), (moderates_some, REFUSED)), body=form.academic,
        ),
        Row(
            "submitted evaluation",
            send=((operational, done("moderation")), (moderates_some, REFUSED)), body=form.operational,
        ),
        Row("draft evaluation", send=((moderates_some, REFUSED),), body=form.academic),
    ),
    "calibration": (
        Row("school", read=((answers, KEPT), (moderates_some, PAGE), (sees_evaluation, REFUSED))),
    ),
}
# fmt: on
