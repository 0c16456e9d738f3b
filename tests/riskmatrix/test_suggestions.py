"""From a figure to a suggestion, or to the reason why there is none."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmatrix.figures import Figure
from riskmatrix.measured import Missing
from riskmatrix.spec import Compare, FrameworkSpec, MeasureSpec, load
from riskmatrix.suggestions import (
    Answer,
    Comparison,
    MissingFigure,
    NoBenchmark,
    NoRule,
    SmallCohort,
    Suggestion,
    UnknownCohort,
    suggest,
)
from tests.riskmatrix.versions import HARBOUR

PACK = Path(__file__).parents[2] / "riskmatrix" / "packs" / "trust-risk-matrix.yaml"
TODAY = dt.date(2026, 11, 27)
ENGLAND = Comparison(94.5, "England, primary, autumn term 2026")


@cache
def framework() -> FrameworkSpec:
    return load(PACK)


def ask(
    kpi: str,
    measure: str,
    figure: Figure | None,
    comparisons: dict[Compare, Comparison] | None = None,
    years: list[Figure] | None = None,
    spec: FrameworkSpec | None = None,
) -> Answer:
    spec = spec or framework()
    return suggest(
        spec,
        spec.kpi(kpi),
        spec.measure(measure),
        figure,
        on=TODAY,
        comparisons=comparisons,
        years=years or [],
    )


def attendance(value: float | Missing, cohort: int | None = 210, **more: bool) -> Figure:
    return Figure(value, "autumn term 2026", cohort, **more)


def step(answer: Answer) -> str:
    assert isinstance(answer, Suggestion), answer
    return answer.step


def test_a_suggestion_has_its_rule_and_a_sentence_with_the_figures() -> None:
    found = ask("pupil-attendance-rates", "attendance", attendance(92.1), {"england": ENGLAND})
    assert isinstance(found, Suggestion)
    assert (found.step, found.rule) == ("critical", "suggestion.attendance-against-england.critical")
    assert found.worse_by == pytest.approx(2.4)
    assert found.sentence == (
        "Attendance: 92.1% (autumn term 2026), 2.4 percentage points below England, primary, autumn term 2026 "
        "(94.5%). Attendance is two percentage points or more below England for the time of year."
    )
    provisional = ask(
        "pupil-attendance-rates", "attendance", attendance(94.5, provisional=True), {"england": ENGLAND}
    )
    assert "(autumn term 2026), provisional, level with England" in provisional.sentence


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (95.0, "low"),
        (94.5, "moderate"),
        (94.1, "moderate"),
        (94.0, "high"),
        (92.6, "high"),
        (92.5, "critical"),
    ],
)
def test_where_higher_is_better_less_is_worse(value: float, expected: str) -> None:
    found = ask("pupil-attendance-rates", "attendance", attendance(value), {"england": ENGLAND})
    assert step(found) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(11.0, "low"), (13.0, "moderate"), (16.5, "high"), (22.0, "critical")]
)
def test_where_lower_is_better_more_is_worse(value: float, expected: str) -> None:
    england: dict[Compare, Comparison] = {"england": Comparison(14.6, "England")}
    found = ask("persistent-absence", "persistent-absence", Figure(value, "2025/26", 210), england)
    assert step(found) == expected


def test_a_difference_counts_as_it_is_on_paper() -> None:
    assert 16.4 - 14.9 < 1.5
    england: dict[Compare, Comparison] = {"england": Comparison(14.9, "England")}
    assert step(ask("persistent-absence", "persistent-absence", Figure(16.4, "now", 210), england)) == "high"


def test_a_framework_of_the_other_polarity_suggests_its_own_steps() -> None:
    harbour = load(HARBOUR)
    england: dict[Compare, Comparison] = {"england": ENGLAND}
    assert step(ask("attendance", "attendance", attendance(90.0), england, spec=harbour)) == "none"
    assert step(ask("attendance", "attendance", attendance(95.0), england, spec=harbour)) == "substantial"


def test_nought_is_a_value_and_none_of_the_four_ways_of_having_none_is() -> None:
    assert step(ask("every-risk-grading", "statutory-checks-overdue", Figure(0, "today"))) == "low"
    sentences = set()
    for missing in Missing:
        found = ask("every-risk-grading", "statutory-checks-overdue", Figure(missing, "today"))
        assert isinstance(found, MissingFigure)
        assert found.missing is missing
        sentences.add(found.sentence)
    assert len(sentences) == 4
    nothing = ask("every-risk-grading", "statutory-checks-overdue", None)
    assert isinstance(nothing, MissingFigure)
    assert nothing.missing is Missing.NOT_COLLECTED


def test_a_small_cohort_is_told_what_one_pupil_is_worth_instead() -> None:
    england: dict[Compare, Comparison] = {"england": ENGLAND}
    found = ask("pupil-attendance-rates", "attendance", attendance(80.0, 8), england)
    assert isinstance(found, SmallCohort)
    assert (found.cohort, found.smallest, found.one_is_worth) == (8, 30, 12.5)
    assert found.sentence == (
        "Attendance: a cohort of 8, and under 30 nothing is suggested; one pupil is worth 12.5 percentage points."
    )
    assert isinstance(ask("pupil-attendance-rates", "attendance", attendance(80.0, 30), england), Suggestion)
    unknown = ask("pupil-attendance-rates", "attendance", attendance(80.0, None), england)
    assert isinstance(unknown, UnknownCohort)


def development(value: float, period: str, cohort: int) -> Figure:
    return Figure(value, period, cohort, round(value * cohort / 100), cohort)


def test_three_years_together_are_judged_where_they_are_many_enough() -> None:
    years = [
        development(50, "2023/24", 10),
        development(60, "2024/25", 20),
        development(40, "2025/26", 10),
    ]
    england: dict[Compare, Comparison] = {"england": Comparison(68.3, "England", over_three_years=67.0)}
    found = ask("good-level-of-development", "good-level-of-development", years[-1], england, years)
    assert isinstance(found, Suggestion)
    assert found.worse_by == pytest.approx(67.0 - 100 * 21 / 40)
    assert "52.5% (2023/24 to 2025/26), 14.5 percentage points below England (67.0%)" in found.sentence
    # Without three years of England, pooled values have nothing to be held against, and ten children are too few.
    only_now: dict[Compare, Comparison] = {"england": Comparison(68.3, "England")}
    alone = ask("good-level-of-development", "good-level-of-development", years[-1], only_now, years)
    assert isinstance(alone, SmallCohort)
    assert alone.pooled is not None
    assert alone.sentence.endswith("Three years together: 52.5%.")
    assert isinstance(
        ask("good-level-of-development", "good-level-of-development", years[-1], england, years[1:]),
        SmallCohort,
    )


def test_a_benchmark_that_does_not_fit_is_not_replaced_by_another() -> None:
    local: dict[Compare, Comparison] = {"local-authority": Comparison(95, "Somewhere")}
    found = ask("pupil-attendance-rates", "attendance", attendance(80.0), local)
    assert isinstance(found, NoBenchmark)
    assert found.sought == ("england", "own-history")
    assert "no figure of England or the school's own history fits" in found.sentence


def test_of_several_comparisons_the_worst_is_suggested() -> None:
    fell: dict[Compare, Comparison] = {"england": ENGLAND, "own-history": Comparison(97.0, "last autumn")}
    found = ask("pupil-attendance-rates", "attendance", attendance(95.0), fell)
    assert isinstance(found, Suggestion)
    assert (found.step, found.rule) == ("high", "suggestion.attendance-over-time.high")
    steady: dict[Compare, Comparison] = {"england": ENGLAND, "own-history": Comparison(95.0, "last autumn")}
    assert step(ask("pupil-attendance-rates", "attendance", attendance(95.0), steady)) == "low"


def test_where_no_rule_speaks_nothing_is_suggested() -> None:
    logged = ask("bullying-logs", "bullying-incidents", Figure(0, "autumn term 2026"))
    assert isinstance(logged, NoRule)
    assert "suggests no rating" in logged.sentence
    shared = ask("staff-attendance", "staff-absence", Figure(9.0, "autumn term 2026", 30))
    assert isinstance(shared, NoRule)
    recent = ask("section-175-audit", "safeguarding-audit", Figure(dt.date(2026, 9, 1), "September"))
    assert isinstance(recent, NoRule)
    assert recent.sentence.startswith(
        "Date of the safeguarding audit: 1 September 2026 (September), 87 days ago."
    )


def test_a_date_is_judged_by_its_age() -> None:
    old = ask("section-175-audit", "safeguarding-audit", Figure(TODAY - dt.timedelta(days=396), "last year"))
    assert isinstance(old, Suggestion)
    assert (old.step, old.worse_by) == ("high", 396)
    ahead = ask("section-175-audit", "safeguarding-audit", Figure(TODAY + dt.timedelta(days=3), "soon"))
    assert "3 days from now" in ahead.sentence


@given(
    st.floats(-50, 150),
    st.floats(-50, 150),
    st.sampled_from(["pupil-attendance-rates", "persistent-absence"]),
)
def test_a_worse_figure_never_suggests_less(one: float, other: float, kpi: str) -> None:
    spec = framework()
    measure: MeasureSpec = spec.measure(spec.kpi(kpi).measures[0])
    england: dict[Compare, Comparison] = {"england": Comparison(50.0, "England")}
    found = [ask(kpi, measure.code, Figure(value, "now", 100), england) for value in (one, other)]
    assert all(isinstance(each, Suggestion) for each in found)
    one_is_worse = one < other if measure.direction == "higher_is_better" else one > other
    if one_is_worse:
        assert spec.severity(step(found[0])) >= spec.severity(step(found[1]))
