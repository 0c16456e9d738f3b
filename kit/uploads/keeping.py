"""Where uploaded files lie: under opaque names, behind Django's storage interface, at no address."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from kit.uploads.examining import Upload

STORE = "evidence"  # the alias in settings.STORAGES


@dataclass(frozen=True)
class Kept:
    """A stored file, as a row writes it down: ``size`` in bytes, ``sha256`` as 64 hexadecimal digits."""

    stored_as: str
    name: str
    content_type: str
    size: int
    sha256: str


class Damaged(Exception):
    """The stored bytes are missing, or not the ones whose SHA-256 was written down."""


def keep(upload: Upload) -> Kept:
    """Store a file that was found good. Nothing of its name becomes part of the name it is stored under."""
    opaque = uuid.uuid4().hex
    # Two folders deep: a hundred thousand files in one folder are slow to list and to back up.
    stored_as = _store().save(f"{opaque[:2]}/{opaque[2:4]}/{opaque}", ContentFile(upload.data))
    return Kept(
        stored_as=stored_as,
        name=upload.name,
        content_type=upload.kind.content_type,
        size=len(upload.data),
        sha256=hashlib.sha256(upload.data).hexdigest(),
    )


def discard(stored_as: str) -> None:
    """Remove a file that no row came to point to, or no longer does."""
    _store().delete(stored_as)


def opened(stored_as: str, sha256: str) -> File[Any]:
    """The stored file at its first byte, after its SHA-256 was compared; the caller closes it.

    :raises Damaged: when it is missing or not what was stored.
    """
    try:
        file = _store().open(stored_as)
        found = hashlib.sha256()
        for chunk in file.chunks():
            found.update(chunk)
        file.seek(0)
    except OSError as error:
        raise Damaged(f"The stored file cannot be read: {error}") from error
    if found.hexdigest() != sha256:
        file.close()
        raise Damaged("The stored file has changed since it was stored.")
    return file


def _store() -> Storage:
    return storages[STORE]
