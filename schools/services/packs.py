"""The versions of one of the trust's documents: put in place, published as they were read, thrown away."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from pydantic import BaseModel

from kit import clock
from kit.saving import Conflict
from schools import audit
from schools.models import Person
from schools.models.pack import PublishedPack

Version = TypeVar("Version", bound=PublishedPack)


def columns_of(spec: Any) -> dict[str, Any]:
    """What stands in the row of a version, but for its trust and key."""
    assert isinstance(spec, BaseModel)  # noqa: S101 (every pack is one)
    document = spec.model_dump_json()
    return {
        "version": spec.version,  # type: ignore[attr-defined]
        "title": spec.title,  # type: ignore[attr-defined]
        "author": spec.author,  # type: ignore[attr-defined]
        "checker": spec.checker,  # type: ignore[attr-defined]
        "next_review": spec.next_review,  # type: ignore[attr-defined]
        "document": document,
        "fingerprint": hashlib.sha256(document.encode()).hexdigest(),
    }


def put_in_place(row: Version, spec: Any, *, seen: str) -> Version:
    """Make ``spec`` what a draft says, in its row.

    :raises kit.saving.Conflict: when the draft's fingerprint is not ``seen``, or it has been published.
    """
    _as_seen(row, seen, **columns_of(spec))
    row.refresh_from_db()
    return row


def publish_as_read(row: Version, *, by: Person | None) -> Version:
    """Freeze the version as ``row`` was read.

    :raises kit.saving.Conflict: when somebody changed the draft after that.
    """
    moment = clock.now()
    _as_seen(row, row.fingerprint, published_at=moment, published_by=by)
    row.published_at, row.published_by = moment, by
    return row


def throw_away(row: PublishedPack, *, verb: str, seen: str, by: Person) -> None:
    """Delete a draft; what it said stays in the audit.

    :param seen: the fingerprint of the draft that was looked at.
    :raises kit.saving.Conflict: when somebody else saved the draft since; nothing is written.
    """
    rows = type(row)._default_manager.filter(pk=row.pk, fingerprint=seen, published_at__isnull=True)
    if not rows.exists():
        raise Conflict(type(row)._default_manager.get(pk=row.pk))
    before = {"version": row.version, "document": row.document}
    audit.record(by=by, verb=verb, thing=row, trust=row.trust, before=before)
    row.delete()


def _as_seen(row: PublishedPack, seen: str, **changes: Any) -> None:
    kind = type(row)._default_manager
    if not kind.filter(pk=row.pk, fingerprint=seen, published_at__isnull=True).update(**changes):
        raise Conflict(kind.get(pk=row.pk))
