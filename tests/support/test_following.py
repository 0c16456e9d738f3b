"""Days are closed after the year was laid out: what lies ahead follows, what is past or recorded stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from schools.models import AuditEntry, Closure
from schools.services.calendar import add_closure, remove_closure
from support import tasks
from support.models import AimReview, Decision, Engagement, Shortfall
from support.services import engagements
from tests.cast import Cast

Choose = Callable[..., Decision]


@pytest.fixture
def close(offered: Cast) -> Callable[..., Closure]:
    def closed(first: date, last: date, school: Any = None) -> Closure:
        by = offered.trust_administrator
        return add_closure(year=offered.year_2026, starts_on=first, ends_on=last, school=school, by=by)

    return closed


def windows(promise: str) -> dict[str, tuple[date, date, date]]:
    rows = Engagement.objects.filter(commitment__promise=promise, school__name="Alder Primary")
    return {row.key.split(":")[2]: (row.window_start, row.window_end, row.due_on) for row in rows}


def test_the_days_of_a_window_follow_and_no_later_meeting_is_pushed_along(
    offered: Cast, choose: Choose, close: Callable[..., Closure], at: Any
):
    with at("2026-09-01 10:00"):
        choose("stabilise")
    before = windows("improvement-support")
    with at("2026-11-24"):
        close(date(2026, 11, 30), date(2026, 12, 4), offered.alder)  # a whole week
        close(date(2026, 12, 18), date(2026, 12, 18))  # the last day of the term, for all schools
        tasks.follow_calendars()
        entry = AuditEntry.objects.get(verb="followed the calendar", school=offered.alder)
        tasks.follow_calendars()  # again changes nothing

    after = windows("improvement-support")
    assert set(before) - set(after) == {"week-13"}
    assert {code for code in after if after[code] != before[code]} == {"week-15"}
    assert after["week-15"] == (date(2026, 12, 14), date(2026, 12, 17), date(2026, 12, 17))
    assert windows("deputy-and-subject-leader-network")["term-1"][2] == date(2026, 12, 17)
    (short,) = Shortfall.objects.all()
    assert short.sentence == "School week 13 has no school day left, so this cannot be held in it."
    assert AimReview.objects.filter(label="Autumn term, second half", window_end=date(2026, 12, 17)).exists()
    assert entry.after["without_a_day"] == 1
    assert AuditEntry.objects.filter(verb="followed the calendar", school=offered.alder).count() == 1


def test_what_is_recorded_or_over_stays(
    offered: Cast, choose: Choose, close: Callable[..., Closure], at: Any
):
    with at("2026-09-01 10:00"):
        choose("stabilise")
    with at("2026-11-18"):
        row = Engagement.objects.get(key="improvement-support:2026-27:week-11:1")
        engagements.record_held(
            engagement=row, held_on=date(2026, 11, 16), note="", version=1, by=offered.improvement_adviser
        )
    with at("2026-11-25"):
        before = Engagement.objects.filter(window_end__lt=date(2026, 11, 25)).order_by("pk")
        stood = list(before.values())
        close(date(2026, 11, 9), date(2026, 11, 20), offered.alder)
        tasks.follow_calendars()

    assert list(before.all().values()) == stood
    assert Engagement.objects.missed().filter(key="improvement-support:2026-27:week-10:1").exists()
    assert not Shortfall.objects.exists()


def test_a_closure_taken_back_brings_the_promise_back(
    offered: Cast, choose: Choose, close: Callable[..., Closure], at: Any
):
    with at("2026-09-01 10:00"):
        choose("stabilise")
    before = windows("improvement-support")
    with at("2026-11-24"):
        closure = close(date(2026, 11, 30), date(2026, 12, 4), offered.alder)
        tasks.follow_calendars()
        assert windows("improvement-support") != before
        remove_closure(closure=closure, by=offered.trust_administrator)
        tasks.follow_calendars()

    assert windows("improvement-support") == before
    assert not Shortfall.objects.exists()
