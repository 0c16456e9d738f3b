"""Whoever sets or changes a password leaves an entry in the audit of each of their trusts, and no word of it."""

from __future__ import annotations

from urllib.parse import urlparse

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from schools.access.roles import Role
from schools.models import AuditEntry, Person
from schools.services.people import appoint, engage
from schools.tasks import send_notices
from tests.cast import PASSWORD
from tests.schools.test_invitation import link_in

NEW = "a-window-in-november"


def change(browser: Client) -> int:
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return browser.post(reverse("account_change_password"), words).status_code


def follow(link: str) -> int:
    """Open the link of a mail and set a password there."""
    browser = Client()
    form = browser.get(urlparse(link).path, follow=True)
    return browser.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}).status_code


def written() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb__endswith="password").order_by("pk"))


def test_a_change_is_written_down_for_each_trust_of_the_person(cast, client_of):
    appoint(
        person=cast.headteacher, role=Role.TRUSTEE, trust=cast.foreign_trust, by=cast.foreign_administrator
    )
    assert change(client_of(cast.headteacher)) == 302
    entries = written()
    assert {entry.trust for entry in entries} == {cast.trust, cast.foreign_trust}
    for entry in entries:
        assert (entry.verb, entry.by, entry.thing_name) == (
            "changed password",
            cast.headteacher,
            "Hanna Osei",
        )
        assert (entry.before, entry.after) == (None, None)


def test_so_is_a_first_password_and_one_set_through_a_forgotten_one(cast, mailoutbox):
    """The same form behind the link of an invitation and of a reset."""
    values = {"name": "Nia New", "email": "nia@school.example", "role": Role.TRUSTEE, "trust": cast.trust}
    nia = engage(**values, by=cast.trust_administrator).person
    send_notices()
    assert follow(link_in(mailoutbox[-1])) == 302
    assert [entry.verb for entry in written()] == ["set password"]
    Client().post(reverse("account_reset_password"), {"email": nia.email})
    assert follow(link_in(mailoutbox[-1])) == 302
    assert [entry.verb for entry in written()] == ["set password", "changed password"]
    nia.refresh_from_db()
    assert nia.check_password(NEW)


def test_somebody_without_a_post_leaves_an_entry_too(cast, client_of):
    staff = Person.objects.create_user("stan@installation.example", "Stan Staff", PASSWORD, is_staff=True)
    assert change(client_of(staff)) == 302
    (entry,) = written()
    assert entry.trust is None


def test_without_its_entry_the_password_stays(cast, client_of, monkeypatch):
    def broken(**_: object) -> None:
        raise DatabaseError("The audit cannot be written.")

    monkeypatch.setattr(AuditEntry.objects, "create", broken)
    browser = client_of(cast.headteacher)
    with pytest.raises(DatabaseError, match="cannot be written"):
        change(browser)
    assert Person.objects.get(pk=cast.headteacher.pk).check_password(PASSWORD)
