"""The private address of somebody's calendar: made, renewed when it got into other hands, revoked."""

from __future__ import annotations

from django.db import transaction

from kit import clock
from schools import audit
from schools.models import Person
from support.models import CalendarAddress
from support.models.calendar_address import random_key


@transaction.atomic
def renew(*, by: Person) -> CalendarAddress:
    """Make an address for ``by``; one there was opens nothing from now on. The audit never holds an address."""
    values = {"key": random_key(), "made_at": clock.now()}
    address, new = CalendarAddress.objects.update_or_create(person=by, defaults=values)
    verb = "made a calendar address" if new else "renewed their calendar address"
    audit.record_for_trusts(by=by, verb=verb, person=by)
    return address


@transaction.atomic
def revoke(*, by: Person) -> None:
    """Take the address away. Doing it twice changes nothing."""
    if CalendarAddress.objects.filter(person=by).delete()[0]:
        audit.record_for_trusts(by=by, verb="revoked their calendar address", person=by)
