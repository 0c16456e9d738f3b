"""Who gets what: a school's improvement plan, its quality assurance, its progress, and rapid plans."""

from __future__ import annotations

from typing import Any

from schools.access.permissions import Permission as P
from schools.access.roles import Role
from tests.house.actors import AT_THE_SCHOOL, SIGNED_IN, Thing, holding, may
from tests.house.answers import PAGE, REFUSED, Row, done

sees_plan, keeps = may(P.SEE_PLAN), may(P.KEEP_ACTIONS)
writes, submits = may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL, may(P.SUBMIT_SELF_EVALUATION) & AT_THE_SCHOOL
assures = holding(Role.HEAD_OF_SCHOOL_IMPROVEMENT)


def step(do: str) -> Any:
    def body(thing: Thing) -> dict[str, Any]:
        return {"do": do, "version": thing.more["version"], "why": "Another aim", "note": "Well said"}

    return body


def priority(thing: Thing) -> dict[str, Any]:
    return {"do": "save", "version": thing.more["row"], "title": "Another title"}


def schedule(thing: Thing) -> dict[str, Any]:
    return {"version": thing.more["version"], "schedule-0-what": "Other books"}


def progress(thing: Thing) -> dict[str, Any]:
    return {"judgement": "amber", "sentence": "Half of the classes"}


def review(thing: Thing) -> dict[str, Any]:
    return {"do": "review", "found-1-1": "Four classes", "what_next": "The others"}


# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "improvement_plans": (Row(read=((SIGNED_IN, PAGE),)),),
    "improvement_plan": (
        Row(
            "school with a draft of a plan",
            read=((sees_plan, PAGE),),
            send=((writes, done("plan_priority")), (sees_plan, REFUSED)), body=step("add"),
        ),
        Row(
            "school with a draft of a plan",
            send=((submits, done("improvement_plan")), (sees_plan, REFUSED)), body=step("submit"),
        ),
    ),
    "plan_priority": (
        Row(
            "priority of a draft",
            read=((writes, PAGE), (sees_plan, REFUSED)),
            send=((writes, done("improvement_plan")), (sees_plan, REFUSED)), body=priority,
        ),
    ),
    "plan_schedule": (
        Row(
            "draft of a plan",
            read=((writes, PAGE), (sees_plan, REFUSED)),
            send=((writes, done("improvement_plan")), (sees_plan, REFUSED)), body=schedule,
        ),
    ),
    "plan_quality": (
        Row(
            "submitted plan",
            read=((assures, PAGE), (sees_plan, REFUSED)),
            send=((assures, done("improvement_plan")), (sees_plan, REFUSED)), body=step("approve"),
        ),
    ),
    "plan_objective": (
        Row(
            "objective in force",
            read=((sees_plan, PAGE),),
            send=((keeps, done("plan_objective")), (sees_plan, REFUSED)), body=progress,
        ),
    ),
    "rapid_plans": (Row("school", read=((sees_plan, PAGE),)),),
    "rapid_plan": (
        Row(
            "open rapid plan",
            read=((sees_plan, PAGE),),
            send=((keeps, done("rapid_plan")), (sees_plan, REFUSED)), body=review,
        ),
    ),
}
# fmt: on
