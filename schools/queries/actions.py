"""What a school has agreed to do: still open, or done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from kit import clock
from kit.refusals import Refusal
from schools.action_rules import may_keep_actions
from schools.models import Action, Person, School


@dataclass(frozen=True)
class ActionsPage:
    """``rows`` are the open actions, soonest first, or those done, latest first."""

    school: School
    showing: str
    rows: QuerySet[Action]
    open: int
    overdue: int
    done: int
    may_keep: Refusal | None


def actions_page(school: School, user: Person, *, done: bool = False) -> ActionsPage:
    """:param done: whether to show what is done instead of what is open."""
    mine = Action.objects.visible_to(user).filter(school=school)
    is_open = Q(done_on__isnull=True)
    counts = mine.aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(due_on__lt=clock.today())),
        done=Count("pk", filter=~is_open),
    )
    rows = mine.exclude(is_open).order_by("-done_on", "-pk") if done else mine.open()
    return ActionsPage(
        school=school,
        showing="done" if done else "open",
        rows=rows,
        may_keep=may_keep_actions(user, school),
        **counts,
    )
