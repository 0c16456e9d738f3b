"""Those who look after the installation: they bring in trusts and see the gallery, and nothing of any school."""

from __future__ import annotations

from django.db import transaction

from kit.refusals import Refusal, Refused, require
from schools import audit
from schools.models import Person
from schools.services import notices
from schools.services.accounts import account_for


@transaction.atomic
def appoint_staff(*, email: str, name: str = "", password: str | None = None) -> Person:
    """Let somebody look after the installation. Only a command does so: no post allows it.

    :param name: for somebody who has no account yet; an account that exists stays as it is.
    :param password: for a new account; without one a link to set it goes out by mail.
    :raises Refused: ``no-email``, ``no-name``, ``too-long``, ``account-closed``.
    """
    known = Person.objects.filter(email=email.strip().lower()).first()
    person, new = account_for(name=known.name if known else name, email=email, password=password)
    if not person.is_active:
        require(Refusal("account-closed", "The account with this e-mail address is closed."))
    if new:
        audit.record(by=None, verb="added person", thing=person, after={"name": person.name, "email": email})
    _set_staff(person, True)
    if not person.has_usable_password():
        notices.tell(
            person,
            key=f"{notices.INVITATION}:installation",
            subject="Your account for the school improvement portal",
            body="You look after this installation of the portal. Choose a password to sign in; "
            f"{notices.how_long_a_link_lasts()}.",
            link="/",
        )
    return person


@transaction.atomic
def end_staff(*, email: str) -> Person:
    """The person no longer looks after the installation; their account and posts stay.

    :raises Refused: ``not-staff``.
    """
    person: Person | None = Person.objects.filter(email=email.strip().lower(), is_staff=True).first()
    if person is None:
        sentence = f"Nobody with the address {email} looks after the installation."
        raise Refused(Refusal("not-staff", sentence))
    _set_staff(person, False)
    return person


def _set_staff(person: Person, now: bool) -> None:
    if Person.objects.filter(pk=person.pk, is_staff=not now).update(is_staff=now):
        what = "looks after the installation"
        verb = "appointed keeper" if now else "dismissed keeper"
        audit.record_for_trusts(by=None, verb=verb, person=person, before={what: not now}, after={what: now})
    person.is_staff = now
