"""The name a person gave a file, made harmless to show, to store in a row and to save on any system."""

import re
import unicodedata
from pathlib import PurePosixPath

from kit.text import printable

LONGEST_NAME = 150
NAMELESS = "file"

_LONGEST_ENDING = 10
_FORBIDDEN = re.compile(r'[<>:"|?*]')
# Names that Windows takes for a device, whatever ending follows
# (learn.microsoft.com/windows/win32/fileio/naming-a-file).
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)


def clean_name(name: str | None) -> str:
    """``name`` without folders, invisible signs and what Windows forbids; at most 150 characters.

    Only the last part of a path counts. Letters of every script stay; what steers their direction goes, for
    “exe.txt” could be shown where “txt.exe” is stored. A long name is cut before its ending. A device's name
    (“CON.pdf”) gets a line before it. Applying the rule twice changes nothing.

    :returns: “file” when nothing is left.
    """
    last = re.split(r"[/\\]", printable(name or ""))[-1]
    seen = "".join(
        sign for sign in last if sign in "\t\n" or unicodedata.category(sign) not in ("Cf", "Co", "Cn")
    )
    plain = _bare(_FORBIDDEN.sub("-", seen)) or NAMELESS
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    return _cut(plain)


def ending_of(name: str) -> str:
    """The ending of a name with its dot, in small letters; empty when there is none."""
    return PurePosixPath(name).suffix.lower()


def with_ending(name: str, ending: str) -> str:
    """``name`` with its ending replaced by ``ending``."""
    return clean_name(PurePosixPath(name).stem + ending)


def _bare(name: str) -> str:
    """Single spaces, and neither dots nor spaces at the ends: Windows drops them there, and so hides endings."""
    return " ".join(name.split()).strip(". ")


def _cut(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    ending = PurePosixPath(name).suffix
    if len(ending) > _LONGEST_ENDING:
        ending = ""
    return _bare(name[: LONGEST_NAME - len(ending)]) + ending
