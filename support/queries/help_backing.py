"""Which areas the agreed ratings and the categories of schools back, for any number of schools at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kit.refusals import Refusal
from riskmatrix.queries.agreed import AgreedCriterion, AgreedMatrix
from riskmatrix.queries.matrix import agreed_matrices, latest_moderated
from schools.models import School
from support import spec
from support.models import Decision, HelpOffer, Offer
from support.queries.categories import standing_decisions
from support.rules_helping import Backing, is_low

Backings = dict[int, dict[str, Backing]]


def backings(schools: Iterable[School]) -> Backings:
    """By school id and criterion, from each school's latest agreed ratings; a school without any has none.

    Only what moderation has finished counts: a self-evaluation, or ratings that wait for an answer, back nothing.
    Five queries and one more for each trust, however many schools.
    """
    wanted = list(schools)
    evaluations = latest_moderated(wanted)
    matrices = agreed_matrices(evaluations.values())
    decisions = standing_decisions(wanted)
    offers = {trust: Offer.objects.in_force(trust) for trust in {school.trust_id for school in wanted}}
    return {
        school.pk: _of(
            matrices[evaluations[school.pk].pk], offers[school.trust_id], decisions.get(school.pk, {})
        )
        if school.pk in evaluations
        else {}
        for school in wanted
    }


def backing_of(offer: HelpOffer) -> Backing | None:
    """That of one offer today; None where nothing is agreed in its area."""
    return backings([offer.school])[offer.school_id].get(offer.area)


def _of(matrix: AgreedMatrix, offer: Offer | None, decisions: Mapping[str, Decision]) -> dict[str, Backing]:
    return {
        criterion.spec.code: Backing(
            criterion.spec.code, criterion.spec.title, matrix.evaluation, criterion.level,
            _category_helps(criterion, offer, decisions) or is_low(criterion.level, criterion.spec.title),
        )
        for criterion in matrix.criteria
    }  # fmt: skip


def _category_helps(
    criterion: AgreedCriterion, offer: Offer | None, decisions: Mapping[str, Decision]
) -> Refusal | None:
    """Whether the school's category helps others in every strand that the criterion feeds, by the offer in force."""
    if offer is None:
        return Refusal("no-offer", "The trust has not published its offer of support yet.")
    for strand in offer.spec.strands:
        if strand.code not in criterion.spec.strands:
            continue
        decision = decisions.get(strand.code)
        if decision is None:
            return Refusal("no-category", f"The school has no {strand.title.lower()} category yet.")
        if not any(each.code == decision.category and each.helps_others for each in strand.categories):
            return _does_not_help(strand, decision)
    return None


def _does_not_help(strand: spec.Strand, decision: Decision) -> Refusal:
    helping = [each.title for each in strand.categories if each.helps_others]
    said = f"Schools in {' or '.join(helping)} help others" if helping else "No category helps others"
    return Refusal(
        "category-does-not-help",
        f"The {strand.title.lower()} category is {decision.category_title}. {said} by the trust’s offer.",
    )
