"""Writing down what happened, in the same transaction as the change: both stand or neither does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction

from kit import clock
from kit.statements import execute
from schools.models import AuditEntry, Person, School, Trust

SITTING = timedelta(minutes=30)
# In SQL, because Django would take longer to write this statement than the database takes to carry it out.
GROW = """
    UPDATE schools_auditentry SET after = %s, until = %s
    WHERE id = (
        SELECT id FROM schools_auditentry WHERE thing_kind = %s AND thing_id = %s ORDER BY id DESC LIMIT 1
    ) AND by_id = %s AND verb = %s AND until > %s AND sitting <> ''
"""


def record(
    *,
    by: Person | None,
    verb: str,
    thing: models.Model,
    school: School | None = None,
    trust: Trust | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry.

    :param by: who did it; None for the portal itself (a beat, a command).
    :param verb: past tense, as in “submitted”.
    :param before: the values that were changed, as they were; ``after``, as they are.
    :raises RuntimeError: outside a transaction, where the entry could stand without the change.
    """
    return _write(by=by, verb=verb, thing=thing, school=school, trust=trust, before=before, after=after)


def record_for_trusts(
    *,
    by: Person | None,
    verb: str,
    person: Person,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write what happened to an account: each trust in which its person has or had a post reads of it.

    For somebody without a post one entry stands that belongs to no trust.
    """
    trusts: set[Trust | None] = {post.trust for post in person.all_posts}
    for trust in trusts or {None}:
        record(by=by, verb=verb, thing=person, trust=trust, before=before, after=after)


def record_typing(
    *,
    by: Person,
    verb: str,
    thing: models.Model,
    school: School,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Write, or let grow, the one entry of this person's sitting at this thing.

    A sitting is a row of saves of the same verb at the same thing by the same person with less than half an hour
    between two, and nobody else's save of it in between. One statement finds it and lets it grow.
    """
    now, kind = clock.now(), thing._meta.label_lower
    with connection.cursor() as cursor:
        values = [*map(_stored, ("after", "until"), (dict(after), now)), kind, thing.pk, by.pk, verb]
        execute(cursor, GROW, [*values, _stored("until", now - SITTING)])
        if cursor.rowcount:
            return
    _write(
        by=by, verb=verb, thing=thing, school=school, trust=None, before=before, after=after,
        sitting=f"{by.pk}:{now.isoformat()}",
    )  # fmt: skip


def _stored(column: str, value: Any) -> Any:
    """A value as the database takes it."""
    field: models.Field[Any, Any] = AuditEntry._meta.get_field(column)  # type: ignore[assignment]
    return field.get_db_prep_save(value, connection)


def _write(
    *,
    by: Person | None,
    verb: str,
    thing: models.Model,
    school: School | None,
    trust: Trust | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    sitting: str = "",
) -> AuditEntry:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit entry is written in the transaction of the change it records.")
    return AuditEntry.objects.create(
        by=by,
        by_name=by.name if by else "The portal",
        verb=verb,
        trust_id=trust.pk if trust else school.trust_id if school else None,
        school=school,
        thing_kind=thing._meta.label_lower,
        thing_id=thing.pk,
        thing_name=str(thing)[:300],
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        sitting=sitting,
    )
