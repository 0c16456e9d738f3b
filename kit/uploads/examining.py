"""An uploaded file is what is in it, not what its name says; both must agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import filetype
from django.core.files import File

from kit.refusals import Refusal, Refused, require
from kit.uploads.documents import lacks_of_pdf, lacks_of_text, text_of
from kit.uploads.kinds import PICTURES, REMEDIES, TAKEN, Kind
from kit.uploads.names import clean_name, ending_of, with_ending
from kit.uploads.office import kind_of_package
from kit.uploads.packages import LOCKED
from kit.uploads.pictures import redrawn

LIMIT = 20 * 1024 * 1024

_BY_SIGNATURE = {kind.content_type: kind for kind in (Kind.PDF, *PICTURES)}
_PACKAGE = b"PK\x03\x04"
_BEFORE_2007 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream in which Office keeps a document with a password.
_LOCKED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Upload:
    """A file that was found good: its clean name, its kind, and the bytes to keep (of a picture, the new ones)."""

    name: str
    kind: Kind
    data: bytes = field(repr=False)


def examine(file: File[Any], *, limit: int = LIMIT) -> Upload:
    """Judge an uploaded file by its content.

    Costs up to 300 MB of memory and three seconds for the worst file; an ordinary document takes milliseconds, a
    phone's photo half a second.

    :param limit: the most bytes it may have.
    :raises kit.refusals.Refused: when it is empty, too large, damaged, dangerous, of no kind that is taken, or
        named as another kind; the sentence says what to do.
    """
    name = clean_name(file.name)
    file.seek(0)
    data = file.read(limit + 1)
    require(too_large(file.size, limit) if len(data) > limit else None)
    require(empty(data))
    kind = _kind(data, name)
    require(misnamed(name, kind))
    if kind in PICTURES:
        data = redrawn(data, kind)
        if ending_of(name) not in kind.endings:
            name = with_ending(name, kind.endings[0])
    return Upload(name, kind, data)


def too_large(size: int, limit: int) -> Refusal | None:
    """The refusal for a file of ``size`` bytes, with the figures one needs; None when it fits."""
    if size <= limit:
        return None
    return Refusal(
        code="file-too-large",
        sentence=f"The file has {size / 1_048_576:.1f} MB; at most {limit / 1_048_576:.0f} MB are taken. Save it with "
        "smaller pictures, as a PDF of the smallest size, or in parts.",
    )


def empty(data: bytes) -> Refusal | None:
    if data.strip():
        return None
    return Refusal(
        code="empty-file", sentence="The file is empty. Save it again and look into it before you send it."
    )


def misnamed(name: str, kind: Kind) -> Refusal | None:
    """The refusal for a name that says another kind than the content. Pictures may be each other: they are
    drawn and named anew."""
    fine = [each for each in PICTURES if kind in PICTURES] or [kind]
    if any(ending_of(name) in each.endings for each in fine):
        return None
    return Refusal(
        code="wrong-ending",
        sentence=f"The file is called “{name}” but is {kind.label}. Open it, look at it, and save it with the ending "
        f"{kind.endings[0]}.",
    )


def _kind(data: bytes, name: str) -> Kind:
    """:raises Refused: for no kind that is taken, or one that is not in order."""
    looks_like = filetype.guess(data)
    if looks_like and (kind := _BY_SIGNATURE.get(looks_like.mime)):
        require(lacks_of_pdf(data) if kind is Kind.PDF else None)
        return kind
    if data.startswith(_PACKAGE):
        return kind_of_package(data)
    if (text := text_of(data)) is not None:
        require(lacks_of_text(text))
        if ending_of(name) in Kind.CSV.endings:
            return Kind.CSV
        return Kind.TEXT
    raise Refused(_not_taken(data, looks_like.extension if looks_like else ""))


def _not_taken(data: bytes, extension: str) -> Refusal:
    if data.startswith(_BEFORE_2007):
        if _LOCKED in data:
            return LOCKED
        extension = "ole"
    if remedy := REMEDIES.get(extension):
        return Refusal(
            code="kind-not-taken",
            sentence=f"This kind of file is not taken. {remedy} Taken are: {TAKEN}.",
        )
    return Refusal(
        code="kind-not-taken",
        sentence=f"This kind of file is not taken, or the file is damaged. Taken are: {TAKEN}.",
    )
