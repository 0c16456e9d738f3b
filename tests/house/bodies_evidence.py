"""Forms about evidence, filled in well."""

from __future__ import annotations

from tests.house.actors import Thing
from tests.house.bodies import TODAY, Sent


def a_link(thing: Thing) -> Sent:
    return {
        "title": "Seen today",
        "kind": "observation",
        "speaks_of": TODAY,
        "link": "https://example.org/today",
    }


def used_again(thing: Thing) -> Sent:
    """The piece of the rating's own school that backs nothing yet."""
    return {"pieces": [thing.more.get("alone", 0)]}
