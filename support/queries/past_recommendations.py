"""Every agreed term of a trust's schools, with what was recommended and decided by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from riskmatrix.models import Evaluation
from schools.models import School
from support.models import Decision
from support.queries.recommendation import Answers, agreed_answers


@dataclass(frozen=True)
class PastTerm:
    """One agreed term of a school; ``decided`` is the last decision by it for each strand."""

    evaluation: Evaluation
    answers: Answers
    decided: dict[str, Decision]


def past_terms(schools: Collection[School]) -> Iterator[PastTerm]:
    """Each school’s agreed terms, the oldest first. A fixed number of queries, however many terms there are."""
    evaluations = (
        Evaluation.objects.moderated()
        .filter(school__in=schools)
        .select_related("school", "term__year")
        .prefetch_related("framework")
        .order_by("school__name", "school", "term__starts_on")
    )
    rows = Decision.objects.filter(school__in=schools).in_order().prefetch_related("offer")
    decided: dict[int, dict[str, Decision]] = {}
    for decision in rows:
        decided.setdefault(decision.evaluation_id, {})[decision.strand] = decision
    for evaluation, answers in agreed_answers(evaluations):
        yield PastTerm(evaluation, answers, decided.get(evaluation.pk, {}))
