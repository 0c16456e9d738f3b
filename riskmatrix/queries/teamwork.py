"""Who in the school has which criterion in hand, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Q

from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL
from riskmatrix.models import Assignment, Comment, Criterion, Evaluation, Rating
from riskmatrix.rules_filling_in import fills_in
from riskmatrix.spec import CriterionSpec
from schools.access.permissions import Permission
from schools.access.roles import Reach, roles_with
from schools.models import Person, Post, School

NO_POST = "no post here today"
MAY_FILL_IN = sorted(
    role for role in roles_with(Permission.EDIT_SELF_EVALUATION) if role.reach is Reach.SCHOOL
)


@dataclass(frozen=True)
class InHand:
    """A criterion in somebody's hands. ``role`` is their post at the school, or that they hold none any more.

    :param due_on: the day the part is due; that of the whole where none was set.
    """

    assignment: Assignment
    person: Person
    role: str
    due_on: date | None
    is_mine: bool


@dataclass(frozen=True)
class Teamwork:
    """How a school shares one self-evaluation; empty for everybody who does not fill it in."""

    in_hand: dict[str, InHand] = field(default_factory=dict)
    open_comments: dict[str, int] = field(default_factory=dict)
    is_ours: bool = False


def own_people(school: School) -> dict[int, tuple[Person, str]]:
    """Those who fill in the school's self-evaluation today, each with the title of their first post, by id."""
    posts = (
        Post.objects.current()
        .filter(role__in=MAY_FILL_IN, trust=school.trust_id, schools=school)
        .select_related("person")
        .order_by("person__name", "starts_on", "pk")
    )
    found: dict[int, tuple[Person, str]] = {}
    for post in posts:
        found.setdefault(post.person_id, (post.person, post.title))
    return found


class OwnPeople:
    """The same people, read when the first of them is to be named."""

    def __init__(self, school: School) -> None:
        self.school = school

    @cached_property
    def by_id(self) -> dict[int, tuple[Person, str]]:
        return own_people(self.school)

    def role_of(self, person: Person) -> str:
        """Their post at the school, or that they hold none any more."""
        _, role = self.by_id.get(person.pk, (person, NO_POST))
        return role


def teamwork_of(
    evaluation: Evaluation,
    user: Person,
    people: OwnPeople | None = None,
    open_comments: dict[str, int] | None = None,
) -> Teamwork:
    """By the criterion's code, in three queries; none for somebody of the trust, who is not told.

    :param open_comments: how many are open, by the criterion's code, where they are read already.
    """
    if not fills_in(user, evaluation.school):
        return Teamwork()
    people = people or OwnPeople(evaluation.school)
    rows = Assignment.objects.visible_to(user).filter(evaluation=evaluation)
    rows = rows.select_related("criterion", "person").only("due_on", "criterion__code", "person__name")
    return Teamwork(
        in_hand={row.criterion.code: in_hand(row, evaluation, user, people) for row in rows},
        open_comments=_open_comments(evaluation, user) if open_comments is None else open_comments,
        is_ours=True,
    )


def _open_comments(evaluation: Evaluation, user: Person) -> dict[str, int]:
    waiting = Comment.objects.visible_to(user).open().filter(evaluation=evaluation)
    counted = waiting.values("kpi__criterion__code").order_by().annotate(number=Count("pk"))
    return {row["kpi__criterion__code"]: row["number"] for row in counted}


def in_hand(row: Assignment, evaluation: Evaluation, user: Person, people: OwnPeople) -> InHand:
    due = row.due_on or evaluation.term.self_evaluation_due
    return InHand(row, row.person, people.role_of(row.person), due, row.person_id == user.pk)


@dataclass(frozen=True)
class WorkRow:
    """One criterion on the page of the work: how far it is, whose it is, what is still to be settled."""

    spec: CriterionSpec
    done: int
    total: int
    in_hand: InHand | None
    open_comments: int


def work_of(evaluation: Evaluation, user: Person) -> list[WorkRow]:
    """Every criterion in the framework's order, in four queries."""
    team = teamwork_of(evaluation, user)
    answered = Q(step__isnull=False) | Q(not_applicable=True)
    counts = {
        row["kpi__criterion__code"]: row
        for row in evaluation.ratings.filter(kind=Rating.Kind.SELF)
        .values("kpi__criterion__code")
        .order_by()
        .annotate(done=Count("pk", filter=answered), total=Count("pk"))
    }
    return [
        WorkRow(
            spec,
            counts[spec.code]["done"],
            counts[spec.code]["total"],
            team.in_hand.get(spec.code),
            team.open_comments.get(spec.code, 0),
        )
        for spec in evaluation.framework.spec.criteria
    ]


@dataclass(frozen=True)
class MyPart:
    """A criterion that waits for somebody, and how far along it is."""

    criterion: Criterion
    due_on: date | None
    done: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.done == self.total


def my_parts(user: Person, evaluation: Evaluation) -> list[MyPart]:
    """What ``user`` was given of an evaluation that is with the school, what is due first at the top; one query."""
    if evaluation.status not in EDITABLE_BY_SCHOOL:
        return []
    own = Q(criterion__kpis__ratings__evaluation=evaluation, criterion__kpis__ratings__kind=Rating.Kind.SELF)
    answered = Q(criterion__kpis__ratings__step__isnull=False) | Q(
        criterion__kpis__ratings__not_applicable=True
    )
    rows = (
        Assignment.objects.visible_to(user)
        .filter(evaluation=evaluation, person=user)
        .select_related("criterion", "evaluation__term")
        .annotate(
            done=Count("criterion__kpis__ratings", filter=own & answered, distinct=True),
            total=Count("criterion__kpis__ratings", filter=own, distinct=True),
        )
    )
    parts = [
        MyPart(row.criterion, row.due_on or row.evaluation.term.self_evaluation_due, row.done, row.total)  # type: ignore[attr-defined]
        for row in rows
    ]
    return sorted(parts, key=lambda part: (part.due_on or date.max, part.criterion.position))


def titled(people: Iterable[tuple[Person, str]]) -> list[tuple[str, str]]:
    """People as the choices of a form: “Dev Patel, deputy headteacher”."""
    return [(str(person.pk), f"{person}, {_lower(title)}") for person, title in people]


def _lower(title: str) -> str:
    return title if title[1:2].isupper() else f"{title[0].lower()}{title[1:]}"
