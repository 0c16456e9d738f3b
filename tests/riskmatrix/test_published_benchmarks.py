"""A benchmark is of the same measure, phase and period, or there is none and it is said why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from riskmatrix.published import (
    ENGLAND,
    Area,
    Benchmarks,
    Missing,
    NoneFits,
    Period,
    PeriodKind,
    PublishedFigure,
    Reason,
    find_benchmark,
    local_authority,
    phase_of_school,
    school,
    whole_year,
)
from riskmatrix.published.phases import phase_of_establishment
from schools.models import School
from tests.fixtures.published import SALTMERE, read

AUTUMN = Period(PeriodKind.TERM, "2016/17", "autumn")
SUMMER = Period(PeriodKind.TERM, "2016/17", "summer")
FULL = whole_year("2016/17")
HERE = local_authority(SALTMERE)


def none(measure: str, phase: str, period: Period, area: Area = HERE, today: date | None = None) -> NoneFits:
    found = find_benchmark(read().figures, measure, phase, period, area, today=today)
    assert isinstance(found, NoneFits)
    return found


def test_the_figure_of_the_same_season_is_found() -> None:
    found = find_benchmark(read("absence_by_term").figures, "overall-absence", "primary", AUTUMN, ENGLAND)
    assert isinstance(found, PublishedFigure)
    assert (found.row, found.period) == (3, AUTUMN)


def test_the_autumn_is_not_compared_with_the_year() -> None:
    found = none("overall-absence", "primary", AUTUMN)
    assert found.reason is Reason.OTHER_SEASON
    assert found.missing is Missing.NOT_COLLECTED
    assert found.sentence == (
        "Overall absence for Saltmere is published for summer term 2016/17 and the whole year 2016/17, which is not "
        "autumn term 2016/17: not compared."
    )


def test_a_year_to_date_is_not_a_year() -> None:
    assert none("overall-absence", "primary", whole_year("2025/26")).reason is Reason.OTHER_SEASON


def test_what_may_still_come_out_is_not_yet_published() -> None:
    following = whole_year("2018/19")
    found = none("good-level-of-development", "primary", following, today=date(2020, 8, 31))
    assert (found.reason, found.missing) == (Reason.NOT_YET, Missing.NOT_YET_PUBLISHED)
    assert found.sentence.endswith(
        "is not yet published for the whole year 2018/19; the newest is of 2017/18."
    )
    for today in (None, date(2020, 9, 1)):
        found = none("good-level-of-development", "primary", following, today=today)
        assert (found.reason, found.missing) == (Reason.OTHER_YEAR, Missing.NOT_COLLECTED)


def test_what_comes_before_was_not_collected() -> None:
    found = none("good-level-of-development", "primary", whole_year("2011/12"), today=date(2012, 9, 2))
    assert (found.reason, found.missing) == (Reason.OTHER_YEAR, Missing.NOT_COLLECTED)


def test_another_kind_of_school_does_not_stand_in() -> None:
    assert none("good-level-of-development", "secondary", whole_year("2017/18")).reason is Reason.OTHER_PHASE


def test_an_area_without_the_measure_says_so() -> None:
    found = none("good-level-of-development", "primary", whole_year("2017/18"), school(900101))
    assert found.reason is Reason.NOT_FOR_THIS_AREA
    assert found.sentence == "Good level of development is not published for school 900101."


def test_a_suppressed_figure_is_an_answer_and_no_gap() -> None:
    found = find_benchmark(read().figures, "suspensions", "primary", FULL, replace(HERE, code="9"))
    assert isinstance(found, NoneFits)
    period = Period(PeriodKind.YEAR_TO_DATE, "2025/26")
    found = find_benchmark(read().figures, "attendance", "special", period, HERE)
    assert isinstance(found, PublishedFigure)
    assert found.value is Missing.SUPPRESSED


def test_a_final_figure_goes_before_a_provisional_one() -> None:
    final = read("exclusions").figures[0]
    early = replace(final, provisional=True, row=99)
    for figures in ([early, final], [final, early]):
        assert Benchmarks(figures).find(*_asked(final)) is final
    assert Benchmarks([early]).find(*_asked(final)) is early


def _asked(figure: PublishedFigure) -> tuple[str, str, Period, Area]:
    return figure.measure, figure.phase, figure.period, figure.area


def test_an_unknown_measure_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        find_benchmark([], "happiness", "primary", FULL, ENGLAND)


def test_an_authority_is_found_by_the_name_the_portal_knows() -> None:
    assert Benchmarks(read().figures).local_authority(" saltmere") == HERE
    assert Benchmarks(read().figures).local_authority("Nowhere") is None


def test_every_phase_of_the_portal_belongs_to_one_kind_or_to_none() -> None:
    without = {phase for phase in School.Phase.values if phase_of_school(phase) is None}
    assert without == {"middle", "16_plus", "unknown"}
    numbers = (1001, 1101, 2001, 3399, 4001, 5201, 5401, 6901, 7001, 6001, 8001)
    assert [phase_of_establishment(number).value for number in numbers] == [
        "nursery",
        "alternative-provision",
        "primary",
        "primary",
        "secondary",
        "primary",
        "secondary",
        "secondary",
        "special",
        "unknown",
        "unknown",
    ]
