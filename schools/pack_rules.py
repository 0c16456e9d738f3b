"""Which versions of one of the trust's documents may still change, and what a new one may be called."""

from __future__ import annotations

from kit.refusals import Refusal
from schools.models import Trust
from schools.models.pack import PublishedPack


def is_draft(row: PublishedPack) -> Refusal | None:
    if row.published_at is None:
        return None
    return Refusal(
        "published", f"Version {row.version} is published and frozen. Give the changed pack a new version."
    )


def version_is_free(
    kind: type[PublishedPack], trust: Trust, key: str, version: str, but: PublishedPack | None = None
) -> Refusal | None:
    """:param but: the row that may have it already."""
    there = kind._default_manager.filter(trust=trust, key=key, version=version).first()
    if there is None or there == but:
        return None
    return Refusal("version-taken", f"There is a version {version} already. Give this one another name.")
