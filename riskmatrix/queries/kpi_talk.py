"""What the school's own people said about a KPI. Nobody else is shown that there is anything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kit.refusals import Refusal
from riskmatrix.models import Comment, Evaluation
from riskmatrix.queries.teamwork import NO_POST, OwnPeople
from riskmatrix.rules_filling_in import fills_in, may_talk
from schools.models import Person


@dataclass(frozen=True)
class Spoken:
    """A comment with the posts of who wrote it and who settled it."""

    pk: int
    text: str
    by: Person
    role: str
    at: datetime
    settled_by: Person | None
    settled_role: str
    settled_at: datetime | None


@dataclass(frozen=True)
class KpiTalk:
    """The words among the school's own people, oldest first; ``may_talk`` is why no more can be said."""

    comments: tuple[Spoken, ...]
    may_talk: Refusal | None

    @property
    def standing(self) -> str:
        """Whether there is something to say: “open”, or “over” once the ratings are agreed."""
        if self.may_talk is None:
            return "open"
        return "over" if self.may_talk.code == "talk-is-over" else "not ours"

    @property
    def is_spoken(self) -> bool:
        """Whether anything has been said."""
        return bool(self.comments)

    @property
    def waiting(self) -> tuple[Spoken, ...]:
        return tuple(each for each in self.comments if each.settled_at is None)

    @property
    def settled(self) -> tuple[Spoken, ...]:
        return tuple(each for each in self.comments if each.settled_at is not None)


def talk_of(
    evaluation: Evaluation, user: Person, kpis: Collection[str], people: OwnPeople | None = None
) -> dict[str, KpiTalk]:
    """By KPI code, in two queries; nothing at all for somebody who does not fill in this self-evaluation."""
    if not fills_in(user, evaluation.school):
        return {}
    people = people or OwnPeople(evaluation.school)
    rows = (
        Comment.objects.visible_to(user)
        .filter(evaluation=evaluation, kpi__code__in=kpis)
        .select_related("kpi", "by", "resolved_by")
        .only("text", "at", "resolved_at", "kpi__code", "by__name", "resolved_by__name")
    )
    said: dict[str, list[Spoken]] = {code: [] for code in kpis}
    for row in rows:
        said[row.kpi.code].append(_spoken(row, people))
    refusal = may_talk(user, evaluation)
    return {
        code: KpiTalk(tuple(comments), refusal)
        for code, comments in said.items()
        if comments or refusal is None
    }


def _spoken(row: Comment, people: OwnPeople) -> Spoken:
    def role(person: Person | None) -> str:
        return people.role_of(person) if person else NO_POST

    return Spoken(
        row.pk, row.text, row.by, role(row.by), row.at, row.resolved_by, role(row.resolved_by), row.resolved_at
    )  # fmt: skip
