"""One engagement is given a day, moved, cancelled; every other one stays where it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kit import clock
from kit.refusals import Refused
from kit.saving import Conflict
from schools.models import AuditEntry, Notice, Person
from schools.services.calendar import add_closure
from support import tasks
from support.models import Appointment, Decision, Engagement
from support.queries.fulfilment import upcoming_engagements
from support.services import engagements
from support.services.following import follow_calendar
from support.services.moving import move
from tests.cast import LONDON, Cast

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]
SEED = 2026


@pytest.fixture
def meeting(choose: Choose, at: Any) -> Engagement:
    """The autumn term's progress meeting of a school in Sustain."""
    with at("2026-09-01 10:00"):
        choose("sustain")
    return Engagement.objects.get(commitment__promise="progress-meeting", label="Autumn term")


def moved(row: Engagement, by: Person, day: date, **more: Any) -> Engagement:
    values = {"at": time(14), "reason": "", "version": row.version} | more
    return move(engagement=row, day=day, by=by, **values)


def test_a_day_is_agreed_and_moved_with_a_reason(meeting: Engagement, offered: Cast) -> None:
    by = offered.chief_executive
    row = moved(meeting, by, date(2026, 12, 1))
    assert timezone.localtime(row.starts_at).isoformat() == "2026-12-01T14:00:00+00:00"
    with pytest.raises(Refused) as refused:
        moved(row, by, date(2026, 12, 2))
    assert refused.value.refusal.code == "reason-missing"

    row = moved(row, by, date(2026, 12, 2), reason=" The head is\nat a funeral. ")

    assert (row.meets_on, row.calendar_version, row.version) == (date(2026, 12, 2), 3, 3)
    assert [each.reason for each in row.appointments.all()] == ["The head is at a funeral.", ""]
    entry = AuditEntry.objects.get(verb="moved engagement")
    assert (entry.by, entry.after["reason"]) == (by, "The head is at a funeral.")
    assert entry.before["starts_at"].startswith("2026-12-01T14:00")
    told = Notice.objects.filter(
        person=offered.headteacher, subject__contains="Wednesday 2 December 2026, 14:00"
    )
    assert "at a funeral" in told.get().body
    assert moved(row, by, date(2026, 12, 2)).version == row.version  # again changes nothing
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Appointment.objects.update(reason="Another one.")


@pytest.mark.parametrize(
    ("day", "reason", "code"),
    [
        ("2026-11-20", "", "in-the-past"),
        ("2026-12-05", "", "no-school-day"),  # a Saturday
        ("2026-12-24", "Late.", "no-school-day"),  # a holiday
        ("2027-05-03", "Late.", "no-school-day"),  # a bank holiday
        ("2027-09-06", "Late.", "outside-the-year"),
        ("2027-01-12", "", "reason-missing"),  # after its window
    ],
)
def test_days_on_which_it_cannot_be_held(
    meeting: Engagement, offered: Cast, day: str, reason: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        moved(meeting, offered.chief_executive, date.fromisoformat(day), reason=reason)
    assert refused.value.refusal.code == code
    assert not Appointment.objects.exists()


def test_outside_its_window_it_is_late_and_the_promise_stays(
    meeting: Engagement, offered: Cast, at: Any
) -> None:
    by = offered.chief_executive
    row = moved(meeting, by, date(2027, 1, 12), reason="The head is ill.")
    assert (row.window_end, row.is_outside_its_window) == (date(2026, 12, 18), True)
    with at("2027-01-06"):
        assert (row.is_missed, row.standing) == (True, "Late, agreed")
    with at("2027-01-13"):
        assert row.standing == "Missed"
        row = engagements.record_held(
            engagement=row, held_on=date(2027, 1, 12), note="", version=row.version, by=by
        )
        assert row.standing == "Held late"


def test_a_day_before_its_window_was_agreed_and_can_be_recorded(
    meeting: Engagement, offered: Cast, at: Any
) -> None:
    by = offered.chief_executive
    spring = Engagement.objects.get(commitment__promise="progress-meeting", label="Spring term")
    row = moved(spring, by, date(2026, 12, 15), reason="The spring is full.")
    with at("2026-12-16"):
        row = engagements.record_held(
            engagement=row, held_on=date(2026, 12, 15), note="", version=row.version, by=by
        )
    assert row.standing == "Held"


def test_staff_are_met_on_a_training_day_but_not_before_a_locked_door(
    meeting: Engagement, offered: Cast
) -> None:
    by, year = offered.trust_administrator, offered.year_2026
    tuesday, wednesday = date(2026, 12, 8), date(2026, 12, 9)
    add_closure(year=year, starts_on=tuesday, ends_on=tuesday, school=offered.alder, kind="inset", by=by)
    add_closure(
        year=year, starts_on=wednesday, ends_on=wednesday, school=offered.alder, kind="closure", by=by
    )
    row = moved(meeting, offered.chief_executive, tuesday)
    with pytest.raises(Refused) as refused:
        moved(row, offered.chief_executive, wednesday, reason="Later.")
    assert refused.value.refusal.code == "no-school-day"
    assert "a day on which it is closed at Alder Primary" in refused.value.refusal.sentence


def test_who_does_not_record_does_not_move_and_two_do_not_move_at_once(
    meeting: Engagement, offered: Cast
) -> None:
    with pytest.raises(Refused) as refused:
        moved(meeting, offered.headteacher, date(2026, 12, 1))
    assert refused.value.refusal.code == "not-yours"
    moved(meeting, offered.chief_executive, date(2026, 12, 1))
    with pytest.raises(Conflict):
        moved(meeting, offered.head_of_school_improvement, date(2026, 12, 2), version=1)
    meeting.refresh_from_db()
    assert meeting.meets_on == date(2026, 12, 1)


def test_one_school_s_seat_at_a_network_meeting_is_not_moved_alone(
    meeting: Engagement, offered: Cast, client_of: ClientOf
) -> None:
    seat = Engagement.objects.filter(commitment__promise="headteacher-network").last()
    assert seat is not None
    with pytest.raises(Refused) as refused:
        moved(seat, offered.chief_executive, date(2027, 6, 15), reason="Moved to the hall.")
    assert refused.value.refusal.code == "network-meeting"
    assert not Appointment.objects.exists()
    client = client_of(offered.chief_executive)
    page = client.get(seat.get_absolute_url()).content.decode()
    assert reverse("network_meeting", args=[offered.year_2026.pk, seat.key]) in page
    assert ("Agree a day and time" in page, "Cancel this one" in page) == (False, True)
    sent = {"do": "move", "version": 1, "day": "15 June 2027", "at": "14:30", "reason": "The hall."}
    answer = client.post(seat.get_absolute_url(), sent)
    assert (answer.status_code, "move the network meeting" in answer.content.decode()) == (403, True)
    assert "Agree a day and time" in client.get(meeting.get_absolute_url()).content.decode()


def test_moving_one_occurrence_moves_no_other(choose: Choose, offered: Cast, at: Any) -> None:
    """Each of a year's series in turn, to a day drawn anywhere in the rest of the year."""
    drawn = random.Random(SEED)  # noqa: S311
    with at("2026-09-01 10:00"):
        choose("stabilise")
        choose("stabilise", strand="operational")
    days = [date(2026, 11, 26) + timedelta(days=n) for n in range(230)]
    for promise in sorted(set(Engagement.objects.values_list("commitment__promise", flat=True))):
        row = drawn.choice(list(Engagement.objects.filter(commitment__promise=promise)))
        if row.commitment.spec.network:
            continue  # schools attend it together: it moves with its meeting
        others = list(Engagement.objects.exclude(pk=row.pk).order_by("pk").values())
        for day in drawn.sample(days, len(days)):
            with suppress(Refused):
                moved(row, offered.chief_executive, day, reason="Drawn by lot.")
                break
        stands = {"key": row.key, "window_start": row.window_start, "window_end": row.window_end}
        row.refresh_from_db()
        assert row.meets_on == day
        assert {name: getattr(row, name) for name in stands} == stands
        assert list(Engagement.objects.exclude(pk=row.pk).order_by("pk").values()) == others


def test_a_series_survives_what_is_laid_out_again(
    meeting: Engagement, choose: Choose, offered: Cast, at: Any
) -> None:
    by = offered.chief_executive
    series = Engagement.objects.filter(commitment__promise="progress-meeting", window_end__gte="2026-12-01")
    first, second, third = series.order_by("due_on")[:3]
    moved(first, by, date(2026, 12, 3), reason="Moved to the hall.")
    engagements.cancel(engagement=second, reason="Snow.", version=second.version, by=by)
    before = {row.key: (row.starts_at, row.status, row.calendar_version) for row in series}
    with at("2026-11-26"):
        choose("refine")  # the meetings go on in the same measure
        follow_calendar(school=offered.alder, year=offered.year_2026)
    assert {row.key: (row.starts_at, row.status, row.calendar_version) for row in series} == before
    assert third.starts_at is None


def test_an_agreed_day_that_is_closed_later_is_given_up(meeting: Engagement, offered: Cast) -> None:
    by, year, day = offered.trust_administrator, offered.year_2026, date(2026, 12, 8)
    row = moved(meeting, offered.chief_executive, day)
    add_closure(year=year, starts_on=day, ends_on=day, school=offered.alder, kind="closure", by=by)
    tasks.follow_calendars()
    row.refresh_from_db()
    assert (row.starts_at, row.status, row.calendar_version) == (None, "planned", 3)
    assert row.appointments.first().reason == "The school is closed on the day that was agreed."
    assert AuditEntry.objects.get(verb="followed the calendar").after["given_up"] == 1


def test_what_people_moved_out_of_a_closed_window_stays(meeting: Engagement, offered: Cast) -> None:
    by, year = offered.trust_administrator, offered.year_2026
    row = moved(meeting, offered.chief_executive, date(2027, 1, 12), reason="The building is closed.")
    add_closure(
        year=year, starts_on=date(2026, 11, 26), ends_on=date(2026, 12, 18), school=offered.alder, by=by,
        kind="closure",
    )  # fmt: skip
    add_closure(
        year=year, starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 25), school=offered.alder, by=by,
        kind="closure",
    )  # fmt: skip
    tasks.follow_calendars()
    row.refresh_from_db()
    assert row.meets_on == date(2027, 1, 12)


def test_a_change_of_category_that_calls_one_off_is_told_to_calendars(
    meeting: Engagement, choose: Choose, offered: Cast, at: Any
) -> None:
    with at("2026-09-02"):
        row = moved(meeting, offered.chief_executive, date(2026, 12, 8))
    with at("2026-09-10"):
        choose("stabilise")
    row.refresh_from_db()
    assert (row.status, row.calendar_version) == ("cancelled", 3)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 10, 25, 0, 30, tzinfo=LONDON),
        datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),
        datetime(2026, 12, 31, 23, 59, tzinfo=LONDON),
        datetime(2027, 1, 1, 0, 1, tzinfo=LONDON),
        datetime(2027, 3, 28, 0, 59, tzinfo=LONDON),
        datetime(2027, 3, 28, 2, 1, tzinfo=LONDON),
    ],
)
def test_clock_changes_and_the_new_year_change_nothing(
    meeting: Engagement, offered: Cast, moment: datetime, at: Any
) -> None:
    with at("2026-09-01 11:00"):
        summer = Engagement.objects.get(commitment__promise="progress-meeting", label="Summer term")
        moved(summer, offered.chief_executive, date(2027, 5, 4))
    before = list(Engagement.objects.order_by("pk").values())
    with clock.set_to(moment):
        assert not follow_calendar(school=offered.alder, year=offered.year_2026).is_anything
    assert list(Engagement.objects.order_by("pk").values()) == before
    summer.refresh_from_db()
    assert f"{timezone.localtime(summer.starts_at):%-d %B %H:%M}" == "4 May 14:00"


@given(st.dates(date(2026, 9, 1), date(2027, 8, 31)), st.times(time(7), time(21)))
def test_a_time_is_read_as_it_was_typed_on_both_sides_of_a_clock_change(day: date, at_time: time) -> None:
    starts_at = datetime.combine(day, at_time, tzinfo=LONDON)
    assert starts_at.astimezone(timezone.get_fixed_timezone(0)).astimezone(LONDON).replace(tzinfo=None) == (
        datetime.combine(day, at_time)
    )


class TestThePage:
    def test_agreeing_a_day_and_what_is_typed_wrongly(
        self, meeting: Engagement, offered: Cast, client_of: ClientOf
    ) -> None:
        chief, url = client_of(offered.chief_executive), meeting.get_absolute_url()
        assert "Agree a day and time" in chief.get(url).content.decode()
        sent = {"do": "move", "version": meeting.version, "day": "8/12/2026", "at": "2:30", "reason": ""}
        answer = chief.post(url, sent)
        assert (answer.status_code, "That is at night" in answer.content.decode()) == (422, True)
        answer = chief.post(url, {**sent, "at": "14:30", "day": "24 December 2026", "reason": "<b>Late</b>"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Thursday 24 December 2026 is a holiday or a weekend at Alder Primary" in page
        assert "&lt;b&gt;Late&lt;/b&gt;" in page
        assert chief.post(url, {**sent, "at": "14.30"}).status_code == 302
        page = chief.get(url).content.decode()
        assert "Tuesday 8 December 2026, 14:30" in page
        assert "Move it to another day" in page
        plan = client_of(offered.headteacher).get(f"/schools/{offered.alder.urn}/plan/").content.decode()
        assert "Tuesday 8 December 2026</time> at 14:30" in plan
        assert "Move it to another day" not in client_of(offered.headteacher).get(url).content.decode()

    def test_somebody_else_was_faster(self, meeting: Engagement, offered: Cast, client_of: ClientOf) -> None:
        moved(meeting, offered.head_of_school_improvement, date(2026, 12, 1))
        answer = client_of(offered.chief_executive).post(
            meeting.get_absolute_url(),
            {"do": "move", "version": 1, "day": "8 December 2026", "at": "14:30", "reason": "Mine."},
        )
        page = answer.content.decode()
        assert (answer.status_code, 'value="8 December 2026"' in page) == (409, True)
        assert page.count("Mine.</textarea>") == 1  # not in the box beside it, which asks why it is not held
        assert "8 December 2026</time>, 14:30" in page


def test_what_is_agreed_stands_among_what_comes_next_by_its_day(
    meeting: Engagement, offered: Cast, client_of: ClientOf, at: Any
) -> None:
    with at("2026-11-24 08:00"):
        before = {each.engagement.pk for each in upcoming_engagements([offered.alder])}
        assert meeting.pk not in before  # due by 18 December
        moved(meeting, offered.chief_executive, date(2026, 11, 25))
        first, *_ = upcoming_engagements([offered.alder])
        assert (first.engagement, first.starts_at) == (
            meeting,
            Engagement.objects.get(pk=meeting.pk).starts_at,
        )
        home = client_of(offered.headteacher).get("/").content.decode()
        assert "Wednesday 25 November 2026</time> at 14:00" in home
    with at("2026-11-25 17:00"):
        assert meeting.pk not in {each.engagement.pk for each in upcoming_engagements([offered.alder])}
    with at("2026-12-10"):  # the day went by and nobody has recorded it: it is due by the end of its window
        assert meeting.pk in {each.engagement.pk for each in upcoming_engagements([offered.alder])}
