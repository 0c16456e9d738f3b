"""Fields are called by their place in the pack: from name to place, and putting values there."""

from __future__ import annotations

from typing import Any

from kit.drafting import Data, Place


def path(name: str) -> Place:
    """The place that a field is called by."""
    return tuple(int(step) if step.isdigit() else step for step in name.split("__"))


def put(part: Any, place: Place, value: Any) -> None:
    """Put ``value`` at ``place``, with the mappings on the way to it; an empty text is nothing."""
    *way, last = place
    for step in way:
        if isinstance(part, dict) and part.get(step) is None:
            part[step] = {}
        part = part[step]
    part[last] = nothing(value)


def nothing(value: Any) -> Any:
    """An empty text is nothing; nought and no ticks are what they are."""
    return None if value == "" else value


def added(parts: list[Any], at: Place, part: Data) -> Place:
    """The place of ``part``, put at the end of ``parts``."""
    parts.append(part)
    return (*at, len(parts) - 1)
