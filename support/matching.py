"""Which schools that offer help suit a school in need: by area, phase and distance. Pure.

An area is a criterion of the risk framework; only offers in the area that is asked for are matched. They are put in
order by what is known of the distance, then by the phase, then by the distance, then by name, so that equal input
gives an equal list. What is not known is said and comes last; it is never taken for nought.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from math import hypot

METRES_A_MILE = 1609.344

# Phases whose pupils are of an age in part. "unknown" stands in none.
_FAMILIES = (
    frozenset({"nursery", "infant", "junior", "primary", "middle", "all_through"}),
    frozenset({"middle", "secondary", "16_plus", "all_through"}),
)


class PhaseFit(IntEnum):
    """How two phases go together, the closest first."""

    SAME = 0
    ALIKE = 1
    OTHER = 2
    UNKNOWN = 3


@dataclass(frozen=True)
class Place:
    """Where a school is, in metres of the National Grid."""

    easting: int
    northing: int


@dataclass(frozen=True)
class Party:
    """A school as a match looks at it. ``phase`` as in ``School.Phase``; ``place`` is None where it is not known."""

    key: int
    name: str
    phase: str
    place: Place | None = None


@dataclass(frozen=True)
class Offered:
    """One offer of help: by whom, in which area."""

    key: int
    area: str
    by: Party


@dataclass(frozen=True)
class Match:
    """``miles`` in a straight line; None where nobody knows. ``reasons`` are for the school in need to read."""

    offer: Offered
    phase: PhaseFit
    miles: float | None
    reasons: tuple[str, ...]


def match(need: Party, area: str, offers: Iterable[Offered]) -> tuple[Match, ...]:
    """The offers in ``area`` that other schools make, the most suitable first."""
    found = (_match(need, each) for each in offers if each.area == area and each.by.key != need.key)
    return tuple(sorted(found, key=_order))


def _order(each: Match) -> tuple[bool, int, float, str, int]:
    return each.miles is None, each.phase, each.miles or 0.0, each.offer.by.name, each.offer.key


def _match(need: Party, offer: Offered) -> Match:
    fit, miles = phase_fit(need.phase, offer.by.phase), miles_between(need.place, offer.by.place)
    return Match(offer, fit, miles, (_PHASE_SAID[fit], distance_said(miles)))


def phase_fit(one: str, other: str) -> PhaseFit:
    if "unknown" in (one, other):
        return PhaseFit.UNKNOWN
    if one == other:
        return PhaseFit.SAME
    alike = any(one in family and other in family for family in _FAMILIES)
    return PhaseFit.ALIKE if alike else PhaseFit.OTHER


def miles_between(one: Place | None, other: Place | None) -> float | None:
    """Miles in a straight line; None where one of the two is not known."""
    if one is None or other is None:
        return None
    return hypot(one.easting - other.easting, one.northing - other.northing) / METRES_A_MILE


def distance_said(miles: float | None) -> str:
    if miles is None:
        return "Distance not known"
    if miles < 1:
        return "Less than a mile away"
    whole = round(miles)
    return f"About {whole} mile{'' if whole == 1 else 's'} away in a straight line"


_PHASE_SAID = {
    PhaseFit.SAME: "The same phase",
    PhaseFit.ALIKE: "Another phase, with pupils of the same age in part",
    PhaseFit.OTHER: "Another phase",
    PhaseFit.UNKNOWN: "A phase is not recorded",
}
