"""An improvement plan in words: the draft as it stands, in the shape in which a version is kept."""

from __future__ import annotations

from typing import Any

from riskmatrix.models import Framework
from schools.models import School
from support.models import ImprovementPlan, PlanPriority
from support.plan_spec import plan_format
from support.rules_plans import day_of

NO_LONGER = "A criterion the framework no longer has"


def criteria_of(school: School) -> list[tuple[str, str]]:
    """(code, title) of the criteria of the framework in force; nothing without one. One query."""
    framework = Framework.objects.in_force(school.trust_id)
    return [(each.code, each.title) for each in framework.spec.criteria] if framework else []


def priorities_of(plan: ImprovementPlan) -> list[PlanPriority]:
    """The priorities of the draft with their actions. Two queries."""
    return list(plan.priorities.filter(is_out=False).prefetch_related("actions"))


def in_words(
    plan: ImprovementPlan, priorities: list[PlanPriority], criteria: list[tuple[str, str]]
) -> dict[str, Any]:
    """What readers of the plan see, as plain values; a line is a list of its cells. No query of its own."""
    return {
        "format": plan_format().version,
        "priorities": [_priority(each, dict(criteria)) for each in priorities],
        "schedule": [[each.what, each.who, _in_words(each.day)] for each in plan.looks],
    }


def _priority(row: PlanPriority, titles: dict[str, str]) -> dict[str, Any]:
    text = row.draft
    done = [
        [each.what, each.owner, f"{each.due_on:%-d %B %Y}" if each.due_on else "", each.support]
        for each in sorted(row.actions.all(), key=lambda each: each.pk)
    ]
    lines = [[each.what, each.owner, _in_words(each.due_on), each.support] for each in text.actions]
    return {
        "number": row.number,
        "title": text.title,
        "reason": text.reason,
        "criteria": [titles.get(code, NO_LONGER) for code in text.criteria],
        "objectives": [
            {"code": each.code, "what": each.what, "success": each.success} for each in text.objectives
        ],
        "actions": [*done, *lines],
        "resources": text.resources,
        "milestones": [[each.what, _in_words(each.day)] for each in text.milestones],
    }


def _in_words(typed: str) -> str:
    day = day_of(typed)
    return f"{day:%-d %B %Y}" if day else typed


def objectives_in(content: dict[str, Any]) -> dict[str, str]:
    """The objectives of a kept version by code, in order."""
    return {
        each["code"]: each["what"] for priority in content["priorities"] for each in priority["objectives"]
    }
