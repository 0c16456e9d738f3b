"""Who writes a school's improvement plan, when it can be submitted, who assures its quality, who judges progress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from kit import clock
from kit.fields import Day
from kit.refusals import Refusal
from riskmatrix.rules_filling_in import fills_in
from schools.access.checks import has, roles_in, works_at
from schools.access.permissions import Permission
from schools.access.roles import Role
from schools.models import AcademicYear, Person, School
from support.models import ImprovementPlan
from support.plan_spec import plan_format
from support.plan_text import Look, PriorityText
from support.rules_record import is_clear

Status = ImprovementPlan.Status


def writes_plan(user: Person, school: School) -> Refusal | None:
    if fills_in(user, school):
        return None
    return Refusal("not-yours", f"The leaders of {school} write its improvement plan.")


def may_begin(user: Person, school: School, year: AcademicYear) -> Refusal | None:
    if refusal := writes_plan(user, school):
        return refusal
    if year.trust_id != school.trust_id:
        return Refusal("other-trust", "This school year is another trust’s.")
    if year.ends_on < clock.today():
        return Refusal("year-over", f"The school year {year} is over.")
    return None


def may_write(user: Person, plan: ImprovementPlan) -> Refusal | None:
    if refusal := writes_plan(user, plan.school):
        return refusal
    if plan.status == Status.SUBMITTED:
        return Refusal(
            "submitted", "The plan is submitted. The headteacher can withdraw it to change something."
        )
    if plan.status == Status.APPROVED:
        return Refusal("in-force", "The plan is in force. Begin another version to change something.")
    return None


def may_read_draft(user: Person, plan: ImprovementPlan) -> Refusal | None:
    """The school’s leaders always; those who record engagements for the trust once it is submitted."""
    if fills_in(user, plan.school):
        return None
    if plan.status == Status.SUBMITTED and has(user, Permission.RECORD_ENGAGEMENT, plan.school):
        return None
    return Refusal("draft", "The school is writing this; you can read it once it is submitted.")


def may_add_priority(user: Person, plan: ImprovementPlan, number: int) -> Refusal | None:
    """:param number: how many priorities the plan has."""
    if refusal := may_write(user, plan):
        return refusal
    most = plan_format().priorities
    if number >= most:
        return Refusal("too-many", f"A plan has {most} priorities at the most. Take one out first.")
    return None


def _submits(user: Person, plan: ImprovementPlan) -> Refusal | None:
    if has(user, Permission.SUBMIT_SELF_EVALUATION, plan.school) and works_at(user, plan.school):
        return None
    return Refusal("not-yours", "The headteacher submits the plan.")


def may_submit(user: Person, plan: ImprovementPlan) -> Refusal | None:
    """The headteacher, while it is a draft; whether it says enough, ``is_complete`` asks."""
    return _submits(user, plan) or may_write(user, plan)


def may_withdraw(user: Person, plan: ImprovementPlan) -> Refusal | None:
    if refusal := _submits(user, plan):
        return refusal
    if plan.status != Status.SUBMITTED:
        return Refusal("not-submitted", "The plan is not submitted.")
    return None


def may_revise(user: Person, plan: ImprovementPlan) -> Refusal | None:
    """Begin a further version beside the one in force."""
    if refusal := writes_plan(user, plan.school):
        return refusal
    if plan.status != Status.APPROVED:
        return Refusal("not-in-force", "This version is not approved yet, so go on with it.")
    return None


def assures_quality(user: Person, school: School) -> Refusal | None:
    """Who the format names; nobody approves the plan of their own school."""
    role = Role(plan_format().quality_assured_by)
    if role not in roles_in(user, school):
        return Refusal("not-yours", f"The {role.title.lower()} assures the quality of plans.")
    if works_at(user, school):
        return Refusal("own-school", "You work at this school, so somebody else approves its plan.")
    return None


def may_assure(user: Person, plan: ImprovementPlan) -> Refusal | None:
    """Comment on, return or approve what was submitted."""
    if refusal := assures_quality(user, plan.school):
        return refusal
    if plan.status != Status.SUBMITTED:
        return Refusal("not-submitted", "The plan is not submitted.")
    return None


def may_judge_progress(user: Person, plan: ImprovementPlan) -> Refusal | None:
    """Those who keep the school's actions, once a version is approved; also while another one is written."""
    if not has(user, Permission.KEEP_ACTIONS, plan.school):
        return Refusal("not-yours", "Your post does not include judging progress at this school.")
    if not plan.versions.exists():
        return Refusal("not-approved", "Progress is judged once the plan is approved.")
    return None


def is_complete(
    priorities: Sequence[tuple[PriorityText, bool]], schedule: Sequence[Look], *, has_criteria: bool
) -> Refusal | None:
    """Whether the draft says what the format asks for.

    :param priorities: each with whether actions of an earlier version stand with it already.
    :param has_criteria: whether the trust has a framework whose criteria can be chosen.
    """
    if not priorities:
        return Refusal("no-priority", "Add a priority before you submit the plan.")
    for at, (text, has_actions) in enumerate(priorities, 1):
        if refusal := _is_said(at, text, has_actions=has_actions, has_criteria=has_criteria):
            return refusal
    if not schedule:
        return Refusal("no-schedule", "Write what is looked at, by whom and when: the schedule is empty.")
    for at, look in enumerate(schedule, 1):
        if not (look.what and look.who):
            return Refusal("schedule-unclear", f"Schedule, line {at}: say what is looked at and by whom.")
        if day_of(look.day) is None:
            return Refusal("schedule-unclear", f"Schedule, line {at}: {_no_date(look.day)}")
    return None


def _is_said(at: int, text: PriorityText, *, has_actions: bool, has_criteria: bool) -> Refusal | None:
    where = f"Priority {at}"
    if not text.title:
        return Refusal("priority-unclear", f"{where}: give it a name.")
    if has_criteria and not text.criteria:
        return Refusal("priority-unclear", f"{where}: choose the criteria of the risk matrix it speaks of.")
    if not text.objectives:
        return Refusal("priority-unclear", f"{where}: write an objective.")
    for number, each in enumerate(text.objectives, 1):
        if not (each.what and each.success):
            return Refusal(
                "priority-unclear", f"{where}, objective {number}: say what is to be reached and how one can tell."
            )  # fmt: skip
    if not (text.actions or has_actions):
        return Refusal("priority-unclear", f"{where}: write an action.")
    for number, line in enumerate(text.actions, 1):
        if refusal := is_clear(line, number):
            return Refusal("priority-unclear", f"{where}. {refusal.sentence}")
    for number, milestone in enumerate(text.milestones, 1):
        if not milestone.what:
            return Refusal("priority-unclear", f"{where}, milestone {number}: say what will be seen by then.")
        if day_of(milestone.day) is None:
            return Refusal("priority-unclear", f"{where}, milestone {number}: {_no_date(milestone.day)}")
    return None


def day_of(typed: str) -> date | None:
    """The day that was typed; None when it is none."""
    try:
        day: date | None = Day(required=False).clean(typed)
    except ValidationError:
        return None
    return day


def _no_date(typed: str) -> str:
    said = f"“{typed}” is not a date" if typed else "it has no date"
    return f"{said}. Write it as in 29 April 2026."
