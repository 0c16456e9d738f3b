"""Editing an offer as plain data: where its parts stand, what goes with one that is taken out or moved.

A category is called by its strand and itself, as in ``academic__sustain``: two strands may both have a Sustain.
"""

from __future__ import annotations

from kit import drafting, packs
from kit.drafting import Data, Place, reach
from support.spec import Offer
from support.spec_checks import findings

BETWEEN = "__"


def checked(data: Data) -> Offer:
    """The offer that ``data`` has become.

    :raises kit.packs.Faulty: with all that is wrong, each finding with its place in ``data``.
    """
    return packs.check(data, Offer, findings)


def places(data: Data, kind: str) -> dict[str, Place]:
    """Where the people, strands, categories or engagements stand, by what an address calls them."""
    if kind == "person":
        return {each["code"]: ("people", n) for n, each in enumerate(data["people"]) if "code" in each}
    found: dict[str, Place] = {}
    for s, strand in enumerate(data["strands"]):
        at: Place = ("strands", s)
        if kind == "strand":
            found[strand["code"]] = at
        for c, category in enumerate(strand["categories"]):
            if kind == "category" and "code" in category:
                found[key_of(strand["code"], category["code"])] = (*at, "categories", c)
            if kind == "engagement":
                listed = enumerate(category["engagements"])
                here = (*at, "categories", c, "engagements")
                found |= {each["code"]: (*here, n) for n, each in listed if "code" in each}
    return found


def place_of(data: Data, kind: str, code: str) -> Place:
    """:raises KeyError: when there is no such part."""
    return places(data, kind)[code]


def key_of(strand: str, category: str) -> str:
    """What an address calls a category."""
    return f"{strand}{BETWEEN}{category}"


def move(data: Data, kind: str, code: str, by: int) -> None:
    """Move a part among those beside it; the thresholds of a strand name its categories in their order.

    :param by: -1 for one place up, 1 for one down.
    :raises KeyError: when there is no such part.
    """
    place = place_of(data, kind, code)
    drafting.move(data, place, by)
    if kind == "category":
        named(reach(data, place[:2]))


def take_out(data: Data, kind: str, code: str) -> None:
    """Take a part out; with a category goes its threshold. What else names it, the findings say.

    :raises KeyError: when there is no such part.
    """
    place = place_of(data, kind, code)
    at = place[-1]
    reach(data, place[:-1]).pop(at)
    if kind == "category":
        strand = reach(data, place[:2])
        strand["recommendation"]["thresholds"].pop(at)
        named(strand)


def named(strand: Data) -> None:
    """Let the thresholds of ``strand`` name its categories in their order, the last of them open-ended."""
    thresholds = strand["recommendation"]["thresholds"]
    for threshold, category in zip(thresholds, strand["categories"], strict=False):
        threshold["category"] = category["code"]
    if thresholds:
        thresholds[-1]["at_most"] = None


def into_category(data: Data, code: str, category: str) -> None:
    """Put an engagement at the end of another category; in its own it stays where it is.

    :raises KeyError: when there is no such engagement or category.
    """
    place, there = place_of(data, "engagement", code), reach(data, place_of(data, "category", category))
    listed = reach(data, place[:-1])
    if listed is not there["engagements"]:
        there["engagements"].append(listed.pop(place[-1]))
