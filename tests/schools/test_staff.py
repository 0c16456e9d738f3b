"""Who looks after the installation: named by a command alone, written down, and none the wiser about any school."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from schools.models import AuditEntry, Notice, Person, School


def appoint_staff(*words: str) -> str:
    said = StringIO()
    call_command("appoint_staff", *words, stdout=said)
    return said.getvalue()


def test_somebody_with_an_account_is_appointed_and_dismissed(cast, client_of):
    browser = client_of(cast.trustee)
    assert browser.get("/staff/gallery/").status_code == 404
    assert "Tomas Hale looks after the installation." in appoint_staff(cast.trustee.email.upper())
    assert browser.get("/staff/gallery/").status_code == 200
    assert "Tomas Hale no longer looks after" in appoint_staff(cast.trustee.email, "--end")
    assert browser.get("/staff/gallery/").status_code == 404
    entries = AuditEntry.objects.filter(thing_id=cast.trustee.pk, verb__endswith="keeper").order_by("pk")
    assert [(entry.verb, entry.trust, entry.by) for entry in entries] == [
        ("appointed keeper", cast.trust, None),
        ("dismissed keeper", cast.trust, None),
    ]


@pytest.mark.django_db
def test_somebody_new_is_sent_a_link_and_sees_no_school():
    assert "link to set a password" in appoint_staff("ada@example.org", "--name", "Ada Keeper")
    ada = Person.objects.get()
    assert (ada.name, ada.is_staff) == ("Ada Keeper", True)
    assert Notice.objects.get().key.startswith("invitation:")
    assert {entry.verb for entry in AuditEntry.objects.all()} == {"added person", "appointed keeper"}
    assert not School.objects.visible_to(ada).exists()


def test_twice_is_once(cast):
    appoint_staff(cast.trustee.email)
    appoint_staff(cast.trustee.email)
    assert AuditEntry.objects.filter(verb="appointed keeper").count() == 1


@pytest.mark.django_db
def test_it_refuses_in_sentences():
    with pytest.raises(CommandError, match=r"Write the person's name\."):
        appoint_staff("ada@example.org")
    with pytest.raises(CommandError, match="Write an e-mail address"):
        appoint_staff("ada", "--name", "Ada")
    with pytest.raises(CommandError, match=r"Nobody with the address ada@example\.org looks after"):
        appoint_staff("ada@example.org", "--end")
    assert not Person.objects.exists()


def test_without_its_entry_nobody_is_appointed(cast, monkeypatch):
    def broken(**_: object) -> None:
        raise DatabaseError("The audit cannot be written.")

    monkeypatch.setattr(AuditEntry.objects, "create", broken)
    with pytest.raises(DatabaseError):
        appoint_staff(cast.trustee.email)
    assert not Person.objects.filter(is_staff=True).exists()


def test_the_frameworks_own_command_says_where_to_go():
    with pytest.raises(CommandError, match="appoint_staff"):
        call_command("createsuperuser")
