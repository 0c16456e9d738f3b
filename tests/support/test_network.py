"""A meeting of many schools: one event, held once, and kept or missed as each school's own promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.refusals import Refused
from kit.saving import Conflict
from schools.access.roles import Role
from schools.models import AuditEntry, Notice, Person
from schools.services.people import appoint
from schools.services.schools import add_school
from support.models import Attendance, Engagement, NetworkMeeting
from support.queries.network_page import network_page
from support.services import attendance, engagements, networks
from support.services.networks import Arrangement
from support.services.new_year import ensure_commitments
from tests.cast import LONDON, Cast

ClientOf = Callable[[Person], Client]
KEY = "headteacher-network:2026-27:week-3:1"


@pytest.fixture
def promised(offered: Cast, at: Any) -> Cast:
    """Both schools of the trust are promised what every category holds, headteachers' networks among it."""
    with at("2026-09-01 10:00"):
        for school in (offered.alder, offered.birch):
            ensure_commitments(school, offered.year_2026)
    return offered


def when(text: str = "2026-09-17 13:30") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def arranged(cast: Cast, version: int = 0, **more: Any) -> NetworkMeeting:
    values = {"starts_at": when(), "minutes": 90, "place": "Library at Birch", "agenda": "Reading."} | more
    return networks.arrange(
        year=cast.year_2026,
        key=KEY,
        arrangement=Arrangement(**values),
        version=version,
        by=cast.chief_executive,
    )


def seat(cast: Cast, school: Any) -> Engagement:
    return Engagement.objects.get(school=school, key=KEY)


def held(
    cast: Cast, meeting: NetworkMeeting, alder: str = "attended", birch: str = "absent"
) -> NetworkMeeting:
    answers = {seat(cast, cast.alder).pk: (alder, ""), seat(cast, cast.birch).pk: (birch, "Train strike")}
    return attendance.say_who_came(
        meeting=meeting, answers=answers, version=meeting.version, by=cast.chief_executive
    )


def test_one_event_for_every_school(promised: Cast, at: Any):
    with at("2026-09-10 09:00"):
        meeting = arranged(promised)
        assert {seat(promised, s).starts_at for s in (promised.alder, promised.birch)} == {when()}
        moved = arranged(promised, version=1, starts_at=when("2026-09-18 09:00"))

    assert (moved.pk, moved.version) == (meeting.pk, 2)
    assert moved.calendar_version > meeting.calendar_version
    assert [row.calendar_version for row in Engagement.objects.filter(key=KEY)] == [3, 3]
    assert AuditEntry.objects.filter(verb="arranged network meeting").count() == 2


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-09-19", "no-school-day"), ("2026-10-28", "no-school-day"), ("2027-09-20", "outside-year")],
)
def test_days_on_which_schools_do_not_meet(promised: Cast, day: str, code: str):
    with pytest.raises(Refused) as refused:
        arranged(promised, starts_at=when(f"{day} 09:00"))
    assert refused.value.refusal.code == code
    assert not NetworkMeeting.objects.exists()


def test_the_trust_held_it_and_one_school_did_not_come(promised: Cast):
    meeting = held(promised, arranged(promised))

    assert meeting.status == "held"
    rows = {row.school_id: row for row in Engagement.objects.filter(key=KEY).select_related("attendance")}
    alder, birch = rows[promised.alder.pk], rows[promised.birch.pk]
    assert (alder.status, alder.held_on, alder.attendance.answer) == ("held", date(2026, 9, 17), "attended")
    assert (birch.status, birch.attendance.answer) == ("held", "absent")
    page = network_page(promised.year_2026, KEY, promised.chief_executive)
    assert page is not None
    assert [s.standing for s in page.seats] == [
        ("Attended", "done"),
        ("Held; the school did not come", "late"),
    ]
    told = AuditEntry.objects.filter(verb="recorded engagement as held").order_by("school__name")
    assert [entry.after["attendance"] for entry in told] == ["attended", "absent"]


def test_who_came_is_put_right_and_the_meeting_planned_again(promised: Cast):
    meeting = held(promised, held(promised, arranged(promised)), birch="apologies")
    assert Attendance.objects.get(engagement__school=promised.birch).answer == "apologies"
    assert AuditEntry.objects.filter(verb="said who came").count() == 1

    meeting = networks.take_back(meeting=meeting, version=meeting.version, by=promised.chief_executive)
    assert meeting.status == "planned"
    assert {row.status for row in Engagement.objects.filter(key=KEY)} == {"planned"}
    assert [each.answer for each in Attendance.objects.all()] == ["apologies"]


def test_nobody_is_forgotten(promised: Cast):
    meeting = arranged(promised)
    with pytest.raises(Refused, match="Missing: Birch Junior") as refused:
        attendance.say_who_came(
            meeting=meeting, answers={seat(promised, promised.alder).pk: ("attended", "")}, version=1,
            by=promised.chief_executive,
        )  # fmt: skip
    assert refused.value.refusal.code == "attendance-missing"
    assert not Engagement.objects.filter(key=KEY, status="held").exists()


def test_a_meeting_to_come_was_not_held(promised: Cast):
    with pytest.raises(Refused) as refused:
        held(promised, arranged(promised, starts_at=when("2026-11-24 09:00")))
    assert refused.value.refusal.code == "in-the-future"


def test_cancelled_once_for_all_with_a_reason(promised: Cast):
    meeting = arranged(promised)
    own = seat(promised, promised.birch)
    engagements.record_held(
        engagement=own, held_on=date(2026, 9, 16), note="", version=own.version, by=promised.chief_executive
    )
    before = meeting.calendar_version
    meeting = networks.cancel(meeting=meeting, reason="Snow.", version=1, by=promised.chief_executive)

    assert (meeting.status, meeting.why_cancelled) == ("cancelled", "Snow.")
    assert meeting.calendar_version == before + 1
    assert (seat(promised, promised.alder).status, seat(promised, promised.birch).status) == (
        "cancelled",
        "held",
    )
    meeting = networks.take_back(meeting=meeting, version=2, by=promised.chief_executive)
    assert (seat(promised, promised.alder).status, seat(promised, promised.birch).status) == (
        "planned",
        "held",
    )


def test_apologies_are_sent_by_the_school_and_taken_back(promised: Cast, at: Any):
    with at("2026-09-10 09:00"):
        meeting = arranged(promised)
        own = seat(promised, promised.alder)
        attendance.send_apologies(meeting=meeting, seat=own, note="A funeral.", by=promised.headteacher)
        assert Attendance.objects.get().note == "A funeral."
        assert (
            Notice.objects.filter(person=promised.chief_executive, key__startswith="apologies:").count() == 1
        )
        page = network_page(promised.year_2026, KEY, promised.chief_executive)
        assert page is not None
        assert page.seats[0].standing == ("Sent apologies", "open")
        attendance.come_after_all(meeting=meeting, seat=own, by=promised.headteacher)
        assert not Attendance.objects.exists()
        for person in (promised.other_head, promised.trustee, promised.chief_executive):
            with pytest.raises(Refused) as refused:
                attendance.send_apologies(meeting=meeting, seat=own, note="", by=person)
            assert refused.value.refusal.code == "not-yours"


def test_two_people_and_people_without_the_right(promised: Cast):
    arranged(promised)
    with pytest.raises(Conflict):
        arranged(promised, version=0, place="Elsewhere")
    for person in (promised.headteacher, promised.improvement_adviser, promised.foreign_chief):
        with pytest.raises(Refused) as refused:
            networks.arrange(
                year=promised.year_2026, key=KEY, arrangement=Arrangement(when()), version=1, by=person
            )
        assert refused.value.refusal.code == "not-yours"
    assert NetworkMeeting.objects.get().place == "Library at Birch"


def test_all_or_nothing(promised: Cast, monkeypatch: pytest.MonkeyPatch):
    meeting, calls = arranged(promised), 0
    write = networks.audit.record

    def broken(**more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError("The audit cannot be written.")
        return write(**more)

    monkeypatch.setattr(networks.audit, "record", broken)
    with pytest.raises(OSError, match="audit"):
        held(promised, meeting)
    assert not Engagement.objects.filter(key=KEY, status="held").exists()
    assert NetworkMeeting.objects.get().status == "planned"


def test_a_school_meets_its_own_seat_and_nobody_else_s(promised: Cast, at: Any, client_of: ClientOf):
    with at("2026-09-10 09:00"):
        meeting = arranged(promised)
        attendance.send_apologies(
            meeting=meeting, seat=seat(promised, promised.birch), note="xfuneralqz", by=promised.other_head
        )
        url = meeting.get_absolute_url()
        assert "xfuneralqz" in client_of(promised.chief_executive).get(url).content.decode()
        page = client_of(promised.headteacher).get(url).content.decode()
        assert "xfuneralqz" not in page
        assert "Alder Primary" in page
        assert "Birch Junior" not in page[page.index("<main") :].replace("Library at Birch", "")
        for person in (promised.foreign_head, promised.governor, promised.subject_leader):
            assert client_of(person).get(url).status_code == 404
        sent = {"do": "apologies", "seat": seat(promised, promised.birch).pk, "note": ""}
        assert client_of(promised.headteacher).post(url, sent).status_code == 404


def test_what_is_no_network_meeting_has_no_page(promised: Cast, client_of: ClientOf):
    visit = Engagement.objects.filter(commitment__promise="operational-joint-visit").first()
    assert visit is not None
    for key in (visit.key, "no-such-key"):
        url = reverse("network_meeting", args=[promised.year_2026.pk, key])
        assert client_of(promised.chief_executive).get(url).status_code == 404


def test_by_its_page(promised: Cast, at: Any, client_of: ClientOf, tmp_path: Any, settings: Any):
    client = client_of(promised.chief_executive)
    url = reverse("network_meeting", args=[promised.year_2026.pk, KEY])
    with at("2026-09-10 09:00"):
        form = {"do": "arrange", "version": 0, "day": "17/9/2026", "time": "1.30", "minutes": "90"}
        answer = client.post(url, form | {"day": "Saturday", "agenda": "Kept words"})
        assert answer.status_code == 422
        assert "Kept words" in answer.content.decode()
        answer = client.post(url, form | {"day": "19 September 2026", "agenda": "Kept words"})
        assert "Schools are closed on this day" in answer.content.decode()
        assert client.post(url, form | {"time": "13:30"}).status_code == 302
        assert client.post(url, form).status_code == 409
        link = {"do": "paper", "title": "Minutes", "link": "https://example.org/minutes"}
        assert client.post(url, link).status_code == 302
        file = SimpleUploadedFile("plan.txt", b"Reading first.", "text/plain")
        assert client.post(url, {"do": "paper", "title": "The plan", "file": file}).status_code == 302
        assert client.post(url, {"do": "paper", "title": "Both"}).status_code == 422
    page = client_of(promised.headteacher).get(url).content.decode()
    assert "Thursday 17 September 2026" in page
    paper = NetworkMeeting.objects.get().papers.get(link="")
    got = client_of(promised.headteacher).get(reverse("meeting_paper", args=[paper.pk]))
    assert b"".join(got) == b"Reading first."
    assert client_of(promised.foreign_head).get(reverse("meeting_paper", args=[paper.pk])).status_code == 404
    answers = {f"answer-{row.pk}": "attended" for row in Engagement.objects.filter(key=KEY)}
    assert client.post(url, {"do": "who-came", "version": 1}).status_code == 422
    assert client.post(url, {"do": "who-came", "version": 1, **answers}).status_code == 302
    assert client.post(url, {"do": "paper-off", "paper": paper.pk}).status_code == 302
    assert "2 of 2" in client.get(reverse("network_meetings")).content.decode()


def test_pages_ask_the_same_with_one_school_and_with_three(promised: Cast, client_of: ClientOf, at: Any):
    arranged(promised)
    Engagement.objects.filter(school=promised.birch).delete()
    pages = {"network_meetings": (), "network_meeting": (promised.year_2026.pk, KEY)}

    def asked() -> list[int]:
        counts = []
        for name, args in pages.items():
            client = client_of(promised.chief_executive)
            client.get(reverse(name, args=args))
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(reverse(name, args=args))
            assert answer.status_code == 200
            counts.append(len(queries))
        return counts

    one = asked()
    for urn in (900_021, 900_022, 900_023):
        school = add_school(
            trust=promised.trust,
            urn=urn,
            name=f"School {urn}",
            phase="primary",
            by=promised.trust_administrator,
        )
        appoint(
            person=promised.headteacher, role=Role.HEADTEACHER, trust=promised.trust, schools=[school],
            by=promised.trust_administrator,
        )  # fmt: skip
        with at("2026-09-01 10:00"):
            ensure_commitments(school, promised.year_2026)
    assert Engagement.objects.filter(key=KEY).count() == 4
    assert asked() == one
