"""The agreed matrix: scored, moved, never low where something is missing, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kit import clock
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.outcomes import Incomplete, NothingApplicable, Scored
from riskmatrix.queries.matrix import agreed_matrices, agreed_matrix, latest_moderated
from riskmatrix.queries.outcomes import outcome_shown, outcomes
from riskmatrix.queries.steps import StepView, movement, steps_of
from riskmatrix.services.self_evaluation import begin
from schools.access.roles import Role
from schools.services.calendar import open_term
from schools.services.schools import add_school
from tests.cast import LONDON, Cast, engage
from tests.states import moderated, rated, submitted

Clock = Callable[[str], object]


@pytest.fixture
def two_terms(cast: Cast, framework: Framework) -> tuple[Evaluation, Evaluation]:
    """Alder's autumn and spring: one criterion got worse, one better, one KPI was moderated differently."""
    autumn = moderated(cast, cast.alder, cast.autumn, {"staff-voice": "low", "risk-register": "critical"})
    with clock.set_to(datetime(2027, 3, 1, 12, tzinfo=LONDON)):
        spring = open_term(
            term=cast.term(2), self_evaluation_due=datetime(2027, 3, 12).date(),
            moderation_due=datetime(2027, 3, 19).date(), report_due=datetime(2027, 3, 25).date(),
            by=cast.trust_administrator,
        )  # fmt: skip
        later = moderated(
            cast, cast.alder, spring, {"risk-register": "low"}, changes={"staff-voice": "critical"}
        )
    return autumn, later


def step(shown: object) -> str:
    return shown.code if isinstance(shown, StepView) else str(shown)


def test_the_first_matrix_has_nothing_to_be_compared_with(cast: Cast, framework: Framework):
    matrix = agreed_matrix(moderated(cast, cast.alder, cast.autumn, {"single-central-record": "critical"}))
    assert matrix.previous is None
    assert {criterion.movement for criterion in matrix.criteria} == {"first"}
    assert len(matrix.criteria) == 11
    assert set(matrix.strands) == {"academic", "operational"}
    safeguarding = matrix.criteria_by_code["safeguarding"]
    assert isinstance(safeguarding.outcome, Scored)
    assert step(safeguarding.level) == "critical"
    points = [each.points for each in safeguarding.outcome.contributions]
    assert sum(points) == pytest.approx(safeguarding.outcome.percent)


def test_movement_is_told_for_criteria_and_kpis(two_terms: tuple[Evaluation, Evaluation]):
    autumn, spring = two_terms
    matrix = agreed_matrix(spring)
    assert matrix.previous == autumn
    kpis = {kpi.code: kpi for criterion in matrix.criteria for kpi in criterion.kpis}
    voice, register = kpis["staff-voice"], kpis["risk-register"]
    assert (step(voice.own), step(voice.agreed), voice.movement) == ("low", "critical", "higher")
    assert voice.reason == "We saw Staff voice otherwise."
    assert (step(register.agreed), register.movement) == ("low", "lower")
    assert kpis["single-central-record"].movement == "same"
    assert agreed_matrices([autumn, spring])[autumn.pk].previous is None


@pytest.mark.parametrize(
    ("now", "before", "moved"),
    [
        ("high", "low", "higher"), ("low", "high", "lower"), ("low", "low", "same"), ("low", None, "first"),
        ("unrated", None, "first"), ("unrated", "low", "not_comparable"), ("low", "unrated", "not_comparable"),
        ("not_applicable", "low", "not_comparable"), ("not_applicable", "not_applicable", "same"),
    ],
)  # fmt: skip
def test_only_two_ratings_move(framework: Framework, now: str, before: str | None, moved: str):
    steps = steps_of(framework.spec)
    before_shown = None if before is None else steps.get(before, before)
    assert movement(steps.get(now, now), before_shown) == moved


def test_what_is_missing_never_shows_as_low_risk(cast: Cast, framework: Framework):
    evaluation = rated(cast.alder, cast.autumn, cast.headteacher, {"single-central-record": ""})
    ratings: dict[str, dict[str, Rating]] = {}
    for rating in evaluation.ratings.select_related("kpi", "step"):
        ratings.setdefault(rating.kpi.code, {})[rating.kind] = rating
    scored = outcomes(framework.spec, ratings, Rating.Kind.SELF)
    assert isinstance(scored["safeguarding"], Incomplete)
    assert outcome_shown(scored["safeguarding"], steps_of(framework.spec)) == "unrated"
    assert step(outcome_shown(scored["school-roll"], steps_of(framework.spec))) == "low"

    nobody = outcomes(framework.spec, ratings, Rating.Kind.AGREED)
    assert {outcome_shown(each, steps_of(framework.spec)) for each in nobody.values()} == {"unrated"}


def test_early_years_of_a_junior_school_are_not_applicable_not_low(cast: Cast, framework: Framework):
    matrix = agreed_matrix(moderated(cast, cast.birch, cast.autumn))
    early_years = matrix.criteria_by_code["early-years"]
    assert isinstance(early_years.outcome, NothingApplicable)
    assert early_years.level == "not_applicable"
    assert isinstance(matrix.strands["academic"], Scored)


def test_unmoderated_evaluations_have_no_agreed_matrix(cast: Cast, framework: Framework):
    half = submitted(cast.alder, cast.autumn, cast.headteacher)
    assert agreed_matrices([half]) == {}
    assert latest_moderated([cast.alder]) == {}
    with pytest.raises(ValueError, match="Nothing is agreed"):
        agreed_matrix(half)


def test_any_number_of_schools_costs_the_same_queries(cast: Cast, framework: Framework):
    dogwood = add_school(
        trust=cast.trust,
        urn=900011,
        name="Dogwood",
        phase="primary",
        lowest_age=4,
        by=cast.trust_administrator,
    )
    head = engage("Dana Head", Role.HEADTEACHER, cast.trust, cast.trust_administrator, dogwood)
    moderated(cast, cast.alder, cast.autumn)
    alone = _cost([cast.alder])
    moderated(cast, cast.birch, cast.autumn)
    _moderated_by(head, cast, dogwood)
    together = _cost([cast.alder, cast.birch, dogwood])
    assert alone == (1, together[1])
    assert together[0] == 3


def _moderated_by(head, cast: Cast, school) -> None:
    begin(school=school, term=cast.autumn, by=head)
    stand_in = cast.headteacher
    cast.headteacher = head
    moderated(cast, school, cast.autumn)
    cast.headteacher = stand_in


def _cost(schools: list) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = agreed_matrices(latest_moderated(schools).values())
    assert all(len(matrix.criteria) == 11 for matrix in found.values())
    return len(found), len(queries)
