"""The agreed matrix of schools, scored: what pages above this app read (heat map, category, report)."""

from __future__ import annotations

from collections.abc import Iterable

from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.agreed import AgreedCriterion, AgreedKpi, AgreedMatrix
from riskmatrix.queries.outcomes import answers_of, outcome_shown, outcomes
from riskmatrix.queries.steps import Steps, moved_since, shown, steps_of
from riskmatrix.queries.term_before import TermBefore
from riskmatrix.queries.versions import Continuities, continuities
from riskmatrix.scoring import Outcome, ladder_of, ratings_of, score_strand
from riskmatrix.spec import CriterionSpec, KpiSpec
from schools.models import School, Term


def agreed_matrix(evaluation: Evaluation) -> AgreedMatrix:
    """The agreed matrix of one moderated evaluation beside that of the school's moderated term before.

    :raises ValueError: when moderation is not finished; nothing is agreed then.
    """
    if not evaluation.is_moderated:
        raise ValueError("Nothing is agreed before moderation is finished.")
    return agreed_matrices([evaluation])[evaluation.pk]


def agreed_matrices(evaluations: Iterable[Evaluation]) -> dict[int, AgreedMatrix]:
    """Agreed matrices by evaluation id, for any number of schools in three queries.

    A fourth asks for the versions in between where a school was rated by another one the term before.

    Evaluations that are not moderated are left out: they have nothing agreed. “Before” is the moderated evaluation
    of the term directly before in which the school had one.
    """
    wanted = [evaluation for evaluation in evaluations if evaluation.is_moderated]
    previous = _previous(wanted)
    ratings = _ratings([*wanted, *previous.values()])
    ties = continuities((previous[now.pk].framework, now.framework) for now in wanted if now.pk in previous)
    return {now.pk: _matrix(now, previous.get(now.pk), ratings, ties) for now in wanted}


def _previous(evaluations: list[Evaluation]) -> dict[int, Evaluation]:
    earlier: dict[int, list[Evaluation]] = {}
    rows = (
        Evaluation.objects.moderated()
        .filter(school__in={evaluation.school_id for evaluation in evaluations})
        .select_related("framework", "term__year")
        .order_by("term__starts_on")
    )
    for row in rows:
        earlier.setdefault(row.school_id, []).append(row)
    return {
        evaluation.pk: before[-1]
        for evaluation in evaluations
        if (
            before := [
                row
                for row in earlier.get(evaluation.school_id, [])
                if row.term.starts_on < evaluation.term.starts_on
            ]
        )
    }


RatingsOf = dict[int, dict[str, dict[str, Rating]]]


def _ratings(evaluations: list[Evaluation]) -> RatingsOf:
    found: RatingsOf = {evaluation.pk: {} for evaluation in evaluations}
    for rating in Rating.objects.filter(evaluation__in=evaluations).select_related("kpi", "step"):
        found[rating.evaluation_id].setdefault(rating.kpi.code, {})[rating.kind] = rating
    return found


def _matrix(
    evaluation: Evaluation, previous: Evaluation | None, ratings: RatingsOf, ties: Continuities
) -> AgreedMatrix:
    spec = evaluation.framework.spec
    now = ratings[evaluation.pk]
    by_criterion = outcomes(spec, now, Rating.Kind.AGREED)
    before = _before(previous, evaluation, ratings, ties) if previous else None
    steps = steps_of(spec)
    weights = {criterion.code: criterion.weight for criterion in spec.criteria}
    answers = answers_of(now, Rating.Kind.AGREED)
    criteria = tuple(
        _criterion(criterion, by_criterion[criterion.code], now, steps, before) for criterion in spec.criteria
    )
    strands = {
        strand.code: score_strand(ratings_of(spec, *answers, strand=strand.code), weights, ladder_of(spec))
        for strand in spec.strands
    }
    ended = before.tie.ended if before else ()
    return AgreedMatrix(evaluation, previous, steps, criteria, strands, ended)


def _before(previous: Evaluation, now: Evaluation, ratings: RatingsOf, ties: Continuities) -> TermBefore:
    spec, rows = previous.framework.spec, ratings[previous.pk]
    tie = ties[previous.framework_id, now.framework_id]
    steps = steps_of(spec)
    levels = {
        code: outcome_shown(outcome, steps)
        for code, outcome in outcomes(spec, rows, Rating.Kind.AGREED).items()
    }
    return TermBefore(tie, steps, rows, levels)


def _criterion(
    spec: CriterionSpec,
    outcome: Outcome,
    ratings: dict[str, dict[str, Rating]],
    steps: Steps,
    before: TermBefore | None,
) -> AgreedCriterion:
    level = outcome_shown(outcome, steps)
    was = before.tie.criteria[spec.code] if before else None
    earlier = before.level(was) if before and was else None
    kpis = tuple(_kpi(kpi, ratings[kpi.code], steps, before) for kpi in spec.kpis)
    moved = moved_since(level, earlier, was)
    return AgreedCriterion(spec, outcome, level, earlier, moved, kpis, was.sentence if was else "")


def _kpi(spec: KpiSpec, now: dict[str, Rating], steps: Steps, before: TermBefore | None) -> AgreedKpi:
    agreed = shown(now.get(Rating.Kind.AGREED), steps)
    was = before.tie.kpis[spec.code] if before else None
    earlier = before.agreed(was) if before and was else None
    return AgreedKpi(
        code=spec.code,
        title=spec.title,
        agreed=agreed,
        before=earlier,
        own=shown(now.get(Rating.Kind.SELF), steps),
        movement=moved_since(agreed, earlier, was),
        reason=_reason(now),
        commentary=now[Rating.Kind.SELF].commentary if Rating.Kind.SELF in now else "",
        stops=was.sentence if was else "",
    )


def _reason(kinds: dict[str, Rating]) -> str:
    """Why it is not as the school rated it: the moderator's words, then those of whoever decided about them."""
    moderated, decided = kinds.get(Rating.Kind.MODERATED), kinds.get(Rating.Kind.DECIDED)
    said = [moderated.commentary] if moderated else []
    said += [f"{decided.get_kind_display()}: {decided.commentary}"] if decided else []
    return "\n\n".join(each for each in said if each)


def latest_moderated(schools: Iterable[School], term: Term | None = None) -> dict[int, Evaluation]:
    """The evaluation of ``term`` by school id where it is moderated; without a term, each school's latest."""
    rows = (
        Evaluation.objects.moderated()
        .filter(school__in=list(schools))
        .select_related("school__trust", "framework", "term__year")
        .order_by("term__starts_on")
    )
    if term is not None:
        rows = rows.filter(term=term)
    return {row.school_id: row for row in rows}
