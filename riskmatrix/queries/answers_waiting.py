"""Whose word is awaited: moderated evaluations that a headteacher answers, a chief executive decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from riskmatrix import rules, rules_answers
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, Rating
from riskmatrix.models.evaluation import EvaluationQuerySet
from schools.access.permissions import Permission
from schools.models import Person


@dataclass(frozen=True)
class Awaited:
    """One evaluation, and of how many ratings its next step is about."""

    evaluation: Evaluation
    number: int

    @property
    def ratings(self) -> str:
        """“One rating”, “3 ratings”."""
        return "One rating" if self.number == 1 else f"{self.number} ratings"


def answers_waiting(user: Person) -> list[Awaited]:
    """What ``user`` answers as headteacher, the soonest due first. Two queries."""
    rows = Evaluation.objects.visible_to(user, Permission.SUBMIT_SELF_EVALUATION).filter(
        status=Status.ANSWERING
    )
    found = [row for row in _related(rows) if rules_answers.may_answer(user, row) is None]
    numbers = _differing(found)
    return [
        Awaited(row, numbers.get(row.pk, 0)) for row in sorted(found, key=lambda row: str(row.answer_due))
    ]


def disagreements_waiting(user: Person) -> list[Awaited]:
    """What ``user`` decides as chief executive, by school."""
    rows = Evaluation.objects.visible_to(user, Permission.SETTLE_DISAGREEMENT).filter(status=Status.DECIDING)
    counted = rows.annotate(disagreed=Count("responses", filter=Q(responses__agrees=False)))
    return [
        Awaited(row, row.disagreed)  # type: ignore[attr-defined]
        for row in _related(counted).order_by("school__name")
        if rules_answers.may_settle(user, row) is None
    ]


def being_answered(user: Person) -> list[Evaluation]:
    """What ``user`` has moderated a part of, and what the school has not settled yet; by school."""
    rows = _related(Evaluation.objects.visible_to(user, Permission.MODERATE).being_answered())
    return [row for row in rows.order_by("school__name") if rules.moderates(user, row)]


def _related(rows: EvaluationQuerySet) -> EvaluationQuerySet:
    return rows.select_related("school__trust", "term__year", "framework")


def _differing(evaluations: list[Evaluation]) -> dict[int, int]:
    """How many moderated ratings are not the school's own, by evaluation id. One query."""
    own = Rating.objects.filter(evaluation=OuterRef("evaluation"), kpi=OuterRef("kpi"), kind=Rating.Kind.SELF)
    rows = Rating.objects.filter(evaluation__in=evaluations, kind=Rating.Kind.MODERATED).annotate(
        own_step=Subquery(own.values("step")), own_away=Subquery(own.values("not_applicable"))
    )
    numbers: dict[int, int] = {}
    for evaluation, *moderated_and_own in rows.values_list(
        "evaluation", "step", "not_applicable", "own_step", "own_away"
    ):
        if moderated_and_own[:2] != moderated_and_own[2:]:
            numbers[evaluation] = numbers.get(evaluation, 0) + 1
    return numbers
