"""A ZIP package, unpacked in memory part by part, no further than it is sane to."""

import copy
import io
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator

from kit.refusals import Refusal, Refused, require

MAX_PARTS = 5_000
MAX_UNPACKED = 64 * 1024 * 1024
# Sheets of like rows shrink to a fiftieth; a bomb to a thousandth.
MAX_RATIO = 100
_SMALL = 10 * 1024 * 1024

_CHUNK = 64 * 1024
_END = b"PK\x05\x06"
_ODD_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|\\|[\x00-\x1f]|(?:^|/)\.\.?(?:/|$)")

DAMAGED = Refusal(
    code="damaged-file",
    sentence="The file is damaged, or was not made by an office program. Open it and save it again, or save it as PDF.",
)

LOCKED = Refusal(
    code="password",
    sentence="The file is protected by a password. Open it, remove the password (File, Info, Protect) and "
    "save it again.",
)


def parts(data: bytes) -> Iterator[tuple[str, bytearray]]:
    """Each part's name and bytes, one in memory at a time.

    :raises Refused: for a package that is damaged, locked, too large unpacked, or not what its index says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            index = packed.infolist()
            require(too_much(index, len(data)))
            if any(info.flag_bits & 0x1 for info in index):
                raise Refused(LOCKED)
            if not _is_orderly(index, data, packed.start_dir):
                raise Refused(DAMAGED)
            for info in index:
                if not info.is_dir():
                    yield info.filename, _unpacked(packed, info)
    except Refused:
        raise
    except Exception as error:  # a damaged package fails in as many ways as there are fields in it
        raise Refused(DAMAGED) from error


def too_much(index: list[zipfile.ZipInfo], packed: int) -> Refusal | None:
    """The refusal for what would unpack beyond all measure."""
    unpacked = sum(info.file_size for info in index)
    is_bomb = unpacked > _SMALL and unpacked > MAX_RATIO * packed
    if len(index) <= MAX_PARTS and unpacked <= MAX_UNPACKED and not is_bomb:
        return None
    return Refusal(
        code="unpacks-too-large",
        sentence=f"Unpacked, the file would have {unpacked / 1_048_576:.0f} MB in {len(index):,} parts, more than is "
        "taken. Delete empty rows and unused pages, or save what matters as PDF.",
    )


def _is_orderly(index: list[zipfile.ZipInfo], data: bytes, index_at: int) -> bool:
    """Whether the parts fill the file from its first byte on, none over another, under plain names."""
    names = Counter(info.filename.lower() for info in index)
    places = sorted((info.header_offset, info.header_offset + 30 + info.compress_size) for info in index)
    follows = [start for start, _ in places[1:]] + [index_at]
    return (
        bool(places)
        and places[0][0] == 0
        # The index ends the file: nothing was added, and no comment hides another file's beginning.
        and data[-22:-18] == _END
        and all(end <= after for (_, end), after in zip(places, follows, strict=True))
        and max(names.values()) == 1
        and not any(_ODD_NAME.search(info.orig_filename) for info in index)
        and not any(stat.S_ISLNK(info.external_attr >> 16) for info in index)
        and all(info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in index)
    )


def _unpacked(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytearray:
    """The part's bytes, if they are as many as the index says: another program might not stop there."""
    asked = copy.copy(info)
    asked.file_size += 1  # so that one byte too many shows
    part = bytearray()
    with packed.open(asked) as file:
        while chunk := file.read(_CHUNK):  # in pieces, as a whole it is unpacked before it is measured
            part += chunk
    if len(part) != info.file_size:
        raise Refused(DAMAGED)
    return part
