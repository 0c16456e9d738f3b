"""How a trust begins: by service and by command."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kit.refusals import Refused
from schools.access.permissions import Permission
from schools.access.roles import Role
from schools.models import AuditEntry, Notice, Person, School, Trust
from schools.services.schools import add_school
from schools.services.trusts import found_trust
from tests.house.production import in_production

WHO = {"administrator_name": "Ada Founder", "administrator_email": "ada@harbour.example"}


@pytest.mark.django_db
def test_a_trust_begins_with_somebody_who_can_add_everybody_else():
    trust, ada = found_trust(name="Harbour  Trust", **WHO)
    assert trust.name == "Harbour Trust"
    assert [post.role for post in ada.current_posts] == [Role.TRUST_ADMINISTRATOR]
    school = add_school(trust=trust, urn=900010, name="Dune School", by=ada)
    assert list(School.objects.visible_to(ada, Permission.SEE_SCHOOL)) == [school]
    assert {entry.by_name for entry in AuditEntry.objects.filter(by=None)} == {"The portal"}


@pytest.mark.django_db
def test_a_trust_that_was_imported_first_is_the_one_that_begins():
    imported = Trust.objects.create(name="Harbour Trust", uid="4242")
    trust, _ = found_trust(name="harbour trust", **WHO)
    assert trust == imported


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "  "}, "no-name"),
        ({"name": "H" * 201}, "too-long"),
        ({"administrator_email": "ada"}, "no-email"),
    ],
)
def test_nothing_is_left_of_a_trust_that_could_not_begin(values, code):
    with pytest.raises(Refused) as refused:
        found_trust(**{"name": "Harbour Trust", **WHO, **values})
    assert refused.value.refusal.code == code
    assert not Trust.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_trust_begins_once():
    found_trust(name="Harbour Trust", **WHO)
    with pytest.raises(Refused) as refused:
        found_trust(name="Harbour Trust", administrator_name="Eve", administrator_email="eve@harbour.example")
    assert refused.value.refusal.code == "trust-exists"


def create_trust(*arguments: str) -> str:
    said = StringIO()
    call_command(
        "create_trust", "Harbour Trust", "--administrator-name", "Ada Founder", "--administrator-email",
        "ada@harbour.example", *arguments, stdout=said,
    )  # fmt: skip
    return said.getvalue()


@pytest.mark.django_db
def test_the_command_says_how_to_sign_in():
    said = create_trust("--password", "a-tide-in-february")
    assert "/accounts/login/ with ada@harbour.example" in said
    assert Person.objects.get().check_password("a-tide-in-february")
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_without_a_password_the_command_says_that_a_link_goes_out():
    assert "link to set a password" in create_trust()
    assert Notice.objects.get().person.email == "ada@harbour.example"


@pytest.mark.django_db
def test_the_command_refuses_in_sentences():
    with pytest.raises(CommandError, match="too short"):
        create_trust("--password", "short")
    create_trust()
    with pytest.raises(CommandError, match="is there already"):
        create_trust()


@pytest.mark.django_db
def test_somebody_with_an_account_keeps_the_password_they_have():
    found_trust(name="Quay Trust", **WHO, password="a-tide-in-february")
    with pytest.raises(CommandError, match=r"keeps its password\. Leave the password out\."):
        create_trust("--password", "a-storm-in-november")
    assert not Trust.objects.filter(name="Harbour Trust").exists()
    said = create_trust()
    assert "This person keeps the password they have." in said
    assert "password given" not in said
    assert Person.objects.get().check_password("a-tide-in-february")


def test_with_files_as_broker_the_command_does_not_speak_of_hosts(tmp_path):
    code = """import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("create_trust", "T", administrator_name="A", administrator_email="a@b.example")"""
    done = in_production(code, folder=tmp_path)
    assert "link to set a password goes out" in done.stdout, done.stderr
    assert done.stderr == ""
