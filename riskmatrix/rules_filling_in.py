"""Who shares out a self-evaluation, and who talks about it: the school's own people, while it is at work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kit import clock
from kit.refusals import Refusal
from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL, Status
from riskmatrix.models import Evaluation
from riskmatrix.rules import NOT_YOURS
from schools.access.checks import has, works_at
from schools.access.permissions import Permission
from schools.models import Person, School


def fills_in(user: Person, school: School) -> bool:
    """Whether ``user`` belongs to the school and fills in its self-evaluation; nobody of the trust does."""
    return has(user, Permission.EDIT_SELF_EVALUATION, school) and works_at(user, school)


def may_share_out(user: Person, evaluation: Evaluation) -> Refusal | None:
    """Whether ``user`` hands criteria to others: whoever submits, for as long as the school can change it."""
    school = evaluation.school
    if not (has(user, Permission.SUBMIT_SELF_EVALUATION, school) and works_at(user, school)):
        return Refusal("not-yours", "The headteacher shares out the work.")
    if Status(evaluation.status) not in EDITABLE_BY_SCHOOL:
        return Refusal("not-editable", f"There is nothing to share out. {evaluation.standing}")
    return None


def may_have(person: Person, own_people: Collection[int]) -> Refusal | None:
    """:param own_people: the ids of those who fill in this school's self-evaluation today."""
    if person.pk in own_people:
        return None
    return Refusal("not-one-of-us", f"{person} has no post today in which to fill in this self-evaluation.")


def may_be_due(day: date | None, evaluation: Evaluation) -> Refusal | None:
    """A part is done before the whole is handed in, and not yesterday."""
    if day is None:
        return None
    if day < clock.today():
        return Refusal("in-the-past", "This day is over. Choose a later one.")
    whole = evaluation.term.self_evaluation_due
    if whole is not None and clock.today() <= whole < day:
        return Refusal(
            "after-the-whole", f"The whole is due on {whole:%A %-d %B %Y}; a part of it cannot be due later."
        )
    return None


def may_talk(user: Person, evaluation: Evaluation) -> Refusal | None:
    """Whether ``user`` may write and settle comments: the school's own people, until the ratings are agreed."""
    if not fills_in(user, evaluation.school):
        return NOT_YOURS
    if evaluation.is_moderated:
        return Refusal("talk-is-over", "The ratings of this term are agreed, so the talk about them is over.")
    return None
