"""How a trust begins."""

from __future__ import annotations

from django.db import transaction

from kit.refusals import Refusal, require
from kit.text import printable
from schools import audit
from schools.access.roles import Role
from schools.models import Person, Trust
from schools.services.people import add_person, appoint


@transaction.atomic
def found_trust(
    *, name: str, administrator_name: str, administrator_email: str, password: str | None = None
) -> tuple[Trust, Person]:
    """Begin a trust with the person who will add everybody else.

    A trust of that name that was imported from the register and has nobody yet is the one that begins.

    :param password: the administrator's; without one they set it through a link in a mail.
    :raises Refused: ``no-name``, ``too-long``, ``trust-exists``, ``no-email``, ``not-here``, ``has-account``.
    """
    name = printable(" ".join(name.split()), limit=200)
    if not name:
        require(Refusal("no-name", "Write the trust's name."))
    trust = Trust.objects.select_for_update().filter(name__iexact=name).first()
    if trust is not None and trust.posts.exists():
        require(Refusal("trust-exists", f"{trust} is there already, and has an administrator."))
    trust = trust or Trust.objects.create(name=name)
    if password is not None and Person.objects.filter(email=administrator_email.strip().lower()).exists():
        sentence = f"{administrator_email} has an account, which keeps its password. Leave the password out."
        require(Refusal("has-account", sentence))
    audit.record(by=None, verb="founded trust", thing=trust, trust=trust, after={"name": trust.name})
    administrator = add_person(
        name=administrator_name,
        email=administrator_email,
        trust=trust,
        by=None,
        password=password,
        tell_them=password is None,
    )
    appoint(person=administrator, role=Role.TRUST_ADMINISTRATOR, trust=trust, by=None)
    return trust, administrator
