"""Promises in school time: never in a holiday, never lost, never doubled, always the same."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.typical_year import typical_year
from support.in_time import months_after
from support.schedule import Layout, carry_over, lay_out
from support.spec import Engagement, ScheduleRules

YEAR = typical_year(2026)
HELD = [
    *({"kind": "recurring", "every": "school_weeks", "weeks": weeks} for weeks in (1, 2, 3, 6)),
    *({"kind": "recurring", "every": every} for every in ("monthly", "half_termly", "termly", "annual")),
    {"kind": "recurring", "every": "termly", "times": 2},
    {"kind": "recurring", "every": "annual", "within_months": 12},
    *(
        {"kind": "at_least", "times": 3, "window": window}
        for window in ("school_week", "half_term", "term", "year")
    ),
]
THREE_EACH_HALF_TERM = {"kind": "at_least", "times": 3, "window": "half_term"}
ONCE = [{"kind": "once", "by": by} for by in ("half_term", "term", "year")]


def promise(rhythm: dict[str, Any], streams: tuple[str, ...] = (), name: str = "visit") -> Engagement:
    return Engagement.model_validate(
        {
            "code": f"a-{name}",
            "promise": name,
            "title": "A visit",
            "means": "Somebody comes to visit.",
            "owed_by": ["trustee"],
            "rhythm": rhythm,
            "streams": [{"code": code, "title": code, "attended_by": ["trustee"]} for code in streams],
        }
    )


def keys(layout: Layout) -> list[str]:
    return [occurrence.key for occurrence in layout.occurrences]


rhythms = st.sampled_from(HELD)
streams = st.sampled_from([(), ("one", "two")])
days = st.dates(date(2026, 8, 20), date(2027, 9, 10))
closed = st.frozensets(st.dates(YEAR.starts_on, YEAR.ends_on), max_size=80)


@pytest.mark.parametrize(
    ("rhythm", "count"),
    [
        ({"kind": "recurring", "every": "school_weeks", "weeks": 1}, 40),
        ({"kind": "recurring", "every": "school_weeks", "weeks": 3}, 13),
        ({"kind": "recurring", "every": "school_weeks", "weeks": 6}, 6),
        ({"kind": "recurring", "every": "school_weeks", "weeks": 3, "first_week": 1}, 14),
        ({"kind": "recurring", "every": "monthly"}, 11),
        ({"kind": "recurring", "every": "half_termly"}, 6),
        ({"kind": "recurring", "every": "termly"}, 3),
        ({"kind": "recurring", "every": "annual"}, 1),
        ({"kind": "at_least", "times": 3, "window": "half_term"}, 18),
        ({"kind": "once", "by": "term"}, 1),
    ],
)
def test_a_whole_year(rhythm: dict[str, Any], count: int):
    assert len(lay_out(promise(rhythm), YEAR).occurrences) == count


def test_three_weekly_falls_in_every_third_school_week_through_the_holidays():
    layout = lay_out(promise({"kind": "recurring", "every": "school_weeks", "weeks": 3}), YEAR)

    assert [each.window for each in layout.occurrences] == [f"week-{number}" for number in range(3, 40, 3)]
    assert [each.due_on for each in layout.occurrences[:4]] == [
        date(2026, 9, 18),
        date(2026, 10, 9),
        date(2026, 11, 6),  # week 9 is the first after the half-term break
        date(2026, 11, 27),
    ]
    assert layout.occurrences[2].key == "visit:2026-27:week-9:1"
    assert layout.occurrences[2].label == "School week 9"


def test_a_half_termly_minimum_is_due_on_the_last_school_day_of_each_half_term():
    layout = lay_out(promise({"kind": "at_least", "times": 2, "window": "half_term"}), YEAR)
    first, second, *_ = layout.occurrences

    assert (first.due_on, second.due_on) == (date(2026, 10, 23), date(2026, 10, 23))
    assert (first.window_start, first.window_end) == (date(2026, 9, 1), date(2026, 10, 23))
    assert second.label == "Autumn term, first half (2 of 2)"


def test_streams_are_each_promised_in_their_own_right():
    layout = lay_out(promise({"kind": "recurring", "every": "termly"}, ("deputies", "leaders")), YEAR)

    assert keys(layout)[:3] == [
        "visit.deputies:2026-27:term-1:1",
        "visit.leaders:2026-27:term-1:1",
        "visit.deputies:2026-27:term-2:1",
    ]


def test_a_standing_aim_is_reviewed_each_half_term_and_is_never_an_appointment():
    layout = lay_out(promise({"kind": "standing_aim"}), YEAR, from_date=date(2027, 1, 4))

    assert layout.occurrences == ()
    assert [review.window for review in layout.reviews] == [f"half-term-{number}" for number in (3, 4, 5, 6)]


def test_what_is_required_only_if_decided_lays_out_nothing():
    assert lay_out(promise({"kind": "if_required"}), YEAR) == Layout()


@pytest.mark.parametrize(
    ("from_date", "promised"),
    [
        (date(2026, 9, 1), [1, 2, 3]),
        (date(2026, 9, 8), [1, 2, 3]),  # 34 of 39 days remain: 2.6 of 3, so 3
        (date(2026, 9, 29), [3]),  # 19 of 39 days remain: 1.46 of 3, so 1
        (date(2026, 10, 19), []),  # 5 of 39 days remain: 0.38 of 3
    ],
)
def test_inside_a_window_what_is_left_is_pro_rata(from_date: date, promised: list[int]):
    layout = lay_out(promise(THREE_EACH_HALF_TERM), YEAR, from_date=from_date)

    assert [each.number for each in layout.occurrences if each.window == "half-term-1"] == promised


def test_a_window_that_has_ended_is_not_promised_and_the_rest_keeps_its_keys_and_numbers():
    monthly = promise({"kind": "recurring", "every": "monthly"})
    whole, rest = lay_out(monthly, YEAR), lay_out(monthly, YEAR, from_date=date(2027, 1, 4))

    assert rest.occurrences == whole.occurrences[4:]
    assert rest.occurrences[0].sequence == 5


@pytest.mark.parametrize(
    ("from_date", "due_on"),
    [
        (date(2026, 9, 1), date(2026, 12, 18)),
        (date(2026, 10, 19), date(2026, 12, 18)),  # more than half the term remains
        (date(2026, 12, 1), date(2027, 3, 25)),  # less than half: by the end of the next
        (date(2027, 7, 19), date(2027, 7, 21)),  # no next one this year: as long as there are days
    ],
)
def test_once_is_due_by_the_end_of_a_term_with_time_left(from_date: date, due_on: date):
    layout = lay_out(promise({"kind": "once", "by": "term"}), YEAR, from_date=from_date)

    assert [each.due_on for each in layout.occurrences] == [due_on]
    assert keys(layout) == ["visit:2026-27:once:1"]


def test_once_is_not_promised_again_by_a_new_year():
    assert lay_out(promise(ONCE[1]), YEAR, continuing=True) == Layout()


def test_once_with_no_school_day_left_is_listed_as_a_shortfall():
    layout = lay_out(promise(ONCE[0]), YEAR, from_date=date(2027, 8, 2))

    assert layout.occurrences == ()
    assert "No school day is left in 2026/27" in layout.shortfalls[0].sentence


def test_a_half_term_closed_throughout_is_a_shortfall_while_the_promise_covers_it():
    flood = [date(2027, 2, 22) + timedelta(days=n) for n in range(35)]
    school = YEAR.with_closures(flood)
    layout = lay_out(promise(THREE_EACH_HALF_TERM), school)

    assert len(layout.occurrences) == 15
    assert [each.key for each in layout.shortfalls] == [f"visit:2026-27:half-term-4:{n}" for n in (1, 2, 3)]
    assert lay_out(promise(THREE_EACH_HALF_TERM), school, from_date=date(2027, 4, 12)).shortfalls == ()


def test_a_month_counts_by_the_rule_of_the_offer():
    monthly = promise({"kind": "recurring", "every": "monthly"})
    strict = lay_out(monthly, YEAR, rules=ScheduleRules(month_needs_school_days=18))

    assert len(strict.occurrences) == 6


WITHIN_A_YEAR = {"kind": "recurring", "every": "annual", "within_months": 12}


@pytest.mark.parametrize(
    ("last_held", "from_date", "due_on"),
    [
        (None, None, date(2027, 7, 21)),  # never held: by the end of the school year
        (date(2026, 3, 14), None, date(2027, 3, 12)),  # 14 March 2027 is a Sunday
        (date(2025, 12, 30), None, date(2026, 12, 18)),  # in the holidays: the last school day before
        (date(2025, 10, 5), date(2026, 11, 16), date(2026, 11, 16)),  # over already: at once
        (date(2026, 8, 30), None, date(2027, 7, 21)),
    ],
)
def test_annual_is_within_twelve_months_of_the_last_where_the_offer_says_so(
    last_held: date | None, from_date: date | None, due_on: date
):
    layout = lay_out(promise(WITHIN_A_YEAR), YEAR, from_date=from_date, last_held=last_held)
    plain = lay_out(promise({"kind": "recurring", "every": "annual"}), YEAR, last_held=last_held)

    assert [(each.due_on, each.window_end) for each in layout.occurrences] == [(due_on, due_on)]
    assert keys(layout) == keys(plain) == ["visit:2026-27:year:1"]
    assert plain.occurrences[0].due_on == date(2027, 7, 21)


def test_the_months_are_those_of_the_calendar():
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2026, 10, 31), 18) == date(2028, 4, 30)


def test_a_counter_begins_in_the_week_that_the_trust_sets():
    for first in range(1, 10):
        rhythm = {"kind": "recurring", "every": "school_weeks", "weeks": 3, "first_week": first}
        found = [each.window for each in lay_out(promise(rhythm), YEAR).occurrences]
        assert found == [f"week-{number}" for number in range(first, 41, 3)]


def test_a_changed_category_tells_what_continues():
    termly, monthly = {"kind": "recurring", "every": "termly"}, {"kind": "recurring", "every": "monthly"}
    network, visit, old_meeting = (
        promise(termly, name="network"),
        promise(termly),
        promise(termly, name="meeting"),
    )
    new_meeting, plan = promise(monthly, name="meeting"), promise(ONCE[0], name="plan")

    carried = carry_over([network, visit, old_meeting], [network, new_meeting, plan])

    assert carried.continuing == (network,)
    assert carried.changed == ((old_meeting, new_meeting),)
    assert carried.ended == (visit,)
    assert carried.started == (plan,)


@given(st.sampled_from(HELD + ONCE), streams, closed, days, st.none() | days)
def test_nothing_is_due_in_a_holiday_or_on_a_closure(
    rhythm: dict[str, Any],
    several: tuple[str, ...],
    closures: frozenset[date],
    first: date,
    last: date | None,
):
    school = YEAR.with_closures(closures)
    for each in lay_out(promise(rhythm, several), school, from_date=first, until=last).occurrences:
        assert school.is_school_day(each.due_on)
        assert each.due_on not in closures
        assert each.window_start <= each.due_on <= each.window_end
        assert each.window_end >= first


@given(st.dates(date(2025, 9, 1), date(2026, 8, 31)), closed, st.none() | days)
def test_what_is_due_within_a_year_is_never_lost_and_never_later(
    last_held: date, closures: frozenset[date], first: date | None
):
    school = YEAR.with_closures(closures)
    layout = lay_out(promise(WITHIN_A_YEAR), school, from_date=first, last_held=last_held)
    plain = lay_out(promise({"kind": "recurring", "every": "annual"}), school, from_date=first)

    assert keys(layout) == keys(plain)
    for each in layout.occurrences:
        begun = next(day for day in school.school_days if day >= (first or school.starts_on))
        assert school.is_school_day(each.due_on)
        assert each.due_on <= max(months_after(last_held, 12), begun)


@given(rhythms, streams, closed, days)
def test_two_entitlements_that_meet_promise_together_what_one_would(
    rhythm: dict[str, Any], several: tuple[str, ...], closures: frozenset[date], meet: date
):
    school, engagement = YEAR.with_closures(closures), promise(rhythm, several)
    before = lay_out(engagement, school, until=meet - timedelta(days=1))
    after = lay_out(engagement, school, from_date=meet)

    assert sorted(keys(before) + keys(after)) == sorted(keys(lay_out(engagement, school)))


@given(st.integers(1, 6), st.sampled_from(["half_term", "term", "year"]), closed)
def test_a_minimum_is_neither_lost_nor_doubled(times: int, window: str, closures: frozenset[date]):
    layout = lay_out(
        promise({"kind": "at_least", "times": times, "window": window}), YEAR.with_closures(closures)
    )
    windows = {"half_term": 6, "term": 3, "year": 1}[window]
    everything = keys(layout) + [each.key for each in layout.shortfalls]

    assert len(everything) == len(set(everything)) == times * windows


@given(rhythms, streams, closed, days)
def test_equal_input_gives_an_equal_schedule_in_order(
    rhythm: dict[str, Any], several: tuple[str, ...], closures: frozenset[date], first: date
):
    school, engagement = YEAR.with_closures(closures), promise(rhythm, several)
    layout = lay_out(engagement, school, from_date=first)
    sequences = [each.sequence for each in layout.occurrences]
    due = [each.due_on for each in layout.occurrences]

    assert layout == lay_out(engagement, YEAR.with_closures(sorted(closures)), from_date=first)
    assert sequences == sorted(set(sequences))
    assert due == sorted(due)
    assert len(set(keys(layout))) == len(layout.occurrences)


@given(st.integers(2000, 2099), rhythms)
def test_the_counter_starts_anew_each_year_and_keys_of_two_years_never_meet(
    start: int, rhythm: dict[str, Any]
):
    one, two = (lay_out(promise(rhythm), typical_year(year)) for year in (start, start + 1))

    assert not set(keys(one)) & set(keys(two))
    assert one.occurrences[0].sequence == two.occurrences[0].sequence == 1
    assert one.occurrences[0].window.rsplit("-", 1)[-1] == two.occurrences[0].window.rsplit("-", 1)[-1]


@given(closed, st.integers(1, 8))
def test_every_so_many_weeks_means_so_many_school_weeks(closures: frozenset[date], weeks: int):
    school = YEAR.with_closures(closures)
    layout = lay_out(promise({"kind": "recurring", "every": "school_weeks", "weeks": weeks}), school)

    assert len(layout.occurrences) == len(school.school_weeks()) // weeks
