"""What waits for somebody in support: what they owe and missed, what may lapse, what was agreed, what is reviewed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.models import Person, School
from schools.queries.reminders import due_from
from schools.services.reminders import remind
from schools.services.schools import add_school
from support.models import Decision, Engagement
from support.queries.closing import closing_for
from support.queries.due import turns
from support.services import appeals, engagements, initiatives, moving, networks, reviews
from support.services.networks import Arrangement
from support.services.new_year import ensure_commitments
from support.services.reviews import Commission
from tests.cast import LONDON, Cast

Choose = Callable[..., Decision]


@pytest.fixture
def promised(offered: Cast, at: Any) -> Cast:
    with at("2026-09-01 10:00"):
        for school in (offered.alder, offered.birch):
            ensure_commitments(school, offered.year_2026)
    return offered


def session(cast: Cast) -> Engagement:
    """The session of the first half-term that the head of school improvement owes Alder."""
    rows = Engagement.objects.filter(school=cast.alder, commitment__promise="improvement-support")
    return rows.order_by("due_on")[0]


def notes(cast: Cast, row: Engagement) -> list[tuple[date, str]]:
    mine = turns(cast.head_of_school_improvement)
    return [(turn.due_on, turn.note) for turn in mine if turn.key == f"engagement:{row.pk}"]


def test_an_early_warning_an_agreed_day_a_day_that_passed_a_window_that_closed(promised: Cast, at: Any):
    row, by = session(promised), promised.head_of_school_improvement
    last = date(2026, 10, 23)
    with at("2026-10-14"):
        assert notes(promised, row) == []
    with at("2026-10-19"):
        assert notes(promised, row) == [(last, "no day is agreed; 5 school days left")]
        row = moving.move(engagement=row, day=date(2026, 10, 20), at=time(9, 30), reason="", version=1, by=by)
        assert notes(promised, row) == [(date(2026, 10, 20), "agreed for this day")]
    with at("2026-10-20 13:00"):
        assert notes(promised, row) == [(date(2026, 10, 20), "agreed for this day")]
        assert row not in [each.due.engagement for each in closing_for(by)]
    with at("2026-10-21"):
        assert notes(promised, row) == [
            (last, "its day has passed, and nothing is recorded; 3 school days left")
        ]
    with at("2026-10-26"):
        assert notes(promised, row) == [
            (last, "its window has closed: hold it late, or say what became of it")
        ]
        row.refresh_from_db()
        engagements.record_held(engagement=row, held_on=last, note="", version=row.version, by=by)
        assert notes(promised, row) == []


def test_a_day_that_passed_long_before_the_window_closes(promised: Cast, at: Any):
    row = session(promised)
    with at("2026-09-10"):
        moving.move(
            engagement=row, day=date(2026, 9, 15), at=time(9, 30), reason="", version=row.version,
            by=promised.head_of_school_improvement,
        )  # fmt: skip
    with at("2026-09-17"):
        assert notes(promised, row) == [(date(2026, 9, 15), "held? Record what became of it")]


def test_a_school_that_has_closed_waits_for_nobody(promised: Cast, at: Any):
    row, by = session(promised), promised.head_of_school_improvement
    with at("2026-09-10"):
        moving.move(
            engagement=row, day=date(2026, 10, 20), at=time(9, 30), reason="", version=row.version, by=by
        )
    with at("2026-10-18"):
        assert notes(promised, row) == [(date(2026, 10, 20), "agreed for this day")]
        School.objects.filter(pk=promised.alder.pk).update(closed_on=date(2026, 10, 16))
        assert notes(promised, row) == []
    with at("2026-11-02"):
        assert notes(promised, row) == []


def test_what_somebody_else_owes_is_not_theirs(promised: Cast, at: Any):
    with at("2026-10-19"):
        theirs = {turn.title for turn in turns(promised.chief_financial_officer)}
        assert not any(str(session(promised).title) in title for title in theirs)
        for person in (promised.headteacher, promised.trustee, promised.governor, promised.foreign_chief):
            assert list(turns(person)) == []


def test_a_meeting_of_many_schools_is_one_thing(promised: Cast, at: Any):
    with at("2026-09-17"):
        networks.arrange(
            year=promised.year_2026,
            key="headteacher-network:2026-27:week-3:1",
            arrangement=Arrangement(datetime(2026, 9, 18, 9, 0, tzinfo=LONDON)),
            version=0,
            by=promised.chief_executive,
        )
        (turn,) = [turn for turn in turns(promised.chief_executive) if turn.key.startswith("network:")]
    assert (turn.where, turn.note, turn.due_on) == ("2 schools", "agreed for this day", date(2026, 9, 18))
    assert turn.url == reverse(
        "network_meeting", args=[promised.year_2026.pk, "headteacher-network:2026-27:week-3:1"]
    )


def test_a_deputy_for_the_chief_executive_is_reminded_too(promised: Cast, at: Any):
    with at("2026-09-17"):
        mine, theirs = (
            {turn.key for turn in turns(person)}
            for person in (promised.chief_executive, promised.deputy_chief_executive)
        )
    assert mine
    assert mine == theirs


def test_the_day_on_which_a_category_is_looked_at_again(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("refine", review_on=date(2026, 11, 27))
    with at("2026-11-23"):
        (turn,) = [each for each in turns(offered.chief_executive) if each.key.startswith("review:")]
        assert (turn.title, turn.where) == ("Look again at the academic category", "Alder Primary")
        assert (turn.due_on, turn.note) == (date(2026, 11, 27), "it is Refine")
        assert not [
            each for each in turns(offered.head_of_school_improvement) if each.key.startswith("review:")
        ]


def keys(person: Person, begin: str) -> list[tuple[str, date]]:
    return [(turn.title, turn.due_on) for turn in turns(person) if turn.key.startswith(begin)]


def test_the_day_by_which_an_appeal_is_decided(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        row = appeals.appeal(decision=choose("refine"), reason="So.", by=offered.headteacher)
        assert row.answer_by is not None
        theirs = [("Decide the appeal, academic category", row.answer_by)]
        assert keys(offered.trustee, "appeal:") == theirs
        assert keys(offered.chief_executive, "appeal:") == []
        School.objects.filter(pk=offered.alder.pk).update(closed_on=date(2026, 9, 1))
        assert keys(offered.trustee, "appeal:") == []


def test_the_day_of_an_external_review_until_it_is_carried_out(cast: Cast, at: Any):
    by, day = cast.head_of_school_improvement, date(2026, 12, 4)
    row = reviews.commission(
        school=cast.alder, what=Commission("send", "Dr Fenn", day, "Results fell."), by=by
    )
    assert keys(by, "external-review:") == [("Review of SEND provision", day)]
    assert keys(cast.chief_executive, "external-review:") == []
    reviews.carry_out(
        review=row, carried_out_on=date(2026, 11, 23), reviewer="Dr Fenn", summary="Good.", by=by
    )
    assert keys(by, "external-review:") == []


def test_the_day_by_which_a_stage_is_settled(cast: Cast):
    day, by = date(2026, 11, 27), cast.headteacher
    row = initiatives.begin(
        trust=cast.trust, school=cast.alder, title="Reading", aim="Pupils read.", settle_by=day, by=by
    )
    assert keys(by, "initiative:") == [("Explore: Reading", day)]
    assert keys(cast.deputy_headteacher, "initiative:") == []
    initiatives.stop(initiative=row, seen=row.stage, reason="No time.", by=by)
    assert keys(by, "initiative:") == []


def test_the_early_warning_reaches_its_person_as_a_notice(promised: Cast, at: Any):
    by = promised.head_of_school_improvement
    with at("2026-10-19"):
        assert remind(by)
        notice = by.notices.get(key="digest:2026-10-19")
    assert "no day is agreed; 5 school days left" in notice.body
    assert session(promised).get_absolute_url() in notice.body


def test_what_is_due_costs_the_same_with_one_school_and_with_three(offered: Cast, at: Any):
    more = [
        add_school(
            trust=offered.trust,
            urn=900_200 + n,
            name=f"Elm {n}",
            phase="primary",
            by=offered.trust_administrator,
        )
        for n in range(2)
    ]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert due_from(offered.head_of_school_improvement).number
        return len(captured)

    def laid_out(*schools: School) -> None:
        with at("2026-09-01 10:00"):
            for school in schools:
                ensure_commitments(school, offered.year_2026)

    laid_out(offered.alder)
    with at("2026-10-19"):
        queries()
        one = queries()
        laid_out(*more)
        assert queries() == one
