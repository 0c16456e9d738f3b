"""An account: one for each e-mail address, whoever asks for it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kit.refusals import Refusal, require
from kit.text import printable
from schools.models import Person


@transaction.atomic
def account_for(*, name: str, email: str, password: str | None = None) -> tuple[Person, bool]:
    """The account with this address, and whether it is new. One that exists stays as it is.

    :param password: for a new account; without one nothing opens it yet.
    :raises Refused: ``no-name``, ``too-long``, ``no-email``.
    """
    name, email = line(name), email.strip().lower()
    require(has_name(name))
    require(_is_email(email))
    stored = {"name": name, "password": Person.hashed(password)}
    person: Person
    person, new = Person.objects.get_or_create(email=email, defaults=stored)
    return person, new


def line(name: str) -> str:
    """A name as one line of what can be printed."""
    return printable(" ".join(name.split()), limit=150)


def has_name(name: str) -> Refusal | None:
    return None if name else Refusal("no-name", "Write the person's name.")


def _is_email(email: str) -> Refusal | None:
    try:
        validate_email(email)
    except ValidationError:
        return Refusal("no-email", "Write an e-mail address, as in name@school.example.")
    return Refusal("no-email", "This e-mail address is too long.") if len(email) > 254 else None
