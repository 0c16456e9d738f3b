"""Months and terms of what is planned: every engagement stands once, on its day, for those who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from schools.models import Person
from schools.typical_year import typical_year
from support.feed import Standing
from support.models import Decision, Engagement
from support.month import (
    Item,
    first_of,
    last_of,
    month_after,
    month_before,
    school_weeks_of,
    term_at,
    weeks_of,
)
from support.queries.my_calendar import my_calendar
from support.queries.planned_days import of_person, of_school
from support.services.engagements import record_held
from support.services.moving import move
from tests.cast import Cast
from tests.support.test_planning_pages import agree, asked, timed

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]
YEAR = typical_year(2026)
days = st.dates(YEAR.starts_on, YEAR.ends_on)


def item(day: date) -> Item:
    return Item(day, "Visit", "/", None, True, "Planned", "quiet")


@given(st.lists(days, max_size=20), days)
def test_a_month_shows_each_day_once_with_all_that_lies_on_it(lying: list[date], day: date) -> None:
    first = day.replace(day=1)
    items = [item(each) for each in lying if first <= each <= last_of(first)]
    shown = [each for week in weeks_of(first, items, YEAR) for each in week]
    here = [each.day for each in shown if each.is_here]
    assert len(set(here)) == len(here)
    assert {each for each in here if each.weekday() < 5} == {
        day for day in (first.replace(day=n) for n in range(1, last_of(first).day + 1)) if day.weekday() < 5
    }
    assert sorted(i.day for each in shown if each.is_here for i in each.items) == sorted(i.day for i in items)
    assert all(each.is_open == YEAR.is_school_day(each.day) for each in shown if each.is_open is not None)
    assert month_after(month_before(first)) == first


@given(st.lists(days, max_size=20))
def test_the_terms_show_all_that_lies_in_a_year_once(lying: list[date]) -> None:
    """On training days of a first week and in the holidays as well."""
    training = YEAR.with_closures(date(2026, 9, 1) + timedelta(days=n) for n in range(7))
    items = [item(each) for each in lying]
    shown = [
        each.day
        for term in training.windows("term")
        for week in school_weeks_of(term, items, training)
        for each in week.items
    ]
    assert sorted(shown) == sorted(lying)


def test_a_term_without_a_school_day_has_no_weeks() -> None:
    term = YEAR.windows("term")[1]
    closed = YEAR.with_closures(YEAR.days_in(term))
    assert school_weeks_of(closed.windows("term")[1], [item(term.starts_on)], closed) == []


@given(days)
def test_the_weeks_of_a_term_hold_its_school_days_only(day: date) -> None:
    term = term_at(day, YEAR)
    weeks = school_weeks_of(term, [], YEAR)
    assert {d for week in weeks for d in (week.first, week.last)} <= set(YEAR.days_in(term))


@pytest.mark.parametrize("words", ["", "2026", "2026-13", "1066-10", "2026-1x", "²026-10", "99999-1"])
def test_what_is_no_month_is_this_month(words: str) -> None:
    assert first_of(words, date(2026, 11, 23)) == date(2026, 11, 1)
    assert first_of("2027-02", date(2026, 11, 23)) == date(2027, 2, 1)


@pytest.fixture
def promised(choose: Choose, offered: Cast, at: Any) -> Any:
    """Alder in Sustain; what is proposed for the first half-term is agreed."""
    with at("2026-09-01 10:00"):
        choose("sustain")
        timed(offered)
        agree(offered)
        yield offered


def test_everything_of_a_year_stands_once(promised: Cast) -> None:
    year = promised.year_2026
    items = of_school(promised.alder, year.starts_on, year.ends_on)
    assert len(items) == Engagement.objects.filter(school=promised.alder).count()
    dated = [each for each in items if each.is_dated]
    assert len(dated) == Engagement.objects.exclude(starts_at=None).count() > 0
    by_month = [each for number in range(12) for each in of_school(promised.alder, *_month(2026, 9 + number))]
    assert sorted(each.url for each in by_month) == sorted(each.url for each in items)


def _month(year: int, number: int) -> tuple[date, date]:
    first = date(year + (number - 1) // 12, (number - 1) % 12 + 1, 1)
    return first, last_of(first)


def test_what_was_held_on_another_day_stands_on_that_day(promised: Cast, at: Any) -> None:
    row = Engagement.objects.exclude(starts_at=None).earliest("starts_at")
    agreed = row.meets_on
    with at("2026-10-20 17:00"):
        held = date(2026, 10, 20)
        record_held(engagement=row, held_on=held, note="", version=row.version, by=promised.chief_executive)
        stands = [
            each.day for each in of_school(promised.alder, agreed, held) if each.url == row.get_absolute_url()
        ]
    assert stands == [held] != [agreed]


def test_the_pages_of_a_school_and_of_oneself(promised: Cast, client_of: ClientOf) -> None:
    row = Engagement.objects.get(commitment__promise="progress-meeting", label="Autumn term")
    move(
        engagement=row, day=date(2026, 11, 18), at=time(14), reason="The head asked for it.",
        version=row.version, by=promised.chief_executive,
    )  # fmt: skip
    school, own = reverse("plan_calendar", args=[promised.alder.urn]), reverse("own_calendar")
    for person, url in ((promised.headteacher, school), (promised.chief_executive, own)):
        said = client_of(person).get(f"{url}?month=2026-11").content.decode()
        assert "November 2026" in said
        assert f'14:00 <a href="{row.get_absolute_url()}">' in said
        assert 'rel="prev" href="?month=2026-10"' in said
        assert 'rel="next" href="?month=2026-12"' in said
        said = client_of(person).get(f"{url}?month=2026-11&view=term").content.decode()
        assert "Autumn term 2026/27" in said
        assert "School week 11" in said
        assert f'14:00 <a href="{row.get_absolute_url()}">' in said
        assert 'rel="next" href="?month=2027-01&amp;view=term"' in said
        assert client_of(person).get(f"{url}?month=2031-02&view=term").status_code == 200
        for beyond in ("?month=2025-09", "?month=2025-09&view=term"):  # the trust keeps 2025/26 and 2026/27
            said = client_of(person).get(url + beyond).content.decode()
            assert "Earlier" not in said
            assert "Later" in said
        for beyond in ("?month=2027-08", "?month=2027-07&view=term"):
            said = client_of(person).get(url + beyond).content.decode()
            assert "Earlier" in said
            assert "Later" not in said
    assert "No school" in client_of(promised.headteacher).get(f"{school}?month=2026-10").content.decode()
    assert client_of(promised.foreign_head).get(school).status_code == 404
    assert client_of(promised.governor).get(school).status_code == 404
    assert (
        row.get_absolute_url()
        not in client_of(promised.other_head).get(f"{own}?month=2026-11").content.decode()
    )


def test_one_s_own_months_of_a_year_long_over_still_hold_what_was_held(promised: Cast, at: Any) -> None:
    september = date(2026, 9, 1), date(2026, 9, 30)
    then = of_person(promised.chief_executive, *september)
    assert any(each.is_dated for each in then)
    with at("2028-01-10 10:00"):
        assert of_person(promised.chief_executive, *september) == then


def test_what_a_changed_category_called_off_is_not_in_one_s_own_calendar(
    promised: Cast, choose: Choose, at: Any
) -> None:
    person = promised.head_of_school_improvement
    with at("2026-11-10 10:00"):
        choose("stabilise")
        choose("sustain")
        gone = [each for each in my_calendar(person) if each.standing == Standing.CANCELLED]
        assert any(each.starts_at is None for each in gone)
        shown = of_person(person, YEAR.starts_on, YEAR.ends_on)
    assert all(each.starts_at for each in shown if each.standing == "Cancelled")


@pytest.mark.parametrize("view", ["month", "term"])
def test_pages_ask_the_same_with_one_school_and_with_three(
    promised: Cast, client_of: ClientOf, view: str
) -> None:
    client = client_of(promised.chief_executive)
    urls = [reverse("plan_calendar", args=[promised.alder.urn]), reverse("own_calendar")]
    few = [asked(client, f"{url}?month=2026-11&view={view}") for url in urls]
    Engagement.objects.filter(school=promised.alder, due_on__gte="2026-12-01").delete()
    fewer = [asked(client, f"{url}?month=2026-11&view={view}") for url in urls]
    assert fewer == few
