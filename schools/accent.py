"""Whether a trust's own colour can be read: the arithmetic of contrast (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re

from kit.refusals import Refusal

LEAST = 4.5
"""The contrast that text of ordinary size needs."""
DARKEST_GROUND = "#f3f1ec"
"""The darkest ground that links are read on: ``--wash`` of static/css/tokens.css. White is lighter."""

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb``, 0 (black) to 1 (white)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 (the same) to 21 (black on white), whichever comes first."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def can_be_read(colour: str) -> Refusal | None:
    """Whether ``colour`` is written as # and six digits and stands out from every ground of the portal."""
    if not _COLOUR.fullmatch(colour):
        return Refusal("no-colour", "Write the colour as # and six digits, as in #1f4e5f.")
    found = contrast(colour, DARKEST_GROUND)
    if found >= LEAST:
        return None
    # Rounded down, so that a colour just too pale is never said to have the contrast it lacks.
    shown = int(found * 10) / 10
    return Refusal(
        "too-pale",
        f"This colour has a contrast of {shown} : 1 with the page; {LEAST} : 1 is needed. Choose a darker one.",
    )
