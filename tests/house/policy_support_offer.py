"""Who gets what: the trust edits its offer in versions, and people move one engagement."""

from __future__ import annotations

from typing import Any

from schools.access.permissions import Permission as P
from tests.house import offers as form
from tests.house.actors import Thing, anywhere, for_the_trust, may
from tests.house.answers import PAGE, REFUSED, Row, done

edits, edits_some = for_the_trust(P.EDIT_FRAMEWORK), anywhere(P.EDIT_FRAMEWORK)
sees_plan, records = may(P.SEE_PLAN), may(P.RECORD_ENGAGEMENT)


def moved(thing: Thing) -> dict[str, Any]:
    day = {"day": "15 June 2027", "at": "14:30", "reason": "The hall is free."}
    return {"do": "move", "version": thing.more["version"], **day}


# Moving stands on the page of an engagement, beside its other rows.
MOVING = Row("visit to come", send=((records, done("plan")), (sees_plan, REFUSED)), body=moved)

# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "offers": (Row(read=((edits_some, PAGE),), rest=REFUSED),),
    "offer_begin": (
        Row(
            read=((edits_some, PAGE),), send=((edits_some, done("offer_draft")),), body=form.new_version,
            rest=REFUSED,
        ),
    ),
    "offer_upload": (
        Row(read=((edits_some, PAGE),), send=((edits_some, done("offer_draft")),), body=form.pack, rest=REFUSED),
    ),
    "offer_export": (Row("draft offer", read=((edits, PAGE),)),),
    "offer_draft": (
        Row("draft offer", read=((edits, PAGE),)),
        Row("offer in force", read=((edits, REFUSED),)),
    ),
    "offer_publish": (
        Row("draft offer", read=((edits, PAGE),), send=((edits, done("offers")),), body=form.as_seen),
        Row("offer in force", read=((edits, REFUSED),), send=((edits, REFUSED),), body=form.as_seen),
    ),
    "offer_discard": (
        Row("draft offer", read=((edits, PAGE),), send=((edits, done("offers")),), body=form.as_seen),
    ),
    "offer_part": (
        Row("part of a draft offer", read=((edits, PAGE),), send=((edits, done("offer_draft")),), body=form.general),
        Row("part of the offer in force", read=((edits, REFUSED),)),
    ),
    "offer_item": (
        Row(
            "engagement of a draft", read=((edits, PAGE),), send=((edits, done("offer_draft")),),
            body=form.engagement,
        ),
    ),
    "offer_add": (
        Row(
            "person to add to an offer", read=((edits, PAGE),), send=((edits, done("offer_draft")),), body=form.person,
        ),
    ),
    "offer_remove": (
        Row("engagement of a draft", read=((edits, PAGE),), send=((edits, done("offer_draft")),), body=form.as_seen),
    ),
    "offer_move": (
        Row("engagement of a draft", send=((edits, done("offer_draft")),), body=lambda thing: {"to": "up"}),
        Row("engagement of the offer in force", send=((edits, REFUSED),), body=lambda thing: {"to": "up"}),
    ),
}
# fmt: on
