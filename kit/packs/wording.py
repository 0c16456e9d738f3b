"""What pydantic finds, in the words of somebody who edits the file."""

import difflib
from collections.abc import Callable, Mapping
from reprlib import repr as short
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from kit.packs.findings import Finding, Place


def found_by_types(error: ValidationError, model: type[BaseModel], *, is_told: bool) -> list[Finding]:
    """Each error once: not a list called too short only because a part of it is wrong.

    :param is_told: whether other checks have told already what is wrong with the pack as a whole.
    """
    errors = error.errors()
    places = [each["loc"] for each in errors]

    def only_repeats(each: Mapping[str, Any]) -> bool:
        at = each["loc"]
        below = any(place != at and place[: len(at)] == at for place in places)
        return (each["type"] == "too_short" and below) or (not at and (is_told or below))

    return [_finding(each, model) for each in errors if not only_repeats(each)]


def _finding(error: Mapping[str, Any], model: type[BaseModel]) -> Finding:
    place: Place = tuple(error["loc"])
    name = next((f"`{part}`" for part in reversed(place) if isinstance(part, str)), "The pack")
    context, given = error.get("ctx", {}), short(error["input"])
    kind = error["type"]
    if kind == "missing":
        return Finding(place, f"{name} is missing.", f"Add {name} to this entry.")
    if kind == "extra_forbidden":
        return Finding(
            place, f"{name} is not known here.", f"Remove it or correct its spelling{_nearest(place, model)}"
        )
    if kind == "union_tag_invalid":
        return Finding(
            place, f"{context['tag']!r} is not known here.", f"Use one of {context['expected_tags']}."
        )
    if kind in {"literal_error", "enum"}:
        return Finding(place, f"{name} is {given}.", f"Use {context.get('expected', 'a known value')}.")
    sentence, remedy = _REMEDIES.get(kind.removesuffix("_parsing"), _as_pydantic_says)(error)
    return Finding(place, f"{name} is {given}{sentence}.", remedy)


def _as_pydantic_says(error: Mapping[str, Any]) -> tuple[str, str]:
    return "", f"{error['msg']}."


def _size(error: Mapping[str, Any]) -> tuple[str, str]:
    context = error["ctx"]
    if "min_length" in context:
        return ", which is too short", f"Give at least {context['min_length']}."
    return ", which is too long", f"Keep to {context['max_length']} at most."


def _date(error: Mapping[str, Any]) -> tuple[str, str]:
    return ", which is not a date", "Write it as 2027-07-01, without quotes."


def _code(error: Mapping[str, Any]) -> tuple[str, str]:
    between = "underscores" if "_" in error["ctx"]["pattern"] else "hyphens"
    return "", f"Use small letters, with digits or single {between} between them."


def _list(error: Mapping[str, Any]) -> tuple[str, str]:
    return ", which is not a list", "Put each entry on a line of its own beginning with `- `."


def _text(error: Mapping[str, Any]) -> tuple[str, str]:
    return ", which is not text", "Write it in quotes."


_REMEDIES: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "string_too_short": _size,
    "too_short": _size,
    "string_too_long": _size,
    "too_long": _size,
    "date": _date,
    "date_type": _date,
    "date_from_datetime": _date,
    "string_pattern_mismatch": _code,
    "tuple_type": _list,
    "list_type": _list,
    "string_type": _text,
}


def _nearest(place: Place, model: type[BaseModel]) -> str:
    """The end of the remedy for an unknown key: the one that was probably meant, if there is one."""
    known: type[BaseModel] | None = model
    for part in place[:-1]:
        if known is not None and isinstance(part, str) and part in known.model_fields:
            known = _model_in(known.model_fields[part].annotation)
    close = difflib.get_close_matches(str(place[-1]), known.model_fields if known else (), n=1)
    return f": did you mean `{close[0]}`?" if close else "."


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside ``X``, ``X | None`` or ``tuple[X, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
