"""How often something is promised, as fields: one choice of kind, and what belongs to each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from kit.drafting.fields import whole
from kit.drafting.part import Fields
from kit.drafting.places import nothing

KINDS = [
    ("recurring", "Regularly: so often in each stretch of the year"),
    ("at_least", "At least so often: a minimum"),
    ("once", "Once, when the category is confirmed"),
    ("if_required", "If required: somebody decides, and the decision is recorded"),
    ("standing_aim", "A standing aim: no appointment, its status is recorded each half-term"),
]
EVERY = [
    ("school_weeks", "every so many school weeks"),
    ("monthly", "each month"),
    ("half_termly", "each half-term"),
    ("termly", "each term"),
    ("annual", "each school year"),
]
WINDOWS = [
    ("school_week", "each school week"),
    ("half_term", "each half-term"),
    ("term", "each term"),
    ("year", "each school year"),
]
ENDS = [("half_term", "by the end of the half-term"), ("term", "of the term"), ("year", "of the school year")]


def how_often() -> Iterator[tuple[str, Fields]]:
    """(heading, fields); every kind's fields stand on the page, so that it works without script."""
    yield (
        "How often",
        {"rhythm": forms.ChoiceField(label="Kind", choices=KINDS, widget=forms.RadioSelect)},
    )
    yield "If regularly", _regularly()
    yield (
        "If at least so often",
        {
            "rhythm__at_least__times": whole("At least so often"),
            "rhythm__at_least__window": _choice("In", WINDOWS),
        },
    )
    yield "If once", {"rhythm__once__by": _choice("Due", ENDS)}


def _regularly() -> Fields:
    first = "The counter begins anew each school year and stands still in the holidays."
    return {
        "rhythm__recurring__every": _choice("Held", EVERY),
        "rhythm__recurring__times": whole("So often each time"),
        "rhythm__recurring__weeks": whole("Of school weeks: every so many"),
        "rhythm__recurring__first_week": whole("First in school week", help_text=first),
        "rhythm__recurring__within_months": whole(
            "Of each school year: also within so many months of the last"
        ),
    }


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "Choose"), *choices], required=False)


FIELDS = tuple(name for _, fields in how_often() for name in fields)
"""Their names; they are read and written together, by ``rhythm_of``."""


def rhythm_of(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The rhythm as a pack has it: only what belongs to the kind that was chosen; an empty count is the usual one."""
    kind = typed["rhythm"]
    start = f"rhythm__{kind}__"
    own = {
        name.removeprefix(start): nothing(value) for name, value in typed.items() if name.startswith(start)
    }
    if kind == "recurring" and own["every"] != "school_weeks":
        own = {name: value for name, value in own.items() if name not in ("weeks", "first_week")}
    return {"kind": kind, **{name: value for name, value in own.items() if value is not None}}
