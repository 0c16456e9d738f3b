"""Finding one's way in the plain data of a pack, whatever is wrong with its types."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeGuard

from kit.packs import Finding, Place

Entries = Iterator[tuple[Place, dict[str, Any]]]


def entries(node: Any, *path: str) -> Entries:
    """The mappings of the list found by following ``path``, each with its place below ``node``."""
    for part in path:
        node = node.get(part) if isinstance(node, dict) else None
    if isinstance(node, list | tuple):
        for i, item in enumerate(node):
            if isinstance(item, dict):
                yield (*path, i), item


def below(outer: Iterable[tuple[Place, dict[str, Any]]], *path: str) -> Entries:
    """The mappings of the list at ``path`` in each of ``outer``."""
    for at, entry in outer:
        yield from (((*at, *place), inner) for place, inner in entries(entry, *path))


def kpis(pack: Any) -> Entries:
    return below(entries(pack, "criteria"), "kpis")


def words(value: Any) -> list[tuple[int, str]]:
    """The texts of a list, each with its position."""
    listed = value if isinstance(value, list | tuple) else ()
    return [(i, each) for i, each in enumerate(listed) if isinstance(each, str)]


def codes(found: Entries) -> list[str]:
    return [entry["code"] for _, entry in found if isinstance(entry.get("code"), str)]


def number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def repeated(found: Entries, key: str, what: str) -> Iterator[Finding]:
    """A ``key`` that two of the entries share."""
    seen = set()
    for at, entry in found:
        value = entry.get(key)
        if isinstance(value, str):
            if value in seen:
                yield Finding(
                    (*at, key), f"The {what} {key} `{value}` is used twice.", f"Give each {what} its own."
                )
            seen.add(value)


def one_of(known: Iterable[str], otherwise: str) -> str:
    """The remedy for an unknown code: the known ones, if they are few enough to read."""
    listed = list(known)
    return (
        f"Use {', '.join(listed)}, or {otherwise}." if 0 < len(listed) <= 12 else f"{otherwise.capitalize()}."
    )
