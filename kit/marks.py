"""The shapes that stand beside every word of risk and movement, and the shade a step of any scale takes.

Each shape is one path on a field of 16 x 16, in the colour of the text round it, so that it needs no style of
its own and survives forced colours and print. The printed report has the same ones.
"""

from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString


class Path(NamedTuple):
    """``filled``: an area; otherwise a line, dashed when ``dash`` says how."""

    d: str
    filled: bool = True
    dash: str = ""


_RING = "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13"
_HOLE = "M8 3.4a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2"

SHAPES: dict[str, Path] = {
    # the steps a pack may choose from, roughly from the lightest to the heaviest
    "circle": Path(f"{_RING}{_HOLE}Z"),
    "ring": Path(f"{_RING}{_HOLE}Z"),
    "half": Path(f"{_RING}M8 3.4a4.6 4.6 0 0 0 0 9.2Z"),
    "square": Path("M2 2H14V14H2Z"),
    "triangle": Path("M8 1.4L15.4 14.6H.6Z"),
    "diamond": Path("M8 .4L15.6 8L8 15.6L.4 8Z"),
    # what is not a step looks like none of them
    "unrated": Path("M2.4 2.4H13.6V13.6H2.4Z", filled=False, dash="2.4 1.8"),
    "not_applicable": Path("M3 8H13", filled=False),
    "suppressed": Path("M8 2.2V13.8M3 5.1L13 10.9M13 5.1L3 10.9", filled=False),
    "withheld": Path("M2 12.6L14 3.4", filled=False),
    # movement: arrows with a shaft, never to be taken for a triangle
    "up": Path("M8 14.4V2.6M3 7.2L8 2.2L13 7.2", filled=False),
    "down": Path("M8 1.6V13.4M3 8.8L8 13.8L13 8.8", filled=False),
    "level": Path("M2.4 5.6H13.6M2.4 10.4H13.6", filled=False),
    "broken": Path("M1.8 8H5.6M10.4 8H14.2M9.6 3.4L6.4 12.6", filled=False),
    "first": Path("M8 2.4V13.6M2.4 8H13.6", filled=False),
    # what became of something
    "tick": Path("M2.6 8.6L6.4 12.4L13.6 4.2", filled=False),
    "cross": Path("M3.4 3.4L12.6 12.6M12.6 3.4L3.4 12.6", filled=False),
    "alert": Path("M8 1.6V9.4M8 12.2V14.4", filled=False),
}


class Movement(StrEnum):
    """How a risk stands against the term before. Only two ratings on the same scale can be compared."""

    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"
    NOT_COMPARABLE = "not_comparable"
    FIRST = "first"

    @classmethod
    def by(cls, steps: int) -> "Movement":
        """:param steps: how many steps the risk rose; below 0, it fell."""
        return cls.HIGHER if steps > 0 else cls.LOWER if steps < 0 else cls.SAME


def shade(position: int, of: int) -> int:
    """Which of the five shades (1 palest, 5 darkest) a step takes.

    :param position: 1 for the least risk, ``of`` for the most.
    :param of: how many steps the scale has; with one there is nothing to order, and it takes the palest.
    :raises ValueError: for a position outside 1 to ``of``.
    """
    if not 1 <= position <= of:
        raise ValueError(f"Position {position} is not between 1 and {of}.")
    return 1 if of == 1 else int((position - 1) / (of - 1) * 4 + 0.5) + 1


class Look(NamedTuple):
    shape: str
    label: str
    css: str


MISSING = {
    "unrated": "Not rated",
    "not_applicable": "Not applicable",
    "suppressed": "Suppressed",
    "withheld": "Not shown yet",
}


def look_of(step: Any) -> Look:
    """How a step, or the lack of one, is drawn.

    :param step: an object or dict with ``code``, ``label``, ``shape``, ``position`` and ``of``; or one of
        MISSING, as a word or as the ``code``, perhaps with a ``label`` of its own. Nothing is unrated.
    :raises KeyError: for a word that is not in MISSING, so that no slip passes for a rating.
    """
    if not step or isinstance(step, str):
        code = step or "unrated"
        return Look(code, MISSING[code], f"is-{code}")
    code, label = _part(step, "code"), _part(step, "label")
    if code in MISSING:
        return Look(code, label or MISSING[code], f"is-{code}")
    return Look(_part(step, "shape"), label, f"shade-{shade(_part(step, 'position'), _part(step, 'of'))}")


PRINTED = ("low", "moderate", "high", "critical")


def print_class(step: Any) -> str:
    """The look of a step, or of the lack of one, in ``pdf.css``, which knows four shades.

    :raises KeyError: as ``look_of`` does.
    """
    look = look_of(step)
    if not look.css.startswith("shade-"):
        return {"is-unrated": "not-rated", "is-not_applicable": "not-applicable"}.get(look.css, look.css[3:])
    along = (_part(step, "position") - 1) / max(_part(step, "of") - 1, 1)
    return PRINTED[round(along * (len(PRINTED) - 1))]


def _part(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


@cache
def draw(name: str) -> SafeString:
    """The shape as inline SVG, hidden from screen readers: a word always stands beside it.

    :raises KeyError: for a name that is not in SHAPES.
    """
    path = SHAPES[name]
    if path.filled:
        paint = format_html('<path fill="currentColor" fill-rule="evenodd" d="{}"/>', path.d)
    else:
        paint = format_html(
            '<path fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="{}" d="{}"/>',
            path.dash or "none",
            path.d,
        )
    return format_html(
        '<svg class="shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        "{}</svg>",
        paint,
    )
