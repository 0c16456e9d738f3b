"""Quality assurance of improvement plans: comments, a return with a reason, the approval; and progress judged."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.saving import Conflict
from kit.text import printable
from riskmatrix.services.self_evaluation import headteachers
from schools import audit
from schools.models import Person
from schools.services import actions
from schools.services.actions import ActionText
from support import rules_plans as rules
from support.models import ImprovementPlan, PlanPriority, PlanProgress, PlanStep, PlanVersion
from support.plan_spec import plan_format
from support.queries.plan_words import criteria_of, in_words, objectives_in, priorities_of
from support.queries.present import with_role
from support.services.plans import Status, locked, move, step
from support.services.telling import tell_people

NOTE_LIMIT = 3_000
SENTENCE_LIMIT = 500


@transaction.atomic
def comment(*, plan: ImprovementPlan, note: str, by: Person) -> PlanStep:
    """Comment on what was submitted; the headteacher is told, and the plan stays submitted.

    :raises Refused: ``not-yours``, ``own-school``, ``not-submitted``, ``empty``, ``too-long``.
    """
    plan = locked(plan)
    require(rules.may_assure(by, plan))
    note = _said(note, "Write your comment.")
    made = step(plan, "commented on", note=note, by=by)
    _tell(plan, f"comment-{made.pk}", f"{by} has commented on your improvement plan", note)
    return made


@transaction.atomic
def give_back(*, plan: ImprovementPlan, note: str, version: int, by: Person) -> ImprovementPlan:
    """Return the plan to the school with a reason; it is a draft again.

    :raises Refused: ``not-yours``, ``own-school``, ``not-submitted``, ``empty``, ``too-long``.
    :raises kit.saving.Conflict: when the plan was moved on meanwhile.
    """
    plan = locked(plan)
    require(rules.may_assure(by, plan))
    note = _said(note, "Give the reason, so that the school knows what to change.")
    move(plan, Status.DRAFT, "returned", version=version, note=note, by=by)
    _tell(plan, f"returned-{plan.version}", "Your improvement plan is returned", note)
    return plan


@transaction.atomic
def approve(*, plan: ImprovementPlan, version: int, note: str = "", by: Person) -> PlanVersion:
    """Approve what was submitted: it is in force as the next version, and its actions join the school's.

    :raises Refused: ``not-yours``, ``own-school``, ``not-submitted``, ``too-long``.
    :raises kit.saving.Conflict: when the plan was moved on since the person's page was made.
    """
    plan = locked(plan)
    require(rules.may_assure(by, plan))
    if plan.version != version:
        raise Conflict(plan)
    note = printable(note, NOTE_LIMIT).strip()
    for priority in priorities_of(plan):
        _take_up_actions(plan, priority, by)
    content = in_words(plan, priorities_of(plan), criteria_of(plan.school))
    last = plan.versions.first()
    number = last.number + 1 if last else 1
    made = PlanVersion.objects.create(
        plan=plan,
        number=number,
        content=content,
        why=plan.why,
        by=by,
        by_title=with_role(by).title,
        at=clock.now(),
    )
    move(plan, Status.APPROVED, "approved", version=version, note=note, by=by, why="")
    _tell(plan, f"approved-{number}", "Your improvement plan is approved and in force", note)
    return made


@transaction.atomic
def judge(
    *, plan: ImprovementPlan, objective: str, judgement: str, sentence: str, by: Person
) -> PlanProgress:
    """Judge the progress of an objective of the version in force. The latest stands, earlier ones stay.

    :param judgement: a code of the format's words of progress.
    :raises Refused: ``not-yours``, ``not-approved``, ``no-objective``, ``no-judgement``, ``no-sentence``, ``too-long``.
    """
    plan = locked(plan)
    require(rules.may_judge_progress(by, plan))
    version = plan.versions.first()
    if version is None or objective not in objectives_in(version.content):
        require(Refusal("no-objective", "The version in force has no such objective."))
    word = plan_format().judgement(judgement)
    if word is None:
        raise Refused(Refusal("no-judgement", "Choose how the objective stands."))
    sentence = " ".join(printable(sentence, SENTENCE_LIMIT).split())
    if not sentence:
        require(Refusal("no-sentence", "Write a sentence that says why."))
    last = plan.progress.filter(objective=objective).first()
    if last and (last.judgement, last.sentence, last.by_id) == (judgement, sentence, by.pk):  # pressed twice
        return last
    made = PlanProgress.objects.create(
        plan=plan, objective=objective, judgement=judgement, judgement_title=word.title, sentence=sentence, by=by,
        by_title=with_role(by).title, at=clock.now(),
    )  # fmt: skip
    audit.record(
        by=by, verb="judged progress", thing=plan, school=plan.school,
        before={"judgement": last.judgement, "sentence": last.sentence} if last else None,
        after={"objective": objective, "judgement": judgement, "sentence": sentence},
    )  # fmt: skip
    return made


def _take_up_actions(plan: ImprovementPlan, priority: PlanPriority, by: Person) -> None:
    """The lines of the draft become actions of the school; the draft keeps none of them."""
    draft = priority.draft
    origin = f"School Improvement Plan {plan.year}: {draft.title}"
    url = f"{plan.get_absolute_url()}#priority-{priority.number}"
    made = [
        actions.add(
            school=plan.school,
            text=ActionText(each.what, each.owner, rules.day_of(each.due_on), support=each.support),
            origin=origin,
            origin_url=url,
            by=by,
        )
        for each in draft.actions
    ]
    priority.actions.add(*made)
    text = replace(draft, actions=()).as_stored()
    PlanPriority.objects.filter(pk=priority.pk).update(text=text, version=priority.version + 1)


def _said(note: str, remedy: str) -> str:
    note = printable(note, NOTE_LIMIT).strip()
    if not note:
        require(Refusal("empty", remedy))
    return note


def _tell(plan: ImprovementPlan, key: str, subject: str, note: str) -> None:
    said = f"School Improvement Plan {plan.year}, {plan.school}."
    tell_people(
        headteachers(plan.school),
        key=f"plan:{plan.pk}:{key}",
        subject=subject,
        body=f"{said}\n\n{note}" if note else said,
        link=plan.get_absolute_url(),
    )
