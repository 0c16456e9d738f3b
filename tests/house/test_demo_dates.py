"""When the demo's story happens, for any day on which it may be told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schools.term_rules import LATEST_REPORT
from trust_portal.demo import ratings
from trust_portal.demo.plan import TERMS, plan_for
from trust_portal.demo.timing import PRIMARY, steps_of

TODAY = date(2026, 11, 23)
ODD_DAYS = [
    date(2026, 8, 20),  # a holiday
    date(2026, 9, 1),  # the first day of a year and a term
    date(2027, 12, 25),
    date(2028, 2, 29),
    date(2027, 4, 12),  # between spring and summer
]


def days_of_two_years() -> list[date]:
    return [date(2026, 9, 1) + timedelta(days=n) for n in range(730)]


@pytest.mark.parametrize("today", [TODAY, *ODD_DAYS], ids=str)
def test_the_present_term_is_running_or_just_past(today: date) -> None:
    plan = plan_for(today)
    present = plan.present.term
    assert present.starts_on + timedelta(weeks=3) <= today
    assert (today - present.ends_on).days < 70
    assert len(plan.terms) == TERMS
    assert len({term.start_year for term in plan.terms}) == 2


def test_any_day_of_the_year_has_a_story() -> None:
    for today in days_of_two_years():
        plan = plan_for(today)
        for term in plan.terms:
            assert term.self_evaluation_due <= term.moderation_due <= term.report_due, today
            assert term.term.starts_on <= term.self_evaluation_due, today
            assert term.report_due <= term.term.ends_on + LATEST_REPORT, today
        present = plan.present
        assert present.days[-1] < today, "Everything in the story lies behind the day it is told on."
        assert present.self_evaluation_due < today, today
        assert present.report_due >= today + timedelta(days=9), (
            "The timetable is not to prepare reports at once."
        )
        assert any(year.starts_on <= today <= year.ends_on for year in plan.years), today


def test_every_school_takes_its_steps_in_order_on_any_day() -> None:
    for today in days_of_two_years():
        for term in plan_for(today).terms:
            for school in ratings.SCHOOLS:
                steps = steps_of(term, school, returned=(school, term.place) == ("brackendyke-high", 2))
                taken = [
                    steps.begin,
                    steps.submit,
                    steps.submit_again,
                    steps.moderate_academic,
                    steps.moderate_operational,
                    steps.answer,
                    steps.settle,
                    steps.decide,
                ]
                known = [day for day in taken if day is not None]
                assert known == sorted(known), (today, term.name, school)
                assert steps.begin <= steps.operational, (today, school)
                assert steps.submit is None or steps.operational < steps.submit, (today, term.name, school)
                assert all(day in term.days for day in known), (today, term.name, school)
                if term.is_present and school == PRIMARY:
                    assert steps.submit is None
