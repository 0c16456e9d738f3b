"""Rapid Improvement Plans: a series in school weeks, each reviewed before the next opens, ended with the category."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.refusals import Refused
from schools.models import AuditEntry
from schools.services.calendar import add_closure, add_year
from schools.typical_year import typical_year
from support.models import Decision, RapidFinding, RapidPlan
from support.rapid_cycles import cycles
from support.services import new_year, rapid
from support.services.following import follow_calendar
from tests.cast import Cast
from tests.support.plans import approved

Choose = Callable[..., Decision]
At = Callable[[str], Any]


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda error: error.refusal.code == code)


def series(cast: Cast) -> list[RapidPlan]:
    return list(RapidPlan.objects.filter(school=cast.alder).order_by("starts_on"))


def opened(cast: Cast, row: RapidPlan) -> RapidPlan:
    return rapid.open_cycle(rapid=row, objectives=["1-1"], focus="Phonics each day.", by=cast.headteacher)


def reviewed(cast: Cast, row: RapidPlan) -> RapidPlan:
    return rapid.review(
        rapid=row, sentences={"1-1": "Read in four classes."}, what_next="The other two.",
        by=cast.improvement_adviser,
    )  # fmt: skip


def days(cast: Cast) -> list[tuple[date, date]]:
    return [(row.starts_on, row.ends_on) for row in series(cast)]


def close(cast: Cast, first: date, last: date) -> None:
    add_closure(
        year=cast.year_2026, school=cast.alder, starts_on=first, ends_on=last, by=cast.headteacher
    )  # fmt: skip
    follow_calendar(school=cast.alder, year=cast.year_2026)


def laid_out() -> Any:
    """What was last written down of a series."""
    return AuditEntry.objects.filter(verb="laid out rapid improvement plans").latest("pk").after


@pytest.fixture
def stabilised(choose: Choose, at: At) -> Decision:
    with at("2026-09-07"):
        return choose("stabilise")


@given(
    closed=st.sets(st.integers(0, 364), max_size=120),
    weeks=st.integers(1, 8),
    begins=st.integers(0, 364),
    year=st.integers(2024, 2029),
)
def test_cycles_never_overlap_and_never_count_a_week_without_school(
    closed: set[int], weeks: int, begins: int, year: int
):
    calendar = typical_year(year)
    calendar = calendar.with_closures(calendar.starts_on + timedelta(days=day) for day in closed)
    from_day = calendar.starts_on + timedelta(days=begins)

    found = cycles(calendar, weeks=weeks, from_day=from_day)

    assert found == cycles(calendar, weeks=weeks, from_day=from_day)
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    numbers = [week.number for each in found for week in each.weeks]
    assert all(len(each.weeks) == weeks for each in found)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    assert all(earlier.ends_on < later.starts_on for earlier, later in pairwise(found))
    for each in found:
        assert calendar.is_school_day(each.starts_on)
        assert calendar.is_school_day(each.ends_on)
        assert each.ends_on >= from_day
        mondays = {day - timedelta(days=day.weekday()) for day in calendar.school_days}
        assert (
            sum(each.starts_on <= monday + timedelta(days=6) and monday <= each.ends_on for monday in mondays)
            == weeks
        )
    left = [week for week in calendar.school_weeks() if week.days[-1] >= from_day]
    assert 0 <= len(left) - len(numbers) < weeks


def test_a_year_of_forty_school_weeks_has_six(stabilised: Decision, offered: Cast):
    rows = series(offered)
    assert [row.label for row in rows] == [
        "School weeks 2 to 7", "School weeks 8 to 13", "School weeks 14 to 19", "School weeks 20 to 25",
        "School weeks 26 to 31", "School weeks 32 to 37",
    ]  # fmt: skip
    assert rows[0].starts_on == date(2026, 9, 7)
    assert AuditEntry.objects.filter(verb="laid out rapid improvement plans").count() == 1


def test_laying_out_again_changes_nothing(stabilised: Decision, offered: Cast):
    before = list(RapidPlan.objects.values())
    assert rapid.follow_category(offered.alder, offered.year_2026) == 0
    assert list(RapidPlan.objects.values()) == before


def test_a_closed_week_moves_what_is_not_open(stabilised: Decision, offered: Cast):
    add_closure(
        year=offered.year_2026, school=offered.alder, starts_on=date(2027, 1, 11), ends_on=date(2027, 1, 15),
        by=offered.headteacher,
    )  # fmt: skip
    was = series(offered)[2].ends_on
    follow_calendar(school=offered.alder, year=offered.year_2026)
    assert series(offered)[2].ends_on > was
    assert laid_out() == {"year": "2026/27", "planned": 0, "moved": 4, "removed": 0}


def test_what_is_open_or_over_keeps_its_dates_when_days_are_closed(
    stabilised: Decision, offered: Cast, at: At
):
    with at("2026-09-08"):
        approved(offered)
        opened(offered, series(offered)[0])
        before = days(offered)
        close(offered, date(2026, 9, 14), date(2026, 9, 18))
    after = days(offered)
    assert after[0] == before[0]
    assert all(was != now for was, now in zip(before[1:], after[1:], strict=True))
    with at("2027-01-18"):  # the second is over by now, and was never opened
        close(offered, date(2026, 11, 9), date(2026, 11, 13))
    assert days(offered)[:2] == after[:2]
    assert days(offered)[2] != after[2]


def test_what_no_longer_fits_goes_unless_it_is_open_or_over(stabilised: Decision, offered: Cast, at: At):
    with at("2026-09-08"):
        approved(offered)
        opened(offered, series(offered)[0])
        close(offered, date(2027, 4, 1), date(2027, 7, 31))
        assert [row.number for row in series(offered)] == [1, 2, 3, 4]
        assert laid_out() == {"year": "2026/27", "planned": 0, "moved": 0, "removed": 2}
        close(offered, date(2026, 10, 1), date(2027, 3, 31))
        (left,) = series(offered)
    assert left.is_open


def test_what_is_over_stays_when_it_no_longer_fits(stabilised: Decision, offered: Cast, at: At):
    with at("2027-07-20"):
        close(offered, date(2026, 10, 1), date(2027, 7, 31))
        assert [row.standing for row in series(offered)] == ["Not opened"] * 6


def test_each_is_reviewed_before_the_next_opens(stabilised: Decision, offered: Cast, at: At):
    first, second, *_ = series(offered)
    with at("2026-09-08"):
        with refused("no-plan"):
            opened(offered, first)
        version = approved(offered)
        with refused("too-early"):
            opened(offered, second)
        with refused("not-open"):
            reviewed(offered, first)
        first = opened(offered, first)
        with refused("already-open"):
            opened(offered, first)
    assert first.plan == version.plan
    assert first.objectives == [["1-1", "Every child reads daily"]]
    with at("2026-11-10"):
        with refused("not-reviewed"):
            opened(offered, second)
        first = reviewed(offered, first)
        with refused("reviewed"):
            reviewed(offered, first)
        second = opened(offered, second)
    assert (first.standing, second.standing) == ("Reviewed", "Open")
    assert RapidFinding.objects.get().sentence == "Read in four classes."


def test_what_opening_and_reviewing_ask_for(stabilised: Decision, offered: Cast, at: At):
    first = series(offered)[0]
    with at("2026-09-08"):
        approved(offered)
        for code, wrong in {
            "no-objective": {"objectives": ["9-9"]}, "empty": {"focus": " "}, "too-long": {"focus": "x" * 1001},
            "not-yours": {"by": offered.governor},
        }.items():  # fmt: skip
            values = {"rapid": first, "objectives": ["1-1"], "focus": "Phonics.", "by": offered.headteacher}
            with refused(code):
                rapid.open_cycle(**values | wrong)
        with refused("no-objective"):
            rapid.open_cycle(rapid=first, objectives=[], focus="Phonics.", by=offered.headteacher)
        first = opened(offered, first)
        for code, wrong in {
            "no-sentence": {"sentences": {}}, "empty": {"what_next": " "}, "too-long": {"what_next": "x" * 1001},
            "not-yours": {"by": offered.other_head},
        }.items():  # fmt: skip
            values = {
                "rapid": first,
                "sentences": {"1-1": "Read."},
                "what_next": "More.",
                "by": offered.headteacher,
            }
            with refused(code):
                rapid.review(**values | wrong)
    assert not RapidFinding.objects.exists()


def test_one_that_was_never_opened_is_over(stabilised: Decision, offered: Cast, at: At):
    first, second, *_ = series(offered)
    with at("2026-11-10"):
        approved(offered)
        with refused("over"):
            opened(offered, first)
        assert opened(offered, second).is_open
        assert series(offered)[0].standing == "Not opened"


def test_another_category_ends_the_series_and_keeps_it(
    stabilised: Decision, choose: Choose, offered: Cast, at: At
):
    with at("2026-09-08"):
        approved(offered)
        opened(offered, series(offered)[0])
    with at("2026-10-05"):
        choose("reinforce")
    rows = series(offered)
    assert len(rows) == 6
    assert {row.why_ended for row in rows} == {"The category changed to Reinforce on 5 October 2026."}
    assert [row.standing for row in rows[:2]] == ["Ended", "Not begun, ended"]
    with at("2026-10-06"), refused("ended"):
        reviewed(offered, rows[0])
    with at("2027-01-11"):
        choose("stabilise")
    again = [row for row in series(offered) if row.ended_on is None]
    assert [row.number for row in again] == [1, 2, 3, 4]
    assert again[0].starts_on == date(2027, 1, 11)


def test_confirming_the_category_again_goes_on_with_the_series(
    stabilised: Decision, choose: Choose, offered: Cast, at: At
):
    with at("2026-10-05"):
        choose("stabilise", reason="Still.")
    assert len(series(offered)) == 6


def test_the_new_year_counts_anew(stabilised: Decision, offered: Cast, at: At):
    with at("2027-08-25"):
        year = add_year(trust=offered.trust, calendar=typical_year(2027), by=offered.trust_administrator)
        new_year.lay_out_year(year=year)
        new_year.lay_out_year(year=year)
    rows = [row for row in series(offered) if row.year == year]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[0].label == "School weeks 1 to 6"
