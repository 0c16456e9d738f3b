"""A notice comes once, is sent once, and is its person's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from kit import clock
from schools.models import Notice
from schools.services import notices
from schools.tasks import send_notice, send_notices


def told(person, key: str = "spring") -> Notice:
    notices.tell(person, key=key, subject="Something is due", body="It is due.", link="/terms/")
    return Notice.objects.get(person=person, key=key)


@pytest.fixture
def quiet(cast):
    """The cast, with nothing left to send."""
    send_notices()
    return cast


def test_the_same_thing_is_told_once(quiet, mailoutbox):
    mailoutbox.clear()
    told(quiet.headteacher)
    told(quiet.headteacher)
    told(quiet.other_head)
    send_notices()
    assert sorted(message.to[0] for message in mailoutbox) == sorted(
        [quiet.headteacher.email, quiet.other_head.email]
    )


def test_a_notice_is_sent_once_however_often_the_bell_rings(quiet, mailoutbox):
    notice = told(quiet.headteacher)
    mailoutbox.clear()
    for _ in range(3):
        send_notice(notice.pk)
        send_notices()
    (message,) = mailoutbox
    assert message.subject == "Something is due"
    assert message.body.startswith("Hanna Osei,\n\nIt is due.")
    assert "/terms/" in message.body
    notice.refresh_from_db()
    assert notice.sent_at == clock.now()


def test_a_worker_that_died_is_replaced_when_its_lease_runs_out(quiet, mailoutbox):
    notice = told(quiet.headteacher)
    mailoutbox.clear()
    assert notice.claim()
    send_notices()
    assert mailoutbox == []
    with clock.set_to(clock.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)):
        send_notices()
    assert len(mailoutbox) == 1


def test_a_subject_of_several_lines_is_sent_as_one(quiet, mailoutbox):
    notices.tell(quiet.headteacher, key="x", subject="A\r\nBcc: everyone@example.org", body="B", link="/")
    mailoutbox.clear()
    send_notices()
    assert mailoutbox[0].subject == "A Bcc: everyone@example.org"
    assert mailoutbox[0].to == [quiet.headteacher.email]


def test_only_ones_own_notices_are_marked(quiet):
    mine, theirs = told(quiet.headteacher), told(quiet.other_head)
    notices.mark_read(notices=[mine, theirs], by=quiet.headteacher)
    assert Notice.objects.get(pk=mine.pk).read_at == clock.now()
    assert Notice.objects.get(pk=theirs.pk).read_at is None
    assert list(Notice.objects.visible_to(quiet.other_head).unread().filter(key="spring")) == [theirs]
