"""How somebody new sets a password: a link in a mail, made when it is sent and stored nowhere."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest
from django.conf import settings
from django.test import Client

from schools.access.roles import Role
from schools.models import Notice, Person
from schools.services.people import add_person, deactivate, engage, invite_again
from schools.tasks import send_notice, send_notices


def link_in(message) -> str:
    return re.search(r"https?://\S+", message.body)[0]


@pytest.fixture
def nia(cast) -> Person:
    by, trust = cast.trust_administrator, cast.trust
    return engage(name="Nia New", email="nia@school.example", role=Role.TRUSTEE, trust=trust, by=by).person


def test_the_link_sets_a_password_and_the_person_can_sign_in(nia, mailoutbox):
    send_notices()
    (message,) = [each for each in mailoutbox if each.to == ["nia@school.example"]]
    link = link_in(message)
    assert link.startswith(f"{settings.BASE_URL}/accounts/password/reset/key/")
    browser = Client()
    form = browser.get(urlparse(link).path, follow=True)
    password = "a-window-in-november"
    browser.post(form.request["PATH_INFO"], {"password1": password, "password2": password})
    nia.refresh_from_db()
    assert nia.check_password(password)
    assert browser.post("/accounts/login/", {"login": nia.email, "password": password}).status_code == 302

    used = Client().get(urlparse(link).path, follow=True)
    assert used.context["token_fail"]


def test_the_link_is_stored_nowhere(nia, mailoutbox):
    send_notices()
    key = link_in(mailoutbox[-1]).rstrip("/").rsplit("-", 1)[-1]
    notice = Notice.objects.get(person=nia)
    assert len(key) > 20
    assert not [value for value in vars(notice).values() if key in str(value)]


def test_a_new_link_can_be_sent_as_often_as_needed(cast, nia, mailoutbox, at):
    for hour in ("09", "10"):
        with at(f"2026-11-24 {hour}:00"):
            invite_again(person=nia, trust=cast.trust, by=cast.trust_administrator)
            send_notices()
    assert [message.to for message in mailoutbox].count(["nia@school.example"]) == 3


def test_somebody_who_can_sign_in_already_gets_no_link_to_their_account(cast, mailoutbox):
    add_person(name="C", email=cast.foreign_head.email, trust=cast.trust, by=cast.trust_administrator)
    send_notices()
    (message,) = [m for m in mailoutbox if m.to == [cast.foreign_head.email] and "Larkfield" in m.subject]
    assert "/password/" not in message.body
    assert cast.foreign_head.email in message.body


def test_no_link_goes_to_a_closed_account(cast, nia, mailoutbox):
    """Closed between the invitation and the mail: the link opens nothing."""
    deactivate(person=nia, by=cast.trust_administrator)
    send_notices()
    assert not [message for message in mailoutbox if message.to == [nia.email]]


def test_the_bell_is_rung_after_the_transaction(
    cast, django_capture_on_commit_callbacks, mailoutbox, monkeypatch
):
    rung = []
    monkeypatch.setattr("schools.services.notices.ring", lambda task, *ids: rung.append((task, ids)))
    with django_capture_on_commit_callbacks(execute=True):
        add_person(name="Nia", email="nia@school.example", trust=cast.trust, by=cast.trust_administrator)
        assert rung == []
    ((task, (pk,)),) = rung
    assert task is send_notice
    assert Notice.objects.get(pk=pk).person.email == "nia@school.example"
