"""A trust's offer in versions, as the walk over every address meets it: a draft beside the version in force."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from schools.models import Person, Trust
from support.forms_offers import ITEMS, ONCE, OfferDraft, PartForm
from support.models import Offer
from support.queries.offers import known_of, replaced_by
from support.services import offer_drafts
from support.services.offers import DEFAULT_PACK
from tests.house.actors import Thing

ENGAGEMENT = "academic-sustain-trust-training-day"


def drafted(place: str, trust: Trust, by: Person) -> dict[str, Thing]:
    """The trust's administrator has begun a draft of its offer."""
    in_force = Offer.objects.in_force(trust)
    assert in_force is not None
    draft = offer_drafts.begin(trust=trust, version="next", by=by)
    return {
        "draft offer": Thing(place, (draft.pk,)),
        "offer in force": Thing(place, (in_force.pk,)),
        "part of a draft offer": Thing(place, (draft.pk, "general")),
        "part of the offer in force": Thing(place, (in_force.pk, "general")),
        "engagement of a draft": Thing(place, (draft.pk, "engagement", ENGAGEMENT)),
        "engagement of the offer in force": Thing(place, (in_force.pk, "engagement", ENGAGEMENT)),
        "person to add to an offer": Thing(place, (draft.pk, "person")),
    }


def shown(thing: Thing, within: str = "", **typed: Any) -> dict[str, Any]:
    """What a browser sends for a part of a draft as it is shown, with ``typed`` in it."""
    row = Offer.objects.filter(pk=thing.args[0]).first()
    if row is None:
        return {}
    kind, code = thing.args[1], thing.args[2] if len(thing.args) > 2 else ""
    known = known_of(row.trust_id)
    draft = OfferDraft(row.spec, replaced_by(row), known.strands, known.steps, known.criteria)
    form: PartForm = {**ONCE, **ITEMS}[kind](draft=draft, code=code, within=within)
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**values, **typed}.items() if value not in (None, False, [])}


def general(thing: Thing) -> dict[str, Any]:
    return shown(thing, author="Somebody else")


def engagement(thing: Thing) -> dict[str, Any]:
    return shown(thing, title="A day of training together")


def person(thing: Thing) -> dict[str, Any]:
    return shown(thing, label="Harbour pilot")


def as_seen(thing: Thing) -> dict[str, Any]:
    row = Offer.objects.filter(pk=thing.args[0]).first()
    return {"seen": row.fingerprint if row else ""}


def new_version(thing: Thing) -> dict[str, Any]:
    return {"version": "2030"}


def pack(thing: Thing) -> dict[str, Any]:
    return {"text": _pack(), "do": "keep"}


@cache
def _pack() -> str:
    text = DEFAULT_PACK.read_text(encoding="utf-8")
    return re.sub(r"^version: .*$", "version: '2031'", text, count=1, flags=re.MULTILINE)
