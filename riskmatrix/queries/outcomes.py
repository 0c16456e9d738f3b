"""From rows of ratings to the outcome of each criterion, and to what a page shows of it."""

from __future__ import annotations

from riskmatrix.models import Rating
from riskmatrix.queries.steps import Shown, Steps, level_shown
from riskmatrix.scoring import (
    NothingApplicable,
    Outcome,
    Scored,
    State,
    ladder_of,
    ratings_of,
    score_criterion,
)
from riskmatrix.spec import FrameworkSpec


def outcomes(spec: FrameworkSpec, ratings: dict[str, dict[str, Rating]], kind: str) -> dict[str, Outcome]:
    """The outcome of each criterion, by code, from the ratings of one kind."""
    rows = answers_of(ratings, kind)
    scored = ratings_of(spec, *rows)
    ladder = ladder_of(spec)
    return {
        criterion.code: score_criterion([r for r in scored if r.criterion == criterion.code], ladder)
        for criterion in spec.criteria
    }


def answers_of(ratings: dict[str, dict[str, Rating]], kind: str) -> tuple[dict[str, str], set[str]]:
    """The step of every KPI that is rated, and the KPIs that do not apply, by code; of the ratings of one kind."""
    rows = {code: kinds[kind] for code, kinds in ratings.items() if kind in kinds}
    answers = {code: row.answer for code, row in rows.items() if row.state is State.RATED}
    return answers, {code for code, row in rows.items() if row.not_applicable}


def outcome_shown(outcome: Outcome, steps: Steps) -> Shown:
    """The level of a criterion as a page shows it: incomplete is unrated, never low."""
    if isinstance(outcome, Scored):
        return level_shown(outcome.level, steps)
    return (State.NOT_APPLICABLE if isinstance(outcome, NothingApplicable) else State.UNRATED).value
