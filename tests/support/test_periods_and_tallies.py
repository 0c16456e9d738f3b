"""Counting promises is arithmetic: every day lies in one half-term, counts add up, unknown is not zero."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.typical_year import typical_year
from support import periods
from support.closing import closes_soon, days_left
from support.periods import Period
from support.spec_judging import EarlyWarning
from support.tally import Tally, total, worst_first

YEAR = typical_year(2026)
NUMBERS = st.integers(min_value=0, max_value=50)


@given(st.integers(min_value=0, max_value=364))
def test_every_day_of_the_year_lies_in_one_half_term_and_one_term(offset: int):
    day = YEAR.starts_on + timedelta(days=offset)
    if day > YEAR.ends_on:
        return
    assert sum(day in each for each in periods.half_terms(YEAR)) == 1
    assert sum(day in each for each in periods.terms(YEAR)) == 1
    assert day in periods.whole_year(YEAR)


def test_the_half_terms_of_a_term_make_it_up():
    halves, terms = periods.half_terms(YEAR), periods.terms(YEAR)
    assert [each.code for each in halves] == [f"half-term-{n}" for n in range(1, 7)]
    assert halves[0].title == "Autumn term, first half"
    for at, term in enumerate(terms):
        first, second = halves[2 * at : 2 * at + 2]
        assert (first.starts_on, second.ends_on) == (term.starts_on, term.ends_on)
    assert [each.code for each in periods.all_of(YEAR)][-1] == "year"


def test_the_holiday_after_a_half_term_belongs_to_it():
    first, second = periods.half_terms(YEAR)[:2]
    assert date(2026, 10, 28) in first
    assert second.starts_on == date(2026, 11, 2)


def test_counts_add_up():
    one = Tally(held=3, missed=1, planned=4, off_by_trust=1, off_by_school=2, off_unsaid=1, called_off=9)
    assert (one.cancelled, one.promised_to_date, one.promised, one.not_held) == (4, 8, 12, 5)
    assert total([one, one]).held == 6
    assert total([]) == Tally()
    assert one.cancelled_words == "1 by the trust, 2 by the school, 1 not said by whom"
    assert Tally().cancelled_words == "None"


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(), "Nothing held"),
        (Tally(held=2), "Not recorded"),
        (Tally(held=2, school_stayed_away=2), "0 of 2"),
        (Tally(held=5, school_came=2, school_stayed_away=1), "2 of 3; 2 not recorded"),
    ],
)
def test_not_recorded_is_not_zero(tally: Tally, words: str):
    assert tally.school_words == words


@pytest.mark.parametrize(
    ("tally", "standing", "tone"),
    [
        (Tally(), "Nothing promised", "quiet"),
        (Tally(called_off=3), "Nothing promised", "quiet"),
        (Tally(planned=3), "Nothing due yet", "quiet"),
        (Tally(held=3), "All held", "done"),
        (Tally(held=3, missed=1, off_by_school=1), "2 of 5 not held", "late"),
    ],
)
def test_a_standing_is_said_in_words(tally: Tally, standing: str, tone: str):
    assert (tally.standing, tally.tone) == (standing, tone)


def test_the_least_kept_comes_first_and_what_is_not_due_last():
    none_due, all_held = Tally(planned=5), Tally(held=5)
    half, half_of_many = Tally(held=1, missed=1), Tally(held=4, missed=4)
    ordered = sorted([none_due, all_held, half, half_of_many], key=worst_first)
    assert ordered == [half_of_many, half, all_held, none_due]
    assert half.share_held == Fraction(1, 2)
    assert none_due.share_held is None


def days(number: int) -> tuple[date, ...]:
    return tuple(date(2026, 9, 1) + timedelta(days=n) for n in range(number))


def test_the_last_school_days_of_a_window_and_not_before_half_of_a_short_one():
    rule = EarlyWarning(school_days=5)
    long, week = days(30), days(5)
    assert [closes_soon(long, day, rule) for day in long].index(True) == 25
    assert [closes_soon(week, day, rule) for day in week] == [False, False, False, True, True]
    assert closes_soon(days(1), days(1)[0], rule)
    assert not closes_soon(long, long[-1] + timedelta(days=1), rule)
    assert not closes_soon((), date(2026, 9, 1), rule)
    assert days_left(long, long[25]) == 5


def test_how_soon_is_soon_stands_in_the_offer():
    long = days(30)
    assert [closes_soon(long, day, EarlyWarning(school_days=2)) for day in long].index(True) == 28


@given(NUMBERS, NUMBERS, NUMBERS)
def test_what_is_not_recorded_is_what_is_left(held: int, came: int, away: int):
    tally = Tally(held=held + came + away, owing_came=came, owing_stayed_away=away)
    assert tally.owing_unrecorded == held


def test_a_period_holds_both_its_days():
    period = Period("x", "X", date(2026, 9, 1), date(2026, 9, 2))
    assert [date(2026, 8, 31) in period, date(2026, 9, 1) in period, date(2026, 9, 2) in period] == [
        False,
        True,
        True,
    ]
