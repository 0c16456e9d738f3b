"""What is due, when it is told, and in which words: arithmetic of days and plain text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.action_owners import names
from schools.digest import MOST_LINES, digest_of
from schools.rhythm import in_words, latest_turn
from schools.turns import Turn

DAY = date(2026, 11, 25)  # a Wednesday
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def turn(key: str = "x", due_on: date = DAY, **more: str) -> Turn:
    values = {"title": "Buy beakers", "where": "Alder Primary", "url": "/actions/1/"} | more
    return Turn(key=key, due_on=due_on, **values)


@pytest.mark.parametrize(
    ("days", "step"),
    [(-8, ""), (-7, "before"), (-1, "before"), (0, "on"), (1, "after-1"), (7, "after-1"), (8, "after-2")],
)
def test_a_thing_is_told_before_its_day_on_it_and_each_week_after(days: int, step: str):
    assert turn().step(DAY + timedelta(days=days)) == step


@given(DAYS, st.integers(0, 4))
def test_a_weekly_digest_is_looked_at_once_in_seven_days_and_names_everything_before_its_day(
    day: date, weekday: int
):
    last = latest_turn("weekly", weekday, day)
    assert last is not None
    assert last.weekday() == weekday
    assert 0 <= (day - last).days < 7
    assert turn(due_on=last + timedelta(days=7)).step(last) == "before"


@given(DAYS)
def test_a_daily_digest_is_looked_at_on_working_days(day: date):
    last = latest_turn("daily", 0, day)
    assert last is not None
    assert last.weekday() < 5
    assert 0 <= (day - last).days <= 2


def test_nobody_is_reminded_who_wants_no_reminders():
    assert latest_turn("none", 0, DAY) is None


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [("weekly", "each week on Tuesday"), ("daily", "on each working day"), ("none", "never")],
)
def test_a_rhythm_in_words(rhythm: str, words: str):
    assert in_words(rhythm, 1).startswith(words)


def test_a_digest_is_plain_text_with_an_address_for_each_thing():
    digest = digest_of(
        [
            turn(due_on=date(2026, 11, 20), note="no day is agreed"),
            turn(title="Two\nlines", where=""),
            turn(due_on=date(2026, 11, 27), url="/a/"),
        ],
        DAY,
    )
    assert digest.subject == "Due: 1 overdue, 1 today, 1 in the next seven days"
    assert digest.body("https://portal.example") == (
        "Overdue:\n"
        "- Buy beakers, Alder Primary: Friday 20 November 2026 (no day is agreed)\n"
        "  https://portal.example/actions/1/\n\n"
        "Due today:\n"
        "- Two lines: Wednesday 25 November 2026\n"
        "  https://portal.example/actions/1/\n\n"
        "Due in the next seven days:\n"
        "- Buy beakers, Alder Primary: Friday 27 November 2026\n"
        "  https://portal.example/a/"
    )


def test_a_mail_names_so_many_and_says_how_many_more():
    digest = digest_of([turn(str(n)) for n in range(MOST_LINES + 3)], DAY)
    assert digest.body("").count("Buy beakers") == MOST_LINES
    assert digest.body("").endswith("- and 3 more in the portal")
    assert digest.number == MOST_LINES + 3


@pytest.mark.parametrize(
    ("owner", "is_theirs"),
    [
        ("Dev Patel", True),
        ("dev  patel", True),
        ("Deputy headteacher", True),
        ("Headteacher and Dev Patel", True),
        ("SENCO / deputy headteacher", True),
        ("Headteacher", False),
        ("Deputy headteachers' meeting", False),
        ("", False),
        (" , ", False),
    ],
)
def test_an_owner_is_a_name_or_a_role(owner: str, is_theirs: bool):
    assert names(owner, "Dev Patel", ["Deputy headteacher"]) is is_theirs


def test_a_role_with_and_in_its_name_is_still_a_role():
    assert names("Head of reading and writing", "X", ["Head of reading and writing"])
