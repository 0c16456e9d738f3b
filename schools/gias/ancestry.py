"""Whose history a school carries on: its predecessors, theirs, and so on back.

The register writes most links twice, once from each side, often with dates a day apart; some only once. The side
of the later school is the better witness: it names the predecessor and gives the day it took over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schools.gias.records import Link

NO_NAME = "Name not recorded"

# Links between schools of which neither took over from the other.
_NO_SUCCESSION = ("Sixth Form", "Expansion")


@dataclass(frozen=True)
class Ancestor:
    """A predecessor; ``relation`` in the register's words, and of which school when that is not ours."""

    urn: int
    name: str
    relation: str
    linked_on: date | None

    @property
    def is_named(self) -> bool:
        return self.name != NO_NAME


@dataclass(frozen=True)
class _Edge:
    """``earlier`` came before ``later``; ``own`` when the later school's row says so."""

    later: int
    earlier: int
    relation: str
    linked_on: date | None
    own: bool


class Ancestry:
    """All links of some files, to be asked about one school at a time."""

    def __init__(self, links: Iterable[Link], names: Mapping[int, str]) -> None:
        """:param names: what schools are called where no link says it."""
        self._names = dict(names)
        self._undirected: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
        edges: dict[tuple[int, int], _Edge] = {}
        for link in links:
            edge = _directed(link)
            if edge is None:
                if not link.relation.startswith(_NO_SUCCESSION):
                    self._undirected[link.urn].add((link.link_urn, link.relation))
                continue
            if edge.own and link.link_name:
                self._names[edge.earlier] = link.link_name
            known = edges.get((edge.later, edge.earlier))
            if known is None or edge.own or not known.own:
                edges[edge.later, edge.earlier] = edge
        self._before: defaultdict[int, list[_Edge]] = defaultdict(list)
        self._circular: defaultdict[int, set[int]] = defaultdict(set)
        for (later, earlier), edge in edges.items():
            if (earlier, later) in edges or later == earlier:
                self._circular[later].add(earlier)
            else:
                self._before[later].append(edge)

    def of(self, urn: int) -> tuple[Ancestor, ...]:
        """The predecessors of ``urn``, nearest first, each once."""
        found: dict[int, Ancestor] = {}
        waiting = [urn]
        while waiting:
            later = waiting.pop(0)
            for edge in sorted(self._before[later], key=lambda edge: edge.earlier):
                if edge.earlier == urn or edge.earlier in found:
                    continue
                relation = edge.relation if later == urn else f"{edge.relation}, of {later}"
                name = self._names.get(edge.earlier, NO_NAME)
                found[edge.earlier] = Ancestor(edge.earlier, name, relation, edge.linked_on)
                waiting.append(edge.earlier)
        return tuple(found.values())

    def doubts(self, urn: int) -> tuple[str, ...]:
        """Links of ``urn`` that were left out, because they do not say which school came first."""
        unclear = [(other, f"“{relation}” with {other}") for other, relation in sorted(self._undirected[urn])]
        circle = "with {other}, each called the other's predecessor,"
        unclear += [(other, circle.format(other=other)) for other in sorted(self._circular[urn])]
        known = {ancestor.urn for ancestor in self.of(urn)}
        return tuple(
            f"{urn}: the link {link} was left out: it does not say which school came first."
            for other, link in unclear
            if other not in known
        )


def _directed(link: Link) -> _Edge | None:
    """The link as earlier and later school; None where its words name no direction."""
    word, _, rest = link.relation.partition(" ")
    relation = f"Predecessor {rest}".strip()
    match word.lower():
        case "predecessor":
            return _Edge(link.urn, link.link_urn, relation, link.linked_on, own=True)
        case "successor":
            return _Edge(link.link_urn, link.urn, relation, link.linked_on, own=False)
        case _:
            return None
