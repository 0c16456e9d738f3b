"""Who may sign in to the demo: one person for each role and a few more, all with one password."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.db import transaction

from kit.sheets import csv_bytes
from schools import audit
from schools.access.roles import Role
from schools.models import Person
from trust_portal.demo.data import read
from trust_portal.demo.founding import emails

HEADERS = ("role", "name", "email", "password")
WORDS = (
    *("acorn", "barley", "copper", "damson", "ember", "fennel", "gravel", "hazel", "indigo", "juniper"),
    *("lantern", "marble", "nettle", "orchard", "pebble", "quarry", "rowan", "saddle", "thimble", "willow"),
)


def new_password() -> str:
    """A password of this installation's own: a known one would open every demo that can be reached from outside."""
    return "-".join(["demo", *(secrets.choice(WORDS) for _ in range(3)), str(secrets.randbelow(90) + 10)])


def lines(password: str) -> list[tuple[str, str, str, str]]:
    """(role, name, e-mail, password): the roles in their own order, then those with words of their own."""
    found = []
    addresses = dict(emails())
    for key, about in read("people").items():
        if said := about.get("sign_in"):
            title = said if isinstance(said, str) else Role(about["posts"][0]["role"]).title
            found.append((title, about["name"], addresses[key], password))
    order = [role.title for role in Role]
    return sorted(found, key=lambda line: order.index(line[0]) if line[0] in order else len(order))


@transaction.atomic
def renew(path: Path) -> None:
    """Give everybody on the list a new password and write it anew: the file was lost, and no password can be read."""
    password = new_password()
    people = Person.objects.filter(email__in=[email for _, _, email, _ in lines(password)])
    # One hash for all, as one password is: each takes a third of a second.
    people.update(password=Person.hashed(password))
    for person in people:
        audit.record_for_trusts(by=None, verb="changed password", person=person)
    keep(path, password)


def keep(path: Path, password: str) -> None:
    """Write the list, as plain CSV that any tool reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = csv_bytes(HEADERS, lines(password)).decode("utf-8-sig").replace("\r\n", "\n")
    path.write_text(data, encoding="utf-8")
    path.chmod(0o600)
