"""Codes: what rows, packs and crosswalks call a part by, made once from its title and never changed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 60
ROOM_FOR_NUMBER = 56


def code_for(title: str, taken: Container[str], otherwise: str = "part") -> str:
    """A code of small letters, digits and single hyphens that nothing else is called by.

    :param taken: codes in use, here or in the version before: to take one up again would claim to be the same.
    :param otherwise: what it begins with when the title has no letter of the Latin alphabet in front.
    """
    ascii_ = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "-", ascii_.replace("'", "")).strip("-")
    code = (code if re.match("[a-z]", code) else f"{otherwise}-{code}".strip("-"))[:ROOM_FOR_NUMBER].strip(
        "-"
    )
    numbered = code
    number = 2
    while numbered in taken:
        numbered = f"{code}-{number}"
        number += 1
    return numbered
