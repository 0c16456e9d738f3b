"""What a framework must satisfy beyond the types of its fields: codes that meet, a scale that climbs.

The checks read plain data and pass over whatever has the wrong type (the types report that themselves), so
one reading of a broken pack tells all of its faults, each with its place.
"""

from collections.abc import Iterator
from typing import Any

from kit.packs import Finding, Place
from riskmatrix.spec.checks import changes, measures, practice, shape

__all__ = ["faults"]


def faults(pack: Any) -> Iterator[Finding]:
    """Everything that is wrong in ``pack``, the plain data of a pack file."""
    if not isinstance(pack, dict):
        return
    for part in (shape, measures, changes, practice):
        yield from part.faults(pack)
    yield from _unexplained((), pack)


def _unexplained(at: Place, node: Any) -> Iterator[Finding]:
    if isinstance(node, dict):
        if node.get("proposed") is True and not node.get("why"):
            yield Finding(
                (*at, "proposed"),
                "A proposal needs its reason.",
                "Add `why:` with a sentence the trust can read.",
            )
        for key, value in node.items():
            yield from _unexplained((*at, key), value)
    elif isinstance(node, list | tuple):
        for i, value in enumerate(node):
            yield from _unexplained((*at, i), value)
