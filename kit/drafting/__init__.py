"""Editing a pack as plain data: each step begins with a whole document and ends with one.

What a change needs elsewhere is made with it, and whatever is still wrong comes back as findings, each with its
place. So a draft can be looked through, exported and published at any moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from kit.drafting.naming import code_for
from kit.packs import Faulty, Finding, Place
from kit.text import printable

__all__ = [
    "Data",
    "Faulty",
    "Finding",
    "Place",
    "cleaned",
    "code_for",
    "differences",
    "move",
    "plain",
    "reach",
]

Data = dict[str, Any]
"""A document as a pack file has it: mappings, lists, words and numbers, all of which may be changed."""


def plain(spec: BaseModel) -> Data:
    """A document as data of its own, to be changed."""
    found = _opened(spec.model_dump())
    assert isinstance(found, dict)  # noqa: S101 (what pydantic dumps a model to)
    return found


def reach(data: Any, place: Place) -> Any:
    """What stands at ``place``; None where nothing does."""
    for step in place:
        if isinstance(data, list):
            data = data[step] if isinstance(step, int) and step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def move(data: Data, place: Place, by: int) -> None:
    """Move the part at ``place`` among those beside it.

    :param by: -1 for one place up, 1 for one down; at either end it stays.
    """
    parts, at = reach(data, place[:-1]), place[-1]
    assert isinstance(at, int)  # noqa: S101 (a place that ends in a list)
    to = at + by
    if 0 <= to < len(parts):
        parts[at], parts[to] = parts[to], parts[at]


def cleaned(value: Any) -> Any:
    """Every text by the rule of ``kit.text``: a file can spell out characters that would read otherwise on a page."""
    match value:
        case dict():
            return {key: cleaned(each) for key, each in value.items()}
        case list():
            return [cleaned(each) for each in value]
        case str():
            return printable(value)
    return value


def differences(before: BaseModel, now: BaseModel) -> tuple[Data, Data]:
    """What was changed as it was, and as it is, by place (“criteria › safeguarding › title”).

    A place that only one of the two has is missing from the other.
    """
    was, is_ = dict(_leaves(plain(before))), dict(_leaves(plain(now)))
    changed = [place for place in {**was, **is_} if was.get(place) != is_.get(place)]
    return {p: was[p] for p in changed if p in was}, {p: is_[p] for p in changed if p in is_}


def _leaves(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{at} › {key}" if at else str(key))
    elif isinstance(node, list) and any(isinstance(each, dict) for each in node):
        for number, each in enumerate(node, 1):
            yield from _leaves(each, f"{at} › {each.get('code', number)}")
    elif node not in (None, [], {}):
        yield at, node if isinstance(node, bool | int | float | str | list) else str(node)


def _opened(value: Any) -> Any:
    match value:
        case dict():
            return {key: _opened(each) for key, each in value.items()}
        case tuple() | list():
            return [_opened(each) for each in value]
    return value
