"""Setting one's own password, by the link in a mail or while signed in."""

from __future__ import annotations

from django.db import transaction

from schools import audit
from schools.models import Person


@transaction.atomic
def choose_password(*, password: str, by: Person) -> None:
    """Give one's own account a password; whoever looks after its trusts reads that it happened, never what it is.

    :param password: as typed; whether it will do was asked by the form.
    """
    verb = "changed password" if by.has_usable_password() else "set password"
    by.set_password(password)
    by.save(update_fields=["password"])
    audit.record_for_trusts(by=by, verb=verb, person=by)
