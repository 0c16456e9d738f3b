"""A mail server that is away for an hour costs no message; one that refuses a person is believed after three tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from kit import clock
from schools.models import Notice, Person
from schools.queries.mail import unsent_mail
from schools.services import actions, notices
from schools.services.actions import ActionText
from schools.services.reminders import remind, set_rhythm
from schools.tasks import send_notice, send_notices
from tests.schools.mail_server import MailServer
from tests.schools.test_notices import told


@pytest.fixture
def server(cast, settings) -> Iterator[MailServer]:
    """The portal's mail server, not yet open; nothing is left to send."""
    send_notices()
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    return server


def live(span: timedelta, every: timedelta = timedelta(seconds=15)) -> datetime:
    """The timetable looks as often as it does for real, for so long; returns when that is over."""
    now, end = clock.now(), clock.now() + span
    while now < end:
        with clock.set_to(now):
            send_notices()
        now += every
    return end


def tries(monkeypatch) -> list[datetime]:
    """The moments at which a connection is tried."""
    from smtplib import SMTP

    moments, connect = [], SMTP.connect

    def counted(self, *arguments, **more):
        moments.append(clock.now())
        return connect(self, *arguments, **more)

    monkeypatch.setattr(SMTP, "connect", counted)
    return moments


def test_a_mail_server_that_is_away_for_an_hour_gets_the_message_afterwards(cast, server):
    notice = told(cast.headteacher)
    end = live(timedelta(hours=1))
    notice.refresh_from_db()
    assert (notice.job_state, notice.attempts) == (Notice.JobState.QUEUED, 0)
    assert "could not be reached" in notice.failure
    with server.open(), clock.set_to(end):
        live(timedelta(hours=1))
    (message,) = server.taken
    assert message["To"] == cast.headteacher.email
    notice.refresh_from_db()
    assert notice.sent_at
    assert (notice.job_state, notice.failure, notice.not_before) == (Notice.JobState.DONE, "", None)


def test_of_the_digests_that_piled_up_meanwhile_the_last_is_sent_and_to_nobody_who_wants_none(cast, server):
    for owner in ("Hanna Osei", "Dev Patel"):
        text = ActionText(what="Buy beakers", owner=owner, due_on=clock.today() + timedelta(days=1))
        actions.add(school=cast.alder, text=text, origin="Leaders' meeting", by=cast.headteacher)
    people = (cast.headteacher, cast.deputy_headteacher)
    for each in people:
        set_rhythm(person=each, rhythm="daily", weekday=0, by=each)
    start = clock.now()
    for day in (0, 1):
        with clock.set_to(start + timedelta(days=day)):
            assert all(remind(person) for person in people)
            live(timedelta(minutes=2))
    end = start + timedelta(days=2)
    with clock.set_to(end):
        one = cast.deputy_headteacher
        set_rhythm(person=one, rhythm="none", weekday=0, by=one)
    with server.open(), clock.set_to(end):
        send_notices()
    (message,) = server.taken
    assert message["To"] == cast.headteacher.email
    assert not Notice.objects.filter(Notice.waiting(), key__startswith="digest:").exists()


def test_the_pauses_grow_up_to_an_hour(cast, server, monkeypatch):
    moments = tries(monkeypatch)
    told(cast.headteacher)
    live(timedelta(hours=8), every=timedelta(minutes=1))
    pauses = [later - sooner for sooner, later in pairwise(moments)]
    assert pauses[0] == timedelta(minutes=1)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)
    assert len(moments) < 15


def test_the_first_to_find_it_away_speaks_for_the_others(cast, server, monkeypatch):
    """Were each to wait for a server that is silent, the sweep would be ended before it is through."""
    moments = tries(monkeypatch)
    for number in range(5):
        told(cast.headteacher, f"news {number}")
    send_notices()
    assert len(moments) == 1


def test_after_a_week_it_is_given_up(cast, server):
    notice = told(cast.headteacher)
    end = live(timedelta(days=6), every=timedelta(minutes=30))
    notice.refresh_from_db()
    assert notice.job_state == Notice.JobState.QUEUED
    with clock.set_to(end):
        live(timedelta(days=1, hours=2), every=timedelta(minutes=30))
    notice.refresh_from_db()
    assert notice.job_state == Notice.JobState.FAILED


def test_a_person_who_is_refused_for_good_is_tried_three_times_an_hour_apart(cast, server):
    server.answers[cast.headteacher.email] = "550 No such mailbox"
    refused, other = told(cast.headteacher), told(cast.other_head)
    with server.open():
        live(timedelta(minutes=5))
        refused.refresh_from_db()
        assert (refused.job_state, refused.attempts) == (Notice.JobState.QUEUED, 1)
        assert "No such mailbox" in refused.failure
        live(timedelta(hours=3), every=timedelta(minutes=5))
    refused.refresh_from_db()
    other.refresh_from_db()
    assert (refused.job_state, refused.attempts) == (Notice.JobState.FAILED, 3)
    assert other.sent_at, "The other's message is not held up."
    assert [message["To"] for message in server.taken] == [cast.other_head.email]


def test_a_mailbox_that_is_busy_spends_no_try_and_holds_nobody_up(cast, server):
    server.answers[cast.headteacher.email] = "450 Greylisted, come again"
    busy, other = told(cast.headteacher), told(cast.other_head)
    with server.open():
        send_notice(busy.pk)
        send_notices()
        busy.refresh_from_db()
        assert (busy.job_state, busy.attempts) == (Notice.JobState.QUEUED, 0)
        server.answers.clear()
        with clock.set_to(clock.now() + timedelta(minutes=2)):
            send_notices()
    assert {message["To"] for message in server.taken} == {busy.person.email, other.person.email}


def test_what_waits_can_still_be_filed_away(cast, server):
    notice = told(cast.headteacher)
    send_notices()
    assert notices.file_away(trust=cast.trust, before=clock.now() + timedelta(days=1)) == 1
    notice.refresh_from_db()
    assert notice.job_state == Notice.JobState.DONE


# --- What the administrator sees ----------------------------------------------------------------------------------
def page_of(client_of: Callable, person: Person) -> str:
    return client_of(person).get(reverse("people")).content.decode()


def test_the_administrator_is_told_of_mail_that_waits(cast, server, client_of):
    assert "has not gone out" not in page_of(client_of, cast.trust_administrator)
    told(cast.headteacher)
    assert unsent_mail(cast.trust, cast.trust_administrator) is None, "Nobody has tried yet."
    send_notices()
    page = page_of(client_of, cast.trust_administrator)
    assert "1 message waits to be sent" in page
    assert "Meant for Hanna Osei." in page
    assert "could not be reached" in page
    assert "Something is due" not in page, "What it says is its person's own."
    assert "has not gone out" not in page_of(client_of, cast.foreign_administrator)


def test_and_of_mail_that_was_given_up(cast, server, client_of):
    server.answers[cast.headteacher.email] = "550 No such mailbox"
    told(cast.headteacher)
    with server.open():
        live(timedelta(hours=3), every=timedelta(minutes=10))
    page = page_of(client_of, cast.trust_administrator)
    assert "1 message of the last 30 days could not be delivered" in page
    assert "No such mailbox" in page
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert unsent_mail(cast.trust, cast.trust_administrator) is None
