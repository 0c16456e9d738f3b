"""What each school rates itself in each term of the story, and what moderators make of it. Values only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from trust_portal.demo.data import read, texts

LETTERS = {"L": "low", "M": "moderate", "H": "high", "C": "critical", "N": "not_applicable", ".": ""}
SCHOOLS = tuple(read("ratings"))
"""The schools that rate themselves; the one that has just joined has not begun."""


@dataclass(frozen=True)
class Sheet:
    """One school's ratings of one term.

    ``own`` are its answers by KPI; ``first`` those of them it gave before the trust sent the sheet back with
    ``comment``. ``moderated`` are the steps a moderator chose instead, with the reason; ``disagreed`` those of them
    the head disagreed with and why, with the step the chief executive decided on and why.
    """

    own: dict[str, str]
    first: dict[str, str]
    comment: str
    moderated: dict[str, tuple[str, str]]
    disagreed: dict[str, tuple[str, str, str]]


def sheet(school: str, term: int, kpis: Mapping[str, Sequence[str]]) -> Sheet:
    """:param kpis: the framework's KPI codes by criterion, in its order."""
    said = read("ratings")[school]
    own: dict[str, str] = {}
    for criterion, codes in kpis.items():
        letters = said["self"][criterion].split()[term - 1]
        own |= {code: LETTERS[letter] for code, letter in zip(codes, letters, strict=True)}
    returned = said.get("returned", {}).get(term, {})
    return Sheet(
        own=own,
        first={code: LETTERS[letter] for code, letter in returned.get("first", {}).items()},
        comment=returned.get("comment", ""),
        moderated={
            code: (LETTERS[letter], reason)
            for code, (letter, reason) in said["moderated"].get(term, {}).items()
        },
        disagreed={
            code: (each["head"], LETTERS[each["decided"]], each["chief"])
            for code, each in said.get("disagreed", {}).get(term, {}).items()
        },
    )


def commentary(school: str, term: int, kpi: str, answer: str, written_on: date, turn: int) -> str:
    """What the school writes beside its rating: a finding and what it rests on, in words of its own.

    :param turn: the school's place among those that give this KPI this answer this term, so that no two of them
        say the same; with the term it turns through the variants.
    """
    bank = texts()[kpi]
    place = read("schools")["schools"][school]
    at = turn + term
    finding = bank[answer][at % len(bank[answer])]
    seen = "Reviewed" if answer == "not_applicable" else f"Based on {bank['seen'][at % len(bank['seen'])]},"
    pupils = place.get("pupils", "pupils")
    words = {
        "year": place["year"][at % len(place["year"])],
        "years": place["years"][at % len(place["years"])],
        "pupils": pupils,
        "Pupils": pupils.capitalize(),
    }
    return _sentences(f"{finding} {seen} {written_on:%B %Y}.".format(**words))


def _sentences(text: str) -> str:
    """Each sentence begins with a capital, whatever word came to stand first in it."""
    return re.sub(r"(^|[.!?] )([a-z])", lambda found: found[1] + found[2].upper(), text)


@cache
def turns(term: int, kpis: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[tuple[str, str], int]:
    """By school and KPI: how many schools before it give the same answer in this term."""
    given: dict[tuple[str, str], int] = {}
    found = {}
    for school in SCHOOLS:
        for kpi, answer in sheet(school, term, dict(kpis)).own.items():
            found[school, kpi] = given.setdefault((kpi, answer), 0)
            given[kpi, answer] += 1
    return found
