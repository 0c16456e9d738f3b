"""Where issued documents lie: under opaque names, behind Django's storage interface, never served directly."""

import hashlib
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def new_name() -> str:
    """An opaque name. A row carries it before the file is there, so that no file is ever forgotten."""
    return f"reports/{uuid.uuid4().hex}.pdf"


def keep(data: bytes, name: str) -> str:
    """Store a document under ``name``.

    :returns: the SHA-256 of its bytes.
    """
    default_storage.save(name, ContentFile(data))
    return hashlib.sha256(data).hexdigest()


def discard(name: str) -> None:
    """Remove a file that no row came to point to."""
    default_storage.delete(name)


class Damaged(Exception):
    """The stored bytes are not the ones whose SHA-256 was written down."""


def fetch(name: str, sha256: str) -> bytes:
    """The document's bytes.

    :raises Damaged: when they are missing or not the ones that were stored.
    """
    try:
        with default_storage.open(name) as file:
            data: bytes = file.read()
    except OSError as error:
        raise Damaged(f"The stored file cannot be read: {error}") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged("The stored file has changed since it was made.")
    return data
