"""A plan that reaches its state by living through the services."""

from __future__ import annotations

from typing import Any

from support.models import ImprovementPlan, PlanPriority, PlanVersion
from support.plan_text import Look, Milestone, Objective, PriorityText
from support.record_text import ActionLine
from support.services import plan_quality, plans
from tests.cast import Cast

SCHEDULE = [Look("Books of Year 4", "Deputy headteacher", "4 December 2026")]


def priority_text(**more: Any) -> PriorityText:
    values: dict[str, Any] = {
        "title": "Reading in Key Stage 1",
        "reason": "The phonics check fell.",
        "criteria": ("quality-of-education",),
        "objectives": (Objective("Every child reads daily", "Records show it in every class"),),
        "actions": (ActionLine("Train all staff", "Deputy headteacher", "29/1/2027", "The trust’s adviser"),),
        "resources": "Two days of cover.",
        "milestones": (Milestone("Half of the classes", "18 December 2026"),),
    }
    return PriorityText(**values | more)


def written(cast: Cast, number: int = 1, **more: Any) -> ImprovementPlan:
    """A draft of Alder's that says all the format asks for."""
    plan = plans.begin(school=cast.alder, year=cast.year_2026, by=cast.headteacher)
    for _ in range(number):
        row = plans.add_priority(plan=plan, by=cast.headteacher)
        plans.save_priority(priority=row, text=priority_text(**more), version=1, by=cast.headteacher)
    return plans.save_schedule(plan=plan, looks=SCHEDULE, version=plan.version, by=cast.headteacher)


def submitted(cast: Cast, plan: ImprovementPlan | None = None, why: str = "") -> ImprovementPlan:
    plan = plan or written(cast)
    plan.refresh_from_db()
    return plans.submit(plan=plan, why=why, version=plan.version, by=cast.headteacher)


def approved(cast: Cast, plan: ImprovementPlan | None = None, why: str = "") -> PlanVersion:
    plan = submitted(cast, plan, why)
    return plan_quality.approve(plan=plan, version=plan.version, by=cast.head_of_school_improvement)


def first(plan: ImprovementPlan) -> PlanPriority:
    row = plan.priorities.first()
    assert row is not None
    return row
