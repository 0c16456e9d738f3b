"""A category changes after people had agreed a day, written something or arranged a meeting: none of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from schools.models import Person
from schools.services.calendar import add_closure
from support import tasks
from support.models import Decision, Engagement, Record
from support.queries.my_calendar import my_calendar
from support.record_text import RecordText
from support.services import networks, records
from support.services.moving import move
from support.services.networks import Arrangement
from support.services.new_year import ensure_commitments
from tests.cast import LONDON, Cast

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]
NETWORK = "headteacher-network:2026-27:week-15:1"
MEETS = datetime(2026, 12, 15, 9, 0, tzinfo=LONDON)


@pytest.fixture
def meeting(choose: Choose, at: Any) -> Engagement:
    """The autumn term's progress meeting of a school in Sustain, where it is held once a term."""
    with at("2026-09-01 10:00"):
        choose("sustain")
    return Engagement.objects.get(commitment__promise="progress-meeting", label="Autumn term")


def agreed(row: Engagement, by: Person, day: date) -> Engagement:
    return move(engagement=row, day=day, at=time(14), reason="", version=row.version, by=by)


def write(row: Engagement, by: Person) -> None:
    records.save(engagement=row, text=RecordText(purpose="Prepared."), internal="", version=0, by=by)


def arrange(cast: Cast) -> None:
    networks.arrange(
        year=cast.year_2026, key=NETWORK, arrangement=Arrangement(MEETS, 60, "Birch", ""), version=0,
        by=cast.chief_executive,
    )  # fmt: skip


def progress_meetings() -> dict[str, Engagement]:
    rows = Engagement.objects.filter(commitment__promise="progress-meeting", commitment__ends_on=None)
    return {row.label: row for row in rows}


def test_what_goes_on_in_the_same_measure_keeps_all_of_it(
    meeting: Engagement, choose: Choose, offered: Cast, at: Any
) -> None:
    by = offered.chief_executive
    with at("2026-09-02"):
        agreed(meeting, by, date(2026, 12, 8))
        write(meeting, by)
        arrange(offered)
    kept = Engagement.objects.filter(key__in=[meeting.key, NETWORK])
    before = list(kept.values())
    with at("2026-09-10"):
        choose("refine")
    assert list(kept.values()) == before
    assert len(before) == 2
    assert meeting.appointments.count() == 1
    assert Record.objects.get().engagement == meeting


def test_in_another_measure_the_agreed_day_stands_for_the_new_promise(
    meeting: Engagement, choose: Choose, offered: Cast, at: Any
) -> None:
    by = offered.chief_executive
    with at("2026-09-02"):
        agreed(meeting, by, date(2026, 12, 8))
    with at("2026-09-10"):
        before = {each.uid: each.sequence for each in my_calendar(offered.headteacher)}
        choose("stabilise")
        after = {each.uid: each for each in my_calendar(offered.headteacher)}
    new = [row for row in progress_meetings().values() if row.starts_at]
    assert [row.meets_on for row in new] == [date(2026, 12, 8)]
    (made,) = new[0].appointments.all()
    assert made.by == by
    meeting.refresh_from_db()
    assert (meeting.status, meeting.meets_on) == ("cancelled", date(2026, 12, 8))
    uid = f"engagement-{meeting.pk}@localhost"
    assert (after[uid].standing, after[uid].sequence > before[uid]) == ("CANCELLED", True)
    taken_on = after[f"engagement-{new[0].pk}@localhost"]
    assert (taken_on.standing, taken_on.starts_at) == ("CONFIRMED", new[0].starts_at)


@pytest.mark.parametrize("what", ["written about", "over"])
def test_what_was_most_likely_held_is_not_called_off(
    meeting: Engagement, choose: Choose, offered: Cast, at: Any, what: str
) -> None:
    with at("2026-09-02"):
        if what == "over":
            agreed(meeting, offered.chief_executive, date(2026, 9, 8))
        else:
            write(meeting, offered.chief_executive)
    with at("2026-09-10"):
        choose("stabilise")
    meeting.refresh_from_db()
    assert meeting.status == "planned"
    assert progress_meetings()  # those of the new measure stand beside it


def test_who_joins_later_sits_in_the_meeting_that_was_arranged(
    meeting: Engagement, offered: Cast, at: Any
) -> None:
    with at("2026-09-02"):
        arrange(offered)
        ensure_commitments(offered.birch, offered.year_2026)
    assert Engagement.objects.get(school=offered.birch, key=NETWORK).starts_at == MEETS


def test_one_school_s_closed_day_leaves_the_meeting_and_its_page_tells_of_a_day_closed_for_all(
    meeting: Engagement, offered: Cast, at: Any, client_of: ClientOf
) -> None:
    by, year = offered.trust_administrator, offered.year_2026
    seat = Engagement.objects.get(school=offered.alder, key=NETWORK)
    url, words = reverse("network_meeting", args=[year.pk, NETWORK]), "Schools are closed on this day"
    with at("2026-11-24"):
        arrange(offered)
        add_closure(year=year, starts_on=MEETS.date(), ends_on=MEETS.date(), school=offered.alder, by=by)
        tasks.follow_calendars()
        seat.refresh_from_db()
        assert seat.starts_at == MEETS
        assert words not in client_of(offered.headteacher).get(url).content.decode()
        add_closure(year=year, starts_on=MEETS.date(), ends_on=MEETS.date(), by=by)
        assert words in client_of(offered.headteacher).get(url).content.decode()
