"""The school year as arithmetic: weeks, months and windows against dates worked out by hand."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar import HalfTerm, SchoolCalendar, Term
from schools.typical_year import typical_year


def _half_term(number: int, starts_on: date, ends_on: date) -> HalfTerm:
    return HalfTerm(number, starts_on, ends_on)


PETERBOROUGH = SchoolCalendar(
    name="2026/27",
    starts_on=date(2026, 9, 1),
    ends_on=date(2027, 8, 31),
    terms=(
        Term(
            1,
            "Autumn",
            date(2026, 9, 1),
            date(2026, 12, 18),
            (
                _half_term(1, date(2026, 9, 1), date(2026, 10, 23)),
                _half_term(2, date(2026, 11, 2), date(2026, 12, 18)),
            ),
        ),
        Term(
            2,
            "Spring",
            date(2027, 1, 4),
            date(2027, 3, 25),
            (
                _half_term(3, date(2027, 1, 4), date(2027, 2, 12)),
                _half_term(4, date(2027, 2, 22), date(2027, 3, 25)),
            ),
        ),
        Term(
            3,
            "Summer",
            date(2027, 4, 12),
            date(2027, 7, 21),
            (
                _half_term(5, date(2027, 4, 12), date(2027, 5, 28)),
                _half_term(6, date(2027, 6, 7), date(2027, 7, 21)),
            ),
        ),
    ),
    closures=frozenset({date(2027, 5, 3)}),
)


def test_peterborough_has_forty_school_weeks_in_half_terms_of_8_7_6_5_7_and_7():
    weeks = PETERBOROUGH.school_weeks()

    assert [week.number for week in weeks] == list(range(1, 41))
    assert Counter(week.half_term.number for week in weeks) == {1: 8, 2: 7, 3: 6, 4: 5, 5: 7, 6: 7}
    assert len(PETERBOROUGH.school_days) == 195


def test_the_first_week_begins_on_the_first_school_day_and_the_count_goes_on_after_a_holiday():
    weeks = PETERBOROUGH.school_weeks()

    assert weeks[0].monday == date(2026, 8, 31)
    assert weeks[0].days == tuple(date(2026, 9, day) for day in (1, 2, 3, 4))
    assert (weeks[7].days[-1], weeks[8].days[0]) == (date(2026, 10, 23), date(2026, 11, 2))
    assert weeks[15].number == 16
    assert weeks[15].days[0] == date(2027, 1, 4)


def test_eleven_months_have_ten_school_days_and_august_has_none():
    months = PETERBOROUGH.months_with_school_days()

    assert [(month.year, month.month) for month in months] == [
        *((2026, month) for month in (9, 10, 11, 12)),
        *((2027, month) for month in (1, 2, 3, 4, 5, 6, 7)),
    ]
    assert [len(month.days) for month in months] == [22, 17, 21, 14, 20, 15, 19, 15, 19, 18, 15]
    assert len(PETERBOROUGH.months_with_school_days(minimum=18)) == 6


@pytest.mark.parametrize(
    ("day", "half_term", "term", "open_"),
    [
        (date(2026, 8, 31), None, None, False),
        (date(2026, 9, 1), 1, 1, True),
        (date(2026, 9, 5), 1, 1, False),  # a Saturday
        (date(2026, 10, 28), None, 1, False),  # the half-term break lies in the term
        (date(2026, 12, 25), None, None, False),
        (date(2027, 3, 25), 4, 2, True),
        (date(2027, 5, 3), 5, 3, False),  # the early May bank holiday
        (date(2027, 7, 21), 6, 3, True),
    ],
)
def test_where_a_day_lies(day: date, half_term: int | None, term: int | None, open_: bool):
    found_half, found_term = PETERBOROUGH.half_term_of(day), PETERBOROUGH.term_of(day)

    assert (found_half and found_half.number) == half_term
    assert (found_term and found_term.number) == term
    assert PETERBOROUGH.is_school_day(day) is open_


def test_a_week_closed_throughout_is_not_a_school_week():
    snow = [date(2026, 9, day) for day in range(14, 19)]
    school = PETERBOROUGH.with_closures(snow)

    assert len(school.school_weeks()) == 39
    assert school.school_weeks()[2].monday == date(2026, 9, 21)
    assert PETERBOROUGH.is_school_day(snow[0]), "the trust's calendar is untouched by a school's closure"


def test_windows_have_codes_and_labels_that_people_know():
    halves = PETERBOROUGH.windows("half_term")

    assert [(window.code, window.label) for window in halves[:2]] == [
        ("half-term-1", "Autumn term, first half"),
        ("half-term-2", "Autumn term, second half"),
    ]
    assert [window.days[-1] for window in halves] == [
        date(2026, 10, 23),
        date(2026, 12, 18),
        date(2027, 2, 12),
        date(2027, 3, 25),
        date(2027, 5, 28),
        date(2027, 7, 21),
    ]
    assert [len(PETERBOROUGH.windows(unit)) for unit in ("school_week", "month", "term", "year")] == [
        40,
        11,
        3,
        1,
    ]
    assert PETERBOROUGH.windows("month")[0].label == "September 2026"


@pytest.mark.parametrize(
    ("halves", "sentence"),
    [
        ([(1, 1, 30), (2, 20, 60)], "overlap"),
        ([(1, 1, 30), (2, 40, 200)], "inside"),
        ([(2, 1, 30), (1, 40, 60)], "numbered"),
        ([], "no parts"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(halves: list[tuple[int, int, int]], sentence: str):
    start = date(2026, 9, 1)
    parts = tuple(
        HalfTerm(number, start + timedelta(days=first), start + timedelta(days=last))
        for number, first, last in halves
    )
    with pytest.raises(ValueError, match=sentence):
        SchoolCalendar("x", start, date(2027, 8, 31), (Term(1, "Autumn", start, date(2026, 12, 18), parts),))


def test_the_typical_year_of_2026_is_peterboroughs():
    typical = typical_year(2026)

    assert (typical.name, typical.terms) == (PETERBOROUGH.name, PETERBOROUGH.terms)
    assert typical.school_days == PETERBOROUGH.school_days


@pytest.mark.parametrize(
    ("start_year", "spring_ends", "summer_begins"),
    [
        (2023, date(2024, 3, 28), date(2024, 4, 15)),  # Easter on 31 March
        (2025, date(2026, 3, 27), date(2026, 4, 13)),  # Easter on 5 April
        (2024, date(2025, 4, 4), date(2025, 4, 22)),  # Easter on 20 April
    ],
)
def test_easter_moves_the_spring_holiday(start_year: int, spring_ends: date, summer_begins: date):
    _, spring, summer = typical_year(start_year).terms

    assert (spring.ends_on, summer.starts_on) == (spring_ends, summer_begins)


@given(st.integers(min_value=1990, max_value=2150))
def test_every_typical_year_is_a_plausible_english_one(start_year: int):
    year = typical_year(start_year)
    weeks = year.school_weeks()
    lengths = Counter(week.half_term.number for week in weeks)

    assert 38 <= len(weeks) <= 41
    assert 188 <= len(year.school_days) <= 198
    assert set(lengths) == {1, 2, 3, 4, 5, 6}
    assert all(4 <= weeks_in_half <= 9 for weeks_in_half in lengths.values())
    for term in year.terms:
        assert year.is_school_day(term.starts_on)
        assert year.is_school_day(term.ends_on)
    for new_year in (1, 2):
        day = date(start_year + 1, 1, new_year)
        assert not year.is_school_day(day)


closures = st.frozensets(st.dates(date(2026, 9, 1), date(2027, 8, 31)), max_size=60)


@given(closures)
def test_weeks_and_windows_hold_every_school_day_once_whatever_is_closed(days: frozenset[date]):
    school = PETERBOROUGH.with_closures(days)
    weeks = school.school_weeks()

    assert not set(school.school_days) & days
    assert [day for week in weeks for day in week.days] == list(school.school_days)
    assert [week.number for week in weeks] == list(range(1, len(weeks) + 1))
    assert all(week.days for week in weeks)
    for unit in ("half_term", "term", "year", "school_week"):
        assert [day for window in school.windows(unit) for day in window.days] == list(school.school_days)
