"""What needs me next: one line for each thing whose turn is this person's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from governance.models import Report
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation
from riskmatrix.queries.answers_waiting import answers_waiting, disagreements_waiting
from riskmatrix.queries.first_look import to_look_at
from riskmatrix.queries.moderation_queue import moderation_queue
from riskmatrix.queries.teamwork import my_parts
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import Action, Person, School, Term
from support.queries.appeals import appeals_waiting
from support.queries.categories import decisions_waiting
from support.queries.closing import closing_for
from support.queries.fulfilment import overdue_engagements
from support.queries.initiatives import initiative_turns
from support.queries.plan_list import plans_waiting, rapid_plans_due, returned_plan
from support.queries.reviews import Turn, findings_to_settle, review_turns
from support.queries.help_work import requests_to_answer
from support.queries.reviews_due import reviews_due


@dataclass(frozen=True)
class Task:
    title: str
    detail: str
    url: str
    due: date | None = None


def tasks_for(user: Person) -> tuple[Task, ...]:
    """In the order of the work: moderate, settle, decide, look at reports, keep promises."""
    found: list[Task] = []
    if has_anywhere(user, Permission.MODERATE):
        found += _to_moderate(user)
    if has_anywhere(user, Permission.SETTLE_DISAGREEMENT):
        found += _to_settle(user)
    if has_anywhere(user, Permission.CONFIRM_CATEGORY):
        found += _to_decide(user)
        found += _to_look_at_again(user)
    if has_anywhere(user, Permission.DECIDE_APPEAL):
        found += _to_decide_on_appeal(user)
    if has_anywhere(user, Permission.PREPARE_REPORT):
        found += _to_prepare_again(user)
        found += _to_issue(user)
    if has_anywhere(user, Permission.RECORD_ENGAGEMENT):
        found += _to_assure(user)
        found += _to_hold(user)
        found += _turns(review_turns(user), "reviews to look after", "schools")
        found += _turns(initiative_turns(user), "initiatives to settle a stage of", "initiatives")
        found += _to_hold(user) + _to_agree_a_day(user)
    return tuple(found)


def _to_moderate(user: Person) -> list[Task]:
    waiting = [row for row in moderation_queue(user) if row.my_parts]
    return [
        Task(
            f"Moderate {row.evaluation.school}",
            f"{row.moderated} of {row.total} KPIs moderated",
            reverse("moderation", args=[row.evaluation.pk]),
            row.evaluation.term.moderation_due,
        )
        for row in waiting[:5]
    ] + _rest(len(waiting), 5, "self-evaluations to moderate", "moderation_queue")


def _to_settle(user: Person) -> list[Task]:
    return [
        Task(
            f"Decide what {row.evaluation.school} disagrees with",
            f"{row.ratings}, {row.evaluation.term.in_a_sentence}",
            reverse("disagreements", args=[row.evaluation.pk]),
        )
        for row in disagreements_waiting(user)
    ]


def _to_decide(user: Person) -> list[Task]:
    waiting = decisions_waiting(user)
    return [
        Task(
            f"Confirm the {line.strand_title.lower()} category of {line.evaluation.school}",
            line.detail,
            reverse("decision", args=[line.evaluation.pk, line.strand]),
        )
        for line in waiting[:5]
    ] + _rest(len(waiting), 5, "categories to confirm", "decisions")


def _to_look_at_again(user: Person) -> list[Task]:
    due = reviews_due(user)
    return [
        Task(
            f"Look again at the {each.strand_spec.title.lower()} category of {each.school}",
            f"It is {each.category_title}",
            each.get_absolute_url(),
            each.review_on,
        )
        for each in due[:5]
    ] + _rest(len(due), 5, "categories to look at again", "decisions")


def _to_decide_on_appeal(user: Person) -> list[Task]:
    waiting = appeals_waiting(user)
    return [
        Task(
            f"Decide the appeal of {each.decision.school}",
            f"{each.decision.strand_spec.title}: {each.decision.category_title}",
            each.get_absolute_url(),
            each.answer_by,
        )
        for each in waiting[:5]
    ] + _rest(len(waiting), 5, "appeals to decide", "categories")


def _to_prepare_again(user: Person) -> list[Task]:
    """Reports that could not be prepared, until somebody has them taken up again or a later version exists."""
    later = Report.objects.filter(
        school=OuterRef("school"), term=OuterRef("term"), version__gt=OuterRef("version")
    )
    rows = Report.objects.visible_to(user).filter(~Exists(later), job_state=Report.JobState.FAILED)
    failed = list(rows.select_related("school", "term__year"))
    return [
        Task(f"The report of {row.school} could not be prepared", f"{row.term}", row.get_absolute_url())
        for row in failed[:5]
    ] + _rest(len(failed), 5, "reports that could not be prepared", "reports")


def _to_issue(user: Person) -> list[Task]:
    rows = Report.objects.visible_to(user).filter(issued_at=None, job_state=Report.JobState.DONE)
    waiting = [row for row in rows.select_related("school", "term__year")]
    return [
        Task(f"Look at the report of {row.school}", f"{row.term}, ready to issue", row.get_absolute_url())
        for row in waiting[:5]
    ] + _rest(len(waiting), 5, "reports to look at", "reports")


def _to_assure(user: Person) -> list[Task]:
    waiting = plans_waiting(user)
    return [
        Task(
            f"Read the improvement plan of {plan.school}",
            f"School Improvement Plan {plan.year}, submitted",
            reverse("plan_quality", args=[plan.pk]),
        )
        for plan in waiting[:5]
    ] + _rest(len(waiting), 5, "improvement plans to read", "improvement_plans")


def _to_hold(user: Person) -> list[Task]:
    late = overdue_engagements(user)
    if not late:
        return []
    number = "One engagement is" if len(late) == 1 else f"{len(late)} engagements are"
    first = late[0]
    return [
        Task(
            f"{number} overdue",
            f"The oldest: {first.label} at {first.school}",
            reverse("plan", args=[first.school.urn]),
            first.due_on,
        )
    ]


def _turns(turns: Sequence[Turn], what: str, name: str) -> list[Task]:
    shown = [Task(each.title, each.detail, each.url, each.due) for each in turns[:5]]
    return shown + _rest(len(turns), 5, what, name)


def _to_agree_a_day(user: Person) -> list[Task]:
    """What this person owes and what lapses unless somebody agrees a day soon."""
    closing = closing_for(user)
    if not closing:
        return []
    number = "One promise of yours" if len(closing) == 1 else f"{len(closing)} promises of yours"
    first = closing[0].due
    url = first.url if len(closing) == 1 else reverse("due")
    detail = f"{'' if len(closing) == 1 else 'The first: '}{first.label} at {first.school}, {closing[0].left}"
    return [Task(f"{number} may lapse: no day is agreed", detail, url, first.engagement.window_end)]


def _rest(number: int, shown: int, what: str, name: str) -> list[Task]:
    return [Task(f"{number - shown} more {what}", "", reverse(name))] if number > shown else []


def school_tasks(
    user: Person, school: School, evaluation: Evaluation | None, term: Term | None
) -> tuple[Task, ...]:
    """The turn of a school's leaders: a self-evaluation to mend or answer, their part of it, overdue actions."""
    found: list[Task] = []
    if has_anywhere(user, Permission.SUBMIT_SELF_EVALUATION):
        found += _to_answer(user, school.pk) + _to_look_at(user, school) + _to_help(user, school)
    if evaluation is not None and evaluation.status == Status.RETURNED:
        found.append(
            Task(
                "Look at the self-evaluation again",
                "The trust returned it with comments",
                evaluation.get_absolute_url(),
                term.self_evaluation_due if term else None,
            )
        )
    if evaluation is not None:
        found += _in_hand(user, evaluation)
    if has_anywhere(user, Permission.EDIT_SELF_EVALUATION):
        found += _to_plan(user, school)
    overdue = [
        action for action in Action.objects.visible_to(user).open().filter(school=school) if action.is_overdue
    ]
    if overdue:
        number = "One action is" if len(overdue) == 1 else f"{len(overdue)} actions are"
        only = len(overdue) == 1
        url = reverse("action", args=[overdue[0].pk]) if only else reverse("actions", args=[school.urn])
        found.append(Task(f"{number} overdue", overdue[0].what, url, overdue[0].due_on))
    if has_anywhere(user, Permission.KEEP_ACTIONS):
        found += _turns(findings_to_settle(user, school), "reviews to settle", "schools")
    if has_anywhere(user, Permission.EDIT_SELF_EVALUATION):
        found += _turns(initiative_turns(user, school), "initiatives to settle a stage of", "initiatives")
    return tuple(found)


def _to_answer(user: Person, school_id: int) -> list[Task]:
    return [
        Task(
            "Answer the moderated ratings",
            f"{row.ratings} of the {row.evaluation.term.in_a_sentence} moderated otherwise than yours",
            reverse("answers", args=[row.evaluation.pk]),
            row.evaluation.answer_due,
        )
        for row in answers_waiting(user)
        if row.evaluation.school_id == school_id
    ]


def _to_plan(user: Person, school: School) -> list[Task]:
    """An improvement plan that came back, a rapid plan to open or to review."""
    returned = returned_plan(user, school)
    found = (
        [
            Task(
                "Look at the improvement plan again",
                "It is returned with a reason",
                returned.get_absolute_url(),
            )
        ]
        if returned
        else []
    )
    return found + [
        Task(
            f"{'Review' if each.is_open else 'Open'} the Rapid Improvement Plan",
            each.label,
            each.get_absolute_url(),
            each.ends_on if each.is_open else None,
        )
        for each in rapid_plans_due(user, school)[:2]
def _to_help(user: Person, school: School) -> list[Task]:
    """Other schools ask for what this one offers, and wait for the head's answer."""
    return [
        Task(f"Answer {row.school}, who asks for help", row.offer.area_title, row.get_absolute_url())
        for row in requests_to_answer(user, school)
    ]


def _in_hand(user: Person, evaluation: Evaluation) -> list[Task]:
    """The criteria somebody was given and has not filled in yet."""
    return [
        Task(
            f"Your part: {part.criterion}",
            f"{part.done} of {part.total} KPIs rated",
            f"{evaluation.get_absolute_url()}?criterion={part.criterion.code}",
            part.due_on,
        )
        for part in my_parts(user, evaluation)
        if not part.is_done
    ]


def _to_look_at(user: Person, school: School) -> list[Task]:
    """The head sees first how the school's ratings compare with the moderators'."""
    waiting = to_look_at(user, school)
    if waiting is None:
        return []
    detail = f"The {waiting.term.in_a_sentence} is agreed. You see this before the trust does"
    return [Task("See how your ratings compare", detail, reverse("calibration", args=[school.urn]))]
