"""The agreed matrix of schools, scored: what pages above this app read (heat map, category, report)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.steps import Shown, Steps, level_shown, movement, shown, steps_of
from riskmatrix.scoring import (
    NothingApplicable,
    Outcome,
    Scored,
    State,
    ladder_of,
    ratings_of,
    score_criterion,
    score_strand,
)
from riskmatrix.spec import CriterionSpec, FrameworkSpec
from schools.models import School, Term


@dataclass(frozen=True)
class AgreedKpi:
    code: str
    title: str
    agreed: Shown
    before: Shown | None
    own: Shown
    movement: str
    reason: str
    commentary: str


@dataclass(frozen=True)
class AgreedCriterion:
    """One criterion of an agreed matrix: its outcome by the framework's rule, and how it moved."""

    spec: CriterionSpec
    outcome: Outcome
    level: Shown
    before: Shown | None
    movement: str
    kpis: tuple[AgreedKpi, ...]


@dataclass(frozen=True)
class AgreedMatrix:
    evaluation: Evaluation
    previous: Evaluation | None
    steps: Steps
    criteria: tuple[AgreedCriterion, ...]
    strands: dict[str, Outcome]

    @property
    def criteria_by_code(self) -> dict[str, AgreedCriterion]:
        return {criterion.spec.code: criterion for criterion in self.criteria}


def agreed_matrix(evaluation: Evaluation) -> AgreedMatrix:
    """The agreed matrix of one moderated evaluation beside that of the school's moderated term before.

    :raises ValueError: when moderation is not finished; nothing is agreed then.
    """
    if not evaluation.is_moderated:
        raise ValueError("Nothing is agreed before moderation is finished.")
    return agreed_matrices([evaluation])[evaluation.pk]


def agreed_matrices(evaluations: Iterable[Evaluation]) -> dict[int, AgreedMatrix]:
    """Agreed matrices by evaluation id, for any number of schools in three queries.

    Evaluations that are not moderated are left out: they have nothing agreed. “Before” is the moderated evaluation
    of the term directly before in which the school had one.
    """
    wanted = [evaluation for evaluation in evaluations if evaluation.is_moderated]
    previous = _previous(wanted)
    ratings = _ratings([*wanted, *previous.values()])
    return {evaluation.pk: _matrix(evaluation, previous.get(evaluation.pk), ratings) for evaluation in wanted}


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


def outcomes(spec: FrameworkSpec, ratings: dict[str, dict[str, Rating]], kind: str) -> dict[str, Outcome]:
    """The outcome of each criterion, by code, from the ratings of one kind."""
    rows = _answers(ratings, kind)
    scored = ratings_of(spec, *rows)
    ladder = ladder_of(spec)
    return {
        criterion.code: score_criterion([r for r in scored if r.criterion == criterion.code], ladder)
        for criterion in spec.criteria
    }


def _answers(ratings: dict[str, dict[str, Rating]], kind: str) -> tuple[dict[str, str], set[str]]:
    rows = {code: kinds[kind] for code, kinds in ratings.items() if kind in kinds}
    answers = {code: row.answer for code, row in rows.items() if row.state is State.RATED}
    return answers, {code for code, row in rows.items() if row.not_applicable}


def _matrix(evaluation: Evaluation, previous: Evaluation | None, ratings: RatingsOf) -> AgreedMatrix:
    spec = evaluation.framework.spec
    steps = steps_of(spec)
    now = ratings[evaluation.pk]
    by_criterion = outcomes(spec, now, Rating.Kind.AGREED)
    before_steps = steps_of(previous.framework.spec) if previous else {}
    before = ratings[previous.pk] if previous else {}
    before_outcomes = outcomes(previous.framework.spec, before, Rating.Kind.AGREED) if previous else {}
    weights = {criterion.code: criterion.weight for criterion in spec.criteria}
    answers = _answers(now, Rating.Kind.AGREED)
    criteria = []
    for criterion in spec.criteria:
        level = outcome_shown(by_criterion[criterion.code], steps)
        earlier = before_outcomes.get(criterion.code)
        was = outcome_shown(earlier, before_steps) if earlier is not None else None
        kpis = tuple(
            _kpi(kpi.code, kpi.title, now[kpi.code], before.get(kpi.code), steps, before_steps)
            for kpi in criterion.kpis
        )
        criteria.append(
            AgreedCriterion(criterion, by_criterion[criterion.code], level, was, movement(level, was), kpis)
        )
    strands = {
        strand.code: score_strand(ratings_of(spec, *answers, strand=strand.code), weights, ladder_of(spec))
        for strand in spec.strands
    }
    return AgreedMatrix(evaluation, previous, steps, tuple(criteria), strands)


def outcome_shown(outcome: Outcome, steps: Steps) -> Shown:
    """The level of a criterion as a page shows it: incomplete is unrated, never low."""
    if isinstance(outcome, Scored):
        return level_shown(outcome.level, steps)
    return (State.NOT_APPLICABLE if isinstance(outcome, NothingApplicable) else State.UNRATED).value


def _kpi(
    code: str,
    title: str,
    now: dict[str, Rating],
    before: dict[str, Rating] | None,
    steps: Steps,
    before_steps: Steps,
) -> AgreedKpi:
    agreed = shown(now.get(Rating.Kind.AGREED), steps)
    was = shown(before[Rating.Kind.AGREED], before_steps) if before and Rating.Kind.AGREED in before else None
    moderated = now.get(Rating.Kind.MODERATED)
    return AgreedKpi(
        code=code,
        title=title,
        agreed=agreed,
        before=was,
        own=shown(now.get(Rating.Kind.SELF), steps),
        movement=movement(agreed, was),
        reason=moderated.commentary if moderated else "",
        commentary=now[Rating.Kind.SELF].commentary if Rating.Kind.SELF in now else "",
    )


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
