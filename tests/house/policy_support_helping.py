"""Who gets what: help between schools, and shared approaches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from schools.access.permissions import Permission as P
from tests.house.actors import AT_THE_SCHOOL, THERE, Thing, Who, anywhere, for_the_trust, may
from tests.house.answers import PAGE, REFUSED, Row, done
from tests.house.policy_figures import Again, for_a_trust
from tests.house.policy_support_record import ELSEWHERE, IN_THE_TRUST
from tests.house.story_support_helping import nobody_asks, strong_again


def at_the_asking_school(who: Who) -> Who:
    return THERE & Who(
        f"{who.words}, at the school that asks",
        lambda actor, thing: who.holds(actor, replace(thing, place=thing.more["asks"])),
    )


sees_plan, heads = may(P.SEE_PLAN), may(P.SUBMIT_SELF_EVALUATION) & AT_THE_SCHOOL
asks = heads | (may(P.RECORD_ENGAGEMENT) & ELSEWHERE)
sees_either = sees_plan | at_the_asking_school(sees_plan)
heads_either, asks_there = heads | at_the_asking_school(heads), at_the_asking_school(asks)
says = (may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL) | (may(P.RECORD_ENGAGEMENT) & ELSEWHERE)
keeps, keeps_for_a_trust = for_the_trust(P.EDIT_FRAMEWORK), for_a_trust(P.EDIT_FRAMEWORK)
OFFERS, ASKED, AGREED = "school that offers help", "request for help", "work that is agreed"


def adapting(thing: Thing) -> dict[str, Any]:
    return {"standing": "adapting", "since": "2 November 2026", "note": "Begun."}


def a_template(thing: Thing) -> dict[str, Any]:
    return {
        "approach": "sef-format",
        "title": "Another form",
        "file": Again("form.txt", b"Fill in.", "text/plain"),
    }


def withdrawn(thing: Thing) -> dict[str, Any]:
    return {"do": "withdraw", "offer": thing.more["offer"], "why": "Nobody has the time."}


def offered(thing: Thing) -> dict[str, Any]:
    more = {"area": thing.more["area"], "contact": thing.more["contact"]} if "area" in thing.more else {}
    return {"do": "offer", "what": "Phonics.", **more}


def wanted(thing: Thing) -> dict[str, Any]:
    return {"purpose": "A good start.", "hours": "6"}


def declined(thing: Thing) -> dict[str, Any]:
    return {"do": "decline", "reason": "Not this term."}


def ended(thing: Thing) -> dict[str, Any]:
    return {"do": "outcome", "hours": "6", "ended_on": "20 November 2026", "text": "They read."}


# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "help_overview": (Row(read=((anywhere(P.SEE_DASHBOARD), PAGE),), rest=REFUSED),),
    "helping": (
        Row(
            OFFERS,
            read=((sees_plan, PAGE),), send=((heads, done("helping")), (sees_plan, REFUSED)), body=withdrawn,
        ),
        Row(OFFERS, send=((heads, done("helping")), (sees_plan, REFUSED)), body=offered, before=strong_again),
    ),
    "help_ask": (
        Row("offer to ask for", read=((sees_plan, REFUSED),), send=((sees_plan, REFUSED),), body=wanted),
        Row(
            "offer to ask for", before=nobody_asks, body=wanted,
            read=((asks, PAGE), (sees_plan, REFUSED)), send=((asks, done("helping")), (sees_plan, REFUSED)),
        ),
    ),
    "approaches": (Row(read=((anywhere(P.SEE_DASHBOARD), PAGE),), rest=REFUSED),),
    "school_approaches": (Row("school", read=((sees_plan, PAGE),)),),
    "school_approach": (
        Row(
            "shared approach at a school",
            read=((sees_plan, PAGE),), send=((says, done("school_approaches")), (sees_plan, REFUSED)), body=adapting,
        ),
    ),
    "approach_templates": (
        Row(
            read=((keeps_for_a_trust, PAGE),), send=((keeps_for_a_trust, done("approach_templates")),), rest=REFUSED,
            body=a_template,
        ),
    ),
    "approach_template": (Row("template of a shared approach", read=((IN_THE_TRUST | keeps, PAGE),)),),
    "help_request": (
        Row(
            ASKED,
            read=((sees_either, PAGE),), send=((heads, done("help_request")), (sees_either, REFUSED)), body=declined,
        ),
        Row(
            ASKED, body=lambda _: {"do": "agree"}, before=strong_again,
            send=((heads, done("help_request")), (sees_either, REFUSED)),
        ),
        Row(
            ASKED, body=lambda _: {"do": "take-back"},
            send=((asks_there, done("help_request")), (sees_either, REFUSED)),
        ),
        Row(AGREED, send=((heads_either, done("help_request")), (sees_either, REFUSED)), body=ended),
    ),
}
# fmt: on
