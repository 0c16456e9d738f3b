"""What needs a school's leaders next: one line for each thing whose turn is theirs."""

from __future__ import annotations

from django.urls import reverse

from governance.queries.task import Task, and_more, of_turns
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation
from riskmatrix.queries.answers_waiting import answers_waiting
from riskmatrix.queries.first_look import to_look_at
from riskmatrix.queries.teamwork import my_parts
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import Action, Person, School, Term
from support.queries.help_work import requests_to_answer
from support.queries.initiatives import initiative_turns
from support.queries.plan_list import rapid_plans_due, returned_plan
from support.queries.reviews import findings_to_settle


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
        found += of_turns(findings_to_settle(user, school), "reviews to settle", "schools")
    if has_anywhere(user, Permission.EDIT_SELF_EVALUATION):
        found += of_turns(initiative_turns(user, school), "initiatives to settle a stage of", "initiatives")
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
    ]


def _to_help(user: Person, school: School) -> list[Task]:
    """Other schools ask for what this one offers, and wait for the head's answer."""
    waiting = requests_to_answer(user, school)
    return [
        Task(f"Answer {row.school}, who asks for help", row.offer.area_title, row.get_absolute_url())
        for row in waiting[:5]
    ] + and_more(len(waiting), 5, "schools to answer", "helping", school.urn)


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
