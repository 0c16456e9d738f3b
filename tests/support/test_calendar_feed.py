"""A person's calendar at its private address, read by a library that the portal does not use."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from schools.models import AuditEntry, Person
from schools.services import people
from schools.services.calendar import add_closure
from support.feed import Entry, Standing, drawn
from support.models import CalendarAddress, Engagement
from support.queries.my_calendar import my_calendar
from support.record_text import RecordText
from support.services import calendar_addresses, engagements, networks, records
from support.services.following import follow_calendars
from support.services.moving import move
from support.services.networks import Arrangement
from support.services.new_year import ensure_commitments
from tests.cast import LONDON, Cast

ClientOf = Callable[[Person], Client]
KEY = "headteacher-network:2026-27:week-3:1"
UTC = ZoneInfo("UTC")


@pytest.fixture
def promised(offered: Cast, at: Any) -> Cast:
    with at("2026-09-01 10:00"):
        for school in (offered.alder, offered.birch):
            ensure_commitments(school, offered.year_2026)
    return offered


def read(body: bytes) -> dict[str, Any]:
    """The events by UID, as vobject understands them; it refuses what is not well formed."""
    found = vobject.readOne(body.decode())
    assert found.name == "VCALENDAR"
    assert all(len(line.encode()) <= 75 for line in body.decode().split("\r\n"))
    events = {each.uid.value: each for each in found.contents.get("vevent", [])}
    assert len(events) == len(found.contents.get("vevent", []))
    return events


def fetched(person: Person) -> dict[str, Any]:
    address = CalendarAddress.objects.filter(person=person).first() or calendar_addresses.renew(by=person)
    answer = Client().get(address.path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return read(answer.content)


def one(events: dict[str, Any], words: str) -> Any:
    (found,) = [each for each in events.values() if words in each.summary.value + each.uid.value]
    return found


def entry(**more: Any) -> Entry:
    values: dict[str, Any] = {
        "uid": "a@b", "sequence": 0, "standing": Standing.CONFIRMED, "title": "Visit", "day": date(2026, 10, 26),
        "stamp": datetime(2026, 9, 1, tzinfo=UTC),
    }  # fmt: skip
    return Entry(**values | more)


# --- The file ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", [2024, 2026, 2027, 2031, 2036])
def test_its_own_time_zone_is_the_clocks_of_london(year: int):
    """Hours round both changes mean the same moment by the feed's own rules as by the system's.

    The hour that comes twice in October has no name of its own in such files; nobody meets then.
    """
    for month, change in ((3, datetime(year, 3, 31)), (10, datetime(year, 10, 31))):
        sunday = change - timedelta(days=(change.weekday() + 1) % 7)
        assert sunday.month == month
        moments = [(sunday + timedelta(hours=hours)).replace(tzinfo=UTC) for hours in (-24, -1, 2, 3, 9, 33)]
        body = drawn(
            (entry(uid=f"{n}@b", starts_at=moment, minutes=90) for n, moment in enumerate(moments)), name="A"
        )
        events = read(body)
        for number, moment in enumerate(moments):
            event = events[f"{number}@b"]
            assert event.dtstart.value.astimezone(UTC) == moment
            assert event.dtend.value.astimezone(UTC) == moment + timedelta(minutes=90)


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change():
    days = (date(2026, 10, 23), date(2026, 10, 26), date(2027, 3, 26), date(2027, 3, 29))
    starts = [datetime(day.year, day.month, day.day, 9, tzinfo=LONDON) for day in days]
    events = read(drawn((entry(uid=f"{n}@b", starts_at=each) for n, each in enumerate(starts)), name="A"))
    found = [events[f"{n}@b"].dtstart.value for n in range(4)]
    assert [(each.date(), each.hour, each.minute) for each in found] == [(day, 9, 0) for day in days]
    assert [each.astimezone(UTC).hour for each in found] == [8, 9, 9, 8]


def test_a_day_without_a_time_makes_nobody_busy():
    (event,) = read(drawn([entry(standing=Standing.TENTATIVE)], name="A")).values()
    assert event.dtstart.value == date(2026, 10, 26)
    assert event.dtend.value == date(2026, 10, 27)
    assert (event.transp.value, event.status.value) == ("TRANSPARENT", "TENTATIVE")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_what_people_type_is_text_and_nothing_else(text: str):
    """Not another event, property or line, whatever it is: it comes back as it was typed."""
    typed = f"x{text}x\nBEGIN:VEVENT\nATTACH:file:///etc/passwd; , \\ n"
    (event,) = read(drawn([entry(title=typed, place=typed, words=typed)], name="A")).values()
    assert event.summary.value == typed
    assert event.location.value == typed
    assert event.description.value == typed
    assert "attach" not in event.contents


def test_equal_entries_are_equal_bytes():
    assert drawn([entry()], name="A") == drawn([entry()], name="A")


# --- What stands in it ------------------------------------------------------------------------------------------
def test_everybody_finds_what_they_attend_or_owe(promised: Cast):
    head = fetched(promised.headteacher)
    titles = {each.summary.value for each in head.values()}
    assert any(title.startswith("Headteachers’ network") for title in titles)
    assert not any("Birch" in title or "Operations network" in title for title in titles)
    business = {each.summary.value for each in fetched(promised.school_business_manager).values()}
    assert any(title.startswith("Operations network") for title in business)
    assert not any(title.startswith("Headteachers’ network") for title in business)
    chief = fetched(promised.chief_executive)
    networks_of_chief = [uid for uid in chief if uid.startswith("network-")]
    assert len(networks_of_chief) == 13  # one for both schools
    for nobody in (promised.trustee, promised.governor, promised.clerk, promised.foreign_head):
        assert fetched(nobody) == {}


def test_a_promise_with_a_window_only_stands_at_its_last_day(promised: Cast):
    row = Engagement.objects.get(
        school=promised.alder, commitment__promise="operational-joint-visit", label="Autumn term"
    )
    event = fetched(promised.headteacher)[f"engagement-{row.pk}@localhost"]
    assert event.dtstart.value == row.due_on == date(2026, 12, 18)
    assert event.transp.value == "TRANSPARENT"
    assert "no time is set yet" in event.description.value
    assert event.url.value.endswith(row.get_absolute_url())


def test_what_is_moved_held_and_cancelled_keeps_its_identifier(promised: Cast, at: Any):
    row = Engagement.objects.get(
        school=promised.alder, commitment__promise="operational-joint-visit", label="Autumn term"
    )
    uid, by, seen = f"engagement-{row.pk}@localhost", promised.chief_financial_officer, []

    def look() -> Any:
        event = fetched(promised.headteacher)[uid]
        seen.append(int(event.sequence.value))
        return event

    def agree(day: date, reason: str) -> Engagement:
        with at("2026-09-02"):
            return move(engagement=row, day=day, at=time(9, 30), reason=reason, version=row.version, by=by)

    look()
    row = agree(date(2026, 10, 20), "")
    assert look().dtstart.value.astimezone(LONDON) == datetime(2026, 10, 20, 9, 30, tzinfo=LONDON)
    row = agree(date(2026, 11, 3), "The hall is taken.")
    assert look().dtstart.value.astimezone(LONDON) == datetime(2026, 11, 3, 9, 30, tzinfo=LONDON)
    row = engagements.cancel(engagement=row, reason="Snow; again", version=row.version, by=by)
    event = look()
    assert (event.status.value, event.transp.value) == ("CANCELLED", "TRANSPARENT")
    assert "Cancelled: Snow; again" in event.description.value
    row = engagements.take_back(engagement=row, version=row.version, by=by)
    assert look().status.value == "CONFIRMED"
    engagements.record_held(
        engagement=row, held_on=date(2026, 11, 5), note="xnoteqz", version=row.version, by=by
    )
    event = look()
    assert event.dtstart.value == date(2026, 11, 5)
    assert "xnoteqz" not in event.description.value
    assert seen == sorted(set(seen))
    assert len(seen) == 6


def test_closing_the_last_days_of_a_window_moves_the_event(promised: Cast, at: Any):
    row = Engagement.objects.get(
        school=promised.alder, commitment__promise="operational-joint-visit", label="Autumn term"
    )
    uid = f"engagement-{row.pk}@localhost"
    before = fetched(promised.headteacher)[uid]
    with at("2026-12-01"):
        add_closure(
            year=promised.year_2026, school=promised.alder, starts_on=date(2026, 12, 18),
            ends_on=date(2026, 12, 18), note="", by=promised.headteacher,
        )  # fmt: skip
        follow_calendars(year=promised.year_2026)
    after = fetched(promised.headteacher)[uid]
    assert after.dtstart.value == date(2026, 12, 17)
    assert int(after.sequence.value) > int(before.sequence.value)


def test_a_network_meeting_keeps_its_identifier_from_promise_to_cancellation(promised: Cast, at: Any):
    uid, seen = f"network-{promised.year_2026.pk}-{KEY}@localhost", []

    def look(person: Person = promised.headteacher) -> Any:
        event = fetched(person)[uid]
        if person == promised.headteacher:
            seen.append(int(event.sequence.value))
        return event

    def arrange(text: str, version: int) -> Any:
        moment = datetime.fromisoformat(text).replace(tzinfo=LONDON)
        found = Arrangement(moment, 90, "Library, Birch; upstairs", "Reading\nWriting")
        return networks.arrange(
            year=promised.year_2026, key=KEY, arrangement=found, version=version, by=promised.chief_executive
        )

    assert look().status.value == "TENTATIVE"
    with at("2026-09-10"):
        arrange("2026-09-17 13:30", 0)
        event = look()
        assert event.dtstart.value.isoformat() == "2026-09-17T13:30:00+01:00"
        assert event.dtend.value.isoformat() == "2026-09-17T15:00:00+01:00"
        assert event.location.value == "Library, Birch; upstairs"
        assert event.description.value.endswith("Reading\nWriting")
        meeting = arrange("2026-09-18 09:00", 1)
        assert look().dtstart.value.isoformat() == "2026-09-18T09:00:00+01:00"
        networks.cancel(meeting=meeting, reason="Strike.", version=2, by=promised.chief_executive)
    assert look().status.value == "CANCELLED"
    assert look(promised.chief_executive).status.value == "CANCELLED"
    assert seen == sorted(set(seen))
    assert len(seen) == 4


def test_internal_words_and_records_are_in_no_calendar(promised: Cast):
    row = Engagement.objects.get(
        school=promised.alder, commitment__promise="operational-joint-visit", label="Autumn term"
    )
    records.save(
        engagement=row, text=RecordText(seen="xseenqz"), internal="xinternalqz", version=0,
        by=promised.chief_financial_officer,
    )  # fmt: skip
    for person in (promised.headteacher, promised.chief_financial_officer):
        address = calendar_addresses.renew(by=person)
        body = Client().get(address.path).content.decode().replace("\r\n ", "")
        assert "xseenqz" not in body
        assert "xinternalqz" not in body


# --- The address ------------------------------------------------------------------------------------------------
@pytest.fixture
def logged() -> Iterator[list[str]]:
    """What the portal's own handler writes, through its own filters."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    lines: list[str] = []
    said = dict(settings.LOGGING["filters"]["masked"])

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler = Kept()
    handler.addFilter(import_string(said.pop("()"))(**said))
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["masked"]
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_a_revoked_or_renewed_address_answers_404(promised: Cast, client_of: ClientOf, logged: list[str]):
    client, page = client_of(promised.headteacher), reverse("calendar_address")
    assert client.post(page).status_code == 302
    first = CalendarAddress.objects.get().path
    assert first in client.get(page).content.decode()
    assert Client().get(first).status_code == 200
    assert client.post(page, {"do": "renew"}).status_code == 302
    second = CalendarAddress.objects.get().path
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    assert client.post(page, {"do": "revoke"}).status_code == 302
    assert not CalendarAddress.objects.exists()
    assert Client().get(second).status_code == 404
    for made_up in ("no-such", "a.b", first.split("/")[-1][:-10] + "x.ics", "%00.x"):
        assert Client().get(f"/calendar/{made_up}.ics").status_code == 404
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__contains="calendar address")] == [
        "revoked their calendar address", "renewed their calendar address", "made a calendar address",
    ]  # fmt: skip
    everywhere = str(list(AuditEntry.objects.values())) + "\n".join(logged)
    for path in (first, second):
        assert path.split("/")[-1].split(".")[0] not in everywhere
    assert any("/calendar/…" in line for line in logged)


def test_the_table_alone_opens_no_calendar(promised: Cast):
    address = calendar_addresses.renew(by=promised.headteacher)
    assert Client().get(reverse("calendar_feed", args=[address.key])).status_code == 404
    assert len(address.key) == 43
    assert address.key + "." in address.path


def test_it_needs_no_cookie_sets_none_and_is_not_sent_twice(promised: Cast):
    address = calendar_addresses.renew(by=promised.headteacher)
    answer = Client().get(address.path)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = Client().get(address.path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    row = Engagement.objects.filter(school=promised.alder, commitment__promise="operational-joint-visit")[0]
    engagements.cancel(engagement=row, reason="Snow.", version=1, by=promised.chief_financial_officer)
    changed = Client().get(address.path, headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200


def test_a_closed_account_and_an_ended_post_open_nothing(promised: Cast, at: Any):
    address = calendar_addresses.renew(by=promised.headteacher)
    with at("2026-11-24"):
        people.end_post(
            post=promised.headteacher.all_posts[0],
            ends_on=date(2026, 11, 23),
            by=promised.trust_administrator,
        )
        assert read(Client().get(address.path).content) == {}
        people.deactivate(person=promised.headteacher, by=promised.trust_administrator)
        assert Client().get(address.path).status_code == 404


def test_it_costs_the_same_with_one_school_and_with_more(promised: Cast):
    person = promised.chief_executive

    def cost() -> int:
        fresh = Person.objects.get(pk=person.pk)
        my_calendar(fresh)
        fresh.forget_posts()
        with CaptureQueriesContext(connection) as queries:
            assert my_calendar(fresh)
        return len(queries)

    Engagement.objects.filter(school=promised.birch).delete()
    promised.birch.commitments.all().delete()
    few = cost()
    ensure_commitments(promised.birch, promised.year_2026)
    assert cost() == few
