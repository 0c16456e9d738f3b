"""In which category schools stand, and which decisions wait for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from riskmatrix.models import Evaluation
from riskmatrix.queries.matrix import latest_moderated
from schools.access.permissions import Permission
from schools.models import Person, School, Term
from support import rules
from support.models import Decision, Offer
from support.queries.recommendation import StrandRecommendation, recommendations_of


def standing_decisions(schools: Iterable[School], on: date | None = None) -> dict[int, dict[str, Decision]]:
    """The decision that stands by school id and strand; nothing where nobody has decided. Two queries.

    :param on: as it stood on that day; without, as it stands now.
    """
    rows = Decision.objects.filter(school__in=list(schools)).in_order()
    if on is not None:
        rows = rows.filter(starts_on__lte=on)
    standing: dict[int, dict[str, Decision]] = {}
    for row in rows.select_related("by", "evaluation__term__year").prefetch_related("offer"):
        standing.setdefault(row.school_id, {})[row.strand] = row
    return standing


@dataclass(frozen=True)
class Waiting:
    """One strand of one moderated evaluation that waits for somebody to confirm its category."""

    evaluation: Evaluation
    recommended: StrandRecommendation
    standing: Decision | None

    @property
    def school(self) -> School:
        return self.evaluation.school

    @property
    def strand(self) -> str:
        return self.recommended.strand.code

    @property
    def strand_title(self) -> str:
        return self.recommended.strand.title

    @property
    def detail(self) -> str:
        """“Recommended: Refine. Now: Sustain.”"""
        category = self.recommended.category
        said = f"Recommended: {category.title}." if category else "The portal cannot tell."
        now = f"Now: {self.standing.category_title}." if self.standing else "No category yet."
        return f"{said} {now}"


def decisions_waiting(user: Person, term: Term | None = None) -> list[Waiting]:
    """What ``user`` confirms and has not been decided yet, by school. For each school its latest moderated term.

    :param term: only evaluations of this term. The number of queries depends on neither schools nor strands.
    """
    schools = School.objects.visible_to(user, Permission.CONFIRM_CATEGORY).open().select_related("trust")
    evaluations = [
        evaluation
        for evaluation in latest_moderated(schools).values()
        if term is None or evaluation.term_id == term.pk
    ]
    decided = set(Decision.objects.filter(evaluation__in=evaluations).values_list("evaluation", "strand"))
    standing = standing_decisions([evaluation.school for evaluation in evaluations])
    waiting = [
        Waiting(evaluation, found, standing.get(evaluation.school_id, {}).get(found.strand.code))
        for offer in _offers_in_force({evaluation.school.trust_id for evaluation in evaluations})
        for evaluation, found in _recommended(offer, evaluations)
        if (evaluation.pk, found.strand.code) not in decided
        and rules.confirms(user, evaluation.school, found.strand) is None
    ]
    return sorted(waiting, key=lambda line: line.school.name)


def _recommended(
    offer: Offer, evaluations: list[Evaluation]
) -> Iterable[tuple[Evaluation, StrandRecommendation]]:
    of_trust = {each.pk: each for each in evaluations if each.school.trust_id == offer.trust_id}
    for pk, found in recommendations_of(of_trust.values(), offer).items():
        for each in found:
            yield of_trust[pk], each


def _offers_in_force(trusts: set[int]) -> list[Offer]:
    rows = Offer.objects.published().filter(trust__in=trusts).order_by("published_at", "pk")
    return list({offer.trust_id: offer for offer in rows}.values())
