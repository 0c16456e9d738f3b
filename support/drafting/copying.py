"""A new strand or category begins as a copy of another: so a draft is whole from its first moment."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from kit.drafting import Data, code_for, reach
from support.drafting import place_of, places


def category_like(data: Data, strand: Data, like: Data, title: str) -> Data:
    """A category of ``strand`` with the engagements of ``like``, each in a code of its own."""
    made = deepcopy(like)
    made["title"] = title
    made["code"] = code_for(title, {each["code"] for each in strand["categories"]}, "category")
    made["key_features"] = [
        {**each, "code": _code(strand, f"{made['code']} {each['code']}")} for each in made["key_features"]
    ]
    taken = set(places(data, "engagement"))
    for each in made["engagements"]:
        each["code"] = code_for(f"{strand['code']} {made['code']} {each['promise']}", taken, "engagement")
        taken.add(each["code"])
    return made


def _code(strand: Data, title: str) -> str:
    features = (each["code"] for category in strand["categories"] for each in category["key_features"])
    return code_for(title, set(features), "feature")


def strand_like(data: Data, like: str, code: str, **said: Any) -> Data:
    """A strand called ``code`` with the categories of the strand ``like``; its promises are its own.

    :raises KeyError: when there is no strand ``like``.
    """
    model = reach(data, place_of(data, "strand", like))
    made = {**deepcopy(model), **said, "code": code, "categories": []}
    made["recommendation"]["gates"] = []  # they name criteria, which feed the other strand
    for category in model["categories"]:
        made["categories"].append(category_like(data, made, category, category["title"]))
        made["categories"][-1]["code"] = category["code"]
    for each in (each for category in made["categories"] for each in category["key_features"]):
        if (each.get("shown_by") or {}).get("criteria"):
            each["shown_by"] = None  # the same: these criteria feed the other strand
    for each in (each for category in made["categories"] for each in category["engagements"]):
        each["promise"] = code_for(f"{code} {each['promise']}", ())
    return made
