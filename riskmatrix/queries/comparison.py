"""One KPI across the schools of a term, for a moderator who wants to judge alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from riskmatrix.lifecycle import TURN, Status, Turn
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.blind import WITHHELD, blind_strands, is_withheld
from riskmatrix.queries.steps import Shown, shown, steps_of
from riskmatrix.spec import CriterionSpec, KpiSpec
from schools.access.permissions import Permission
from schools.models import Person, School, Term


@dataclass(frozen=True)
class ComparedSchool:
    """A school's judgements of the KPI. A school still at work on it shows none; one that this person rates blind
    does not show its own before they have rated it. ``nothing`` says why there is no judgement at all.
    """

    school: School
    evaluation: Evaluation | None
    own: Shown = "unrated"
    moderated: Shown = "unrated"
    commentary: str = ""
    reason: str = ""
    nothing: str = ""


@dataclass(frozen=True)
class Comparison:
    term: Term
    criterion: CriterionSpec
    kpi: KpiSpec
    schools: tuple[ComparedSchool, ...]


def comparison(term: Term, kpi: str, user: Person) -> Comparison:
    """Schools in which ``user`` moderates, in alphabetical order.

    :raises Http404: when no evaluation of the term has such a KPI.
    """
    evaluations = {
        row.school_id: row
        for row in Evaluation.objects.visible_to(user, Permission.MODERATE)
        .filter(term=term)
        .select_related("framework", "school")
        .prefetch_related("parts")
    }
    specs = {
        (c.code, k.code): (c, k)
        for row in evaluations.values()
        for c, k in row.framework.spec.kpis()
        if k.code == kpi
    }
    if not specs:
        raise Http404
    criterion, spec = next(iter(specs.values()))
    ratings: dict[int, dict[str, Rating]] = {}
    rows = Rating.objects.filter(evaluation__in=list(evaluations.values()), kpi__code=kpi)
    for rating in rows.select_related("step"):
        ratings.setdefault(rating.evaluation_id, {})[rating.kind] = rating
    schools = School.objects.visible_to(user, Permission.MODERATE).filter(trust=term.year.trust_id).open()
    compared = tuple(_compared(school, evaluations.get(school.pk), ratings, user, kpi) for school in schools)
    return Comparison(term, criterion, spec, compared)


def _compared(
    school: School,
    evaluation: Evaluation | None,
    ratings: dict[int, dict[str, Rating]],
    user: Person,
    kpi: str,
) -> ComparedSchool:
    if evaluation is None or TURN[Status(evaluation.status)] is Turn.SCHOOL:
        return ComparedSchool(school, evaluation, nothing="Not submitted yet")
    strand = next((c.moderated_by for c, k in evaluation.framework.spec.kpis() if k.code == kpi), None)
    if strand is None:
        told = f"Rated by version {evaluation.framework.version}, which has no such KPI"
        return ComparedSchool(school, evaluation, nothing=told)
    steps = steps_of(evaluation.framework.spec)
    kinds = ratings.get(evaluation.pk, {})
    own, moderated = kinds.get(Rating.Kind.SELF), kinds.get(Rating.Kind.MODERATED)
    withheld = is_withheld(strand, blind_strands(user, evaluation), moderated)
    return ComparedSchool(
        school,
        evaluation,
        WITHHELD if withheld else shown(own, steps),
        shown(moderated, steps),
        own.commentary if own else "",
        moderated.commentary if moderated else "",
    )
