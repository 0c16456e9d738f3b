"""A school's improvement plan: written by the school as a draft, submitted, withdrawn, taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from kit.saving import Conflict, save_if_unchanged
from kit.text import printable
from riskmatrix.services.self_evaluation import people_in
from schools import audit
from schools.models import AcademicYear, Person, School
from support import rules_plans as rules
from support.models import ImprovementPlan, PlanPriority, PlanStep
from support.plan_spec import plan_format
from support.plan_text import Look, PriorityText, clean_schedule
from support.queries.plan_words import criteria_of, in_words, priorities_of
from support.queries.present import with_role
from support.services.telling import tell_people

WHY_LIMIT = 500
Status = ImprovementPlan.Status


@transaction.atomic
def begin(*, school: School, year: AcademicYear, by: Person) -> ImprovementPlan:
    """The school's plan for ``year``, begun when there is none; beginning twice changes nothing.

    :raises Refused: ``not-yours``, ``other-trust``, ``year-over``.
    """
    require(rules.may_begin(by, school, year))
    plan, is_new = ImprovementPlan.objects.get_or_create(school=school, year=year, defaults={"saved_by": by})
    if is_new:
        audit.record(by=by, verb="began improvement plan", thing=plan, school=school)
    return plan


@transaction.atomic
def add_priority(*, plan: ImprovementPlan, by: Person) -> PlanPriority:
    """Add an empty priority at the end.

    :raises Refused: ``not-yours``, ``submitted``, ``in-force``, ``too-many``.
    """
    plan = locked(plan)
    numbers = list(plan.priorities.values_list("number", "is_out"))
    require(rules.may_add_priority(by, plan, sum(not is_out for _, is_out in numbers)))
    number = max((each for each, _ in numbers), default=0) + 1
    row = PlanPriority.objects.create(plan=plan, number=number, saved_by=by)
    audit.record(
        by=by, verb="added priority", thing=plan, school=plan.school, after={"number": number}
    )  # fmt: skip
    return row


@transaction.atomic
def save_priority(*, priority: PlanPriority, text: PriorityText, version: int, by: Person) -> PlanPriority:
    """Keep what a priority of the draft says, dates as they were typed.

    An objective keeps its code where it is one of this priority's; any other gets a new one.

    :param version: the one the person's page showed.
    :raises Refused: ``not-yours``, ``submitted``, ``in-force``, ``taken-out``, ``too-long``, ``too-many``,
        ``not-here``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile; nothing is written.
    """
    plan = locked(priority.plan)
    require(rules.may_write(by, plan))
    row = PlanPriority.objects.select_related("saved_by").get(pk=priority.pk)
    require(_is_there(row))
    if row.version != version:
        raise Conflict(row)
    before = row.draft
    text = text.cleaned(printable, plan_format())
    require(_is_few(text))
    known = {code for code, _ in criteria_of(plan.school)} | set(before.criteria)
    if not set(text.criteria) <= known:
        require(Refusal("not-here", "Choose among the criteria shown."))
    text, given = _with_codes(row, text)
    if text == before:
        return row
    save_if_unchanged(
        row, version=version, text=text.as_stored(), codes_given=given, saved_by=by, saved_at=clock.now()
    )
    audit.record_typing(
        by=by, verb="wrote priority", thing=row, school=plan.school,
        before={"number": row.number, **before.as_stored()}, after={"number": row.number, **text.as_stored()},
    )  # fmt: skip
    return row


@transaction.atomic
def take_out(*, priority: PlanPriority, version: int, by: Person) -> PlanPriority:
    """Take a priority out of the draft. What was approved of it stays in the versions, and its actions go on.

    :raises Refused: ``not-yours``, ``submitted``, ``in-force``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile.
    """
    plan = locked(priority.plan)
    require(rules.may_write(by, plan))
    row = PlanPriority.objects.get(pk=priority.pk)
    if row.is_out:
        return row
    save_if_unchanged(row, version=version, is_out=True, saved_by=by, saved_at=clock.now())
    audit.record(
        by=by, verb="took out priority", thing=plan, school=plan.school,
        before={"number": row.number, **row.draft.as_stored()},
    )  # fmt: skip
    return row


@transaction.atomic
def save_schedule(
    *, plan: ImprovementPlan, looks: Sequence[Look], version: int, by: Person
) -> ImprovementPlan:
    """Keep the monitoring and evaluation schedule of the draft.

    :raises Refused: ``not-yours``, ``submitted``, ``in-force``, ``too-long``, ``too-many``.
    :raises kit.saving.Conflict: when somebody else saved it or moved the plan on meanwhile.
    """
    plan = locked(plan)
    require(rules.may_write(by, plan))
    if plan.version != version:
        raise Conflict(plan)
    found = [asdict(each) for each in clean_schedule(looks, printable, plan_format())]
    require(_fits("schedule", len(found)))
    if found == plan.schedule:
        return plan
    before = plan.schedule
    save_if_unchanged(plan, version=version, schedule=found, saved_by=by, saved_at=clock.now())
    audit.record_typing(
        by=by, verb="wrote schedule", thing=plan, school=plan.school,
        before={"schedule": before}, after={"schedule": found},
    )  # fmt: skip
    return plan


@transaction.atomic
def submit(*, plan: ImprovementPlan, why: str, version: int, by: Person) -> ImprovementPlan:
    """Hand the draft to the one who assures its quality, who is told.

    :param why: what is different from the version in force; not asked for with the first one.
    :raises Refused: ``not-yours``, ``submitted``, ``in-force``, ``no-priority``, ``priority-unclear``, ``no-schedule``,
        ``schedule-unclear``, ``unchanged``, ``reason-missing``, ``too-long``.
    :raises kit.saving.Conflict: when somebody changed the schedule or moved the plan on meanwhile.
    """
    plan = locked(plan)
    require(rules.may_submit(by, plan))
    priorities, criteria = priorities_of(plan), criteria_of(plan.school)
    said = [(each.draft, bool(each.actions.all())) for each in priorities]
    require(rules.is_complete(said, plan.looks, has_criteria=bool(criteria)))
    why = " ".join(printable(why, WHY_LIMIT).split())
    last = plan.versions.first()
    if last is not None and last.content == in_words(plan, priorities, criteria):
        require(Refusal("unchanged", "Nothing differs from the version in force."))
    if last is not None and not why:
        require(Refusal("reason-missing", "Say in a sentence what is different from the version in force."))
    move(plan, Status.SUBMITTED, "submitted", version=version, note=why, by=by, why=why if last else "")
    tell_people(
        people_in({plan_format().quality_assured_by}, plan.school),
        key=f"plan-submitted:{plan.pk}:{plan.version}",
        subject=f"{plan.school} has submitted its improvement plan",
        body=f"{by} has submitted the School Improvement Plan {plan.year} of {plan.school}.",
        link=plan.get_absolute_url(),
    )
    return plan


@transaction.atomic
def withdraw(*, plan: ImprovementPlan, version: int, by: Person) -> ImprovementPlan:
    """Take back what was submitted and not approved yet.

    :raises Refused: ``not-yours``, ``not-submitted``.
    """
    plan = locked(plan)
    require(rules.may_withdraw(by, plan))
    return move(plan, Status.DRAFT, "withdrew", version=version, by=by)


@transaction.atomic
def revise(*, plan: ImprovementPlan, version: int, by: Person) -> ImprovementPlan:
    """Begin another version. The approved one stays in force, and readable, until the next is approved.

    :raises Refused: ``not-yours``, ``not-in-force``.
    """
    plan = locked(plan)
    require(rules.may_revise(by, plan))
    return move(plan, Status.DRAFT, "began another version of", version=version, by=by)


def move(
    plan: ImprovementPlan, to: str, verb: str, *, version: int, by: Person, note: str = "", **more: str
) -> ImprovementPlan:
    """One step of a plan, written down as what happened to it."""
    before = plan.status
    save_if_unchanged(plan, version=version, status=to, saved_by=by, saved_at=clock.now(), **more)
    step(plan, verb, note=note, by=by, before=before)
    return plan


def step(plan: ImprovementPlan, verb: str, *, by: Person, note: str = "", before: str = "") -> PlanStep:
    made = PlanStep.objects.create(
        plan=plan, verb=verb, note=note, by=by, by_title=with_role(by).title, at=clock.now()
    )
    audit.record(
        by=by, verb=f"{verb} improvement plan", thing=plan, school=plan.school,
        before={"status": before} if before else None, after={"status": plan.status, "note": note},
    )  # fmt: skip
    return made


def locked(plan: ImprovementPlan) -> ImprovementPlan:
    """The plan as it stands, held until the transaction ends."""
    rows = ImprovementPlan.objects.select_for_update(of=("self",)).select_related(
        "school__trust", "year", "saved_by"
    )
    return rows.get(pk=plan.pk)


def _is_there(row: PlanPriority) -> Refusal | None:
    return (
        Refusal("taken-out", "Somebody took this priority out of the plan meanwhile.") if row.is_out else None
    )


def _is_few(text: PriorityText) -> Refusal | None:
    return (
        _fits("objectives", len(text.objectives))
        or _fits("actions", len(text.actions))
        or _fits("milestones", len(text.milestones))
    )


def _fits(part: str, number: int) -> Refusal | None:
    found = plan_format().part(part)
    if number <= found.most:
        return None
    return Refusal("too-many", f"{found.title}: {found.most} lines at the most, and there are {number}.")


def _with_codes(row: PlanPriority, text: PriorityText) -> tuple[PriorityText, int]:
    """Codes that are this priority's stay, once each; the others are given anew."""
    mine = {each.code for each in row.draft.objectives}
    seen: set[str] = set()
    kept = []
    for each in text.objectives:
        code = each.code if each.code in mine - seen else ""
        seen.add(code)
        kept.append(replace(each, code=code))
    return replace(text, objectives=tuple(kept)).coded(str(row.number), row.codes_given)
