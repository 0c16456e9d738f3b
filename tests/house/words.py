"""Whose words may be read by whom: one line for each thing that people typed in story.py.

``sees`` are those who find it when they follow the portal's own links; ``also``, those who may come upon it. Anybody
else must never meet it: in no page, no fragment, no header and no PDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schools.access.permissions import Permission as P
from schools.access.roles import Role
from tests.house.actors import AT_THE_SCHOOL, OF_THE_TRUST, Actor, Thing, Who, for_the_trust, holding, may
from tests.house.policy_support_record import IN_THE_TRUST, writes

if TYPE_CHECKING:
    from tests.house.world import World

NOBODY = Who("nobody else", lambda actor, thing: False)
sees_school, sees_evaluation, sees_agreed = (
    may(P.SEE_SCHOOL),
    may(P.SEE_SELF_EVALUATION),
    may(P.SEE_AGREED_MATRIX),
)
reports, prepares = may(P.READ_REPORT), may(P.PREPARE_REPORT)
moderators = holding(
    Role.HEAD_OF_SCHOOL_IMPROVEMENT, Role.CHIEF_FINANCIAL_OFFICER, Role.DEPUTY_CHIEF_FINANCIAL_OFFICER
)
audits = for_the_trust(P.READ_AUDIT)
fills_in = may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL


@dataclass(frozen=True)
class Readers:
    """Who finds it and who else may see it."""

    sees: Who
    also: Who = NOBODY


def _moderated(year: int) -> dict[str, Readers]:
    """What was written in a term whose moderation is finished: governors read it with the agreed matrix."""
    return {
        f"comment{year}": Readers(sees_evaluation, sees_agreed | reports | audits),
        f"reason{year}": Readers(sees_evaluation, sees_agreed | reports | audits),
        f"answer{year}": Readers(sees_agreed, audits),
        f"return{year}": Readers(sees_evaluation, audits),
    }


def _monitoring(words: str, readers: Readers) -> dict[str, Readers]:
    return {words + part: readers for part in ("", "rec", "seen", "act")}


def _evidence(words: str, readers: Readers) -> dict[str, Readers]:
    """What a file is called, is named and says; what a link is called and where it leads."""
    inside = Readers(readers.sees)  # what is in a file, nobody reads in the audit
    return {
        words + part: inside if part == "file" else readers
        for part in ("", "name", "file", "linktitle", "link")
    }


WORDS: dict[str, Readers] = {
    "lead": Readers(sees_school),
    "left": Readers(for_the_trust(P.MANAGE_PEOPLE), audits),
    **_moderated(2024),
    **_moderated(2025),
    "decided2024": Readers(sees_agreed, reports | audits),
    # Moderation is finished: both sides' words are out to those who see the self-evaluation, and nothing is agreed.
    "late": Readers(sees_evaluation, audits),
    "asked": Readers(sees_evaluation, audits),
    # What the head types is the school's own until it is handed in, what the chief executive types nobody else's.
    "unsent": Readers(sees_evaluation & AT_THE_SCHOOL, audits),
    "disputed": Readers(sees_evaluation, audits),
    "deciding": Readers(may(P.SETTLE_DISAGREEMENT), audits),
    # Never submitted: still the school's own, whoever may read what has been submitted.
    "draft": Readers(sees_evaluation & AT_THE_SCHOOL, audits),
    # Said among those who fill it in, and whose a criterion is: the audit tells that it happened, not the words.
    "talk": Readers(fills_in),
    "settledtalk": Readers(fills_in),
    "assigned": Readers(fills_in | for_the_trust(P.MANAGE_PEOPLE), audits),
    # In a file that its reader has not confirmed yet.
    "offline": Readers(NOBODY, holding(Role.HEADTEACHER)),
    "past": Readers(NOBODY, for_the_trust(P.EDIT_FRAMEWORK)),
    # In moderation: the school's commentary is the trust's to read, the moderators' reasons are not out yet.
    "comment": Readers(sees_evaluation, audits),
    "reason": Readers(moderators, may(P.MODERATE) | audits),
    "sent": Readers(sees_evaluation, audits),
    # Written once in 2024 and carried ever since: agreed with the rest of that term.
    "kept": Readers(sees_evaluation, sees_agreed | reports | audits),
    **_evidence("evdraft", Readers(sees_evaluation & AT_THE_SCHOOL, audits)),
    **_evidence("evsent", Readers(sees_evaluation, audits)),
    "evalone": Readers(sees_evaluation & AT_THE_SCHOOL, audits),
    "decision": Readers(may(P.SEE_PLAN), reports | audits),
    "talkedover": Readers(may(P.SEE_PLAN), audits),
    "catanswer": Readers(may(P.SEE_PLAN), audits),
    "catappeal": Readers(may(P.SEE_PLAN), audits),
    **_monitoring("mdraft", Readers(may(P.WRITE_MONITORING), audits)),
    **_monitoring("mdone", Readers(may(P.SEE_MONITORING), audits)),
    **_monitoring("mcons", Readers(may(P.SEE_MONITORING), may(P.SEE_ACTIONS) | audits)),
    "magreed": Readers(may(P.SEE_ACTIONS) | may(P.SEE_MONITORING), audits),
    "action": Readers(may(P.SEE_ACTIONS), audits),
    "done": Readers(may(P.SEE_ACTIONS), audits),
    "note": Readers(may(P.SEE_PLAN), audits),
    "off": Readers(may(P.SEE_PLAN), audits),
    "recseen": Readers(may(P.SEE_PLAN), audits),
    "recguest": Readers(may(P.SEE_PLAN), audits),
    "recaction": Readers(may(P.SEE_PLAN) | may(P.SEE_ACTIONS), audits),
    "ownview": Readers(may(P.SEE_PLAN), audits),
    # The trust's own: not shared yet, and never to be shared; of the latter the audit tells only that it changed.
    "recdraft": Readers(writes, audits),
    "internal": Readers(writes),
    "planned": Readers(may(P.SEE_PLAN), may(P.SEE_ACTIONS) | audits),
    "planprogress": Readers(may(P.SEE_PLAN), audits),
    "rapidfocus": Readers(may(P.SEE_PLAN), audits),
    # The school is writing it, or the trust has it to read and nobody has approved it.
    "plandraft": Readers(fills_in, audits),
    "plansent": Readers(fills_in | may(P.RECORD_ENGAGEMENT), audits),
    "plancomment": Readers(fills_in | may(P.RECORD_ENGAGEMENT), audits),
    "apology": Readers(may(P.SEE_PLAN), audits),
    # The sibling asked: those who see the plan of either school read it, which in that trust are the same.
    "helpoffer": Readers(may(P.SEE_PLAN), IN_THE_TRUST | audits),
    "helppurpose": Readers(IN_THE_TRUST, audits),
    "appnote": Readers(may(P.SEE_PLAN), audits),
    "template": Readers(IN_THE_TRUST | for_the_trust(P.EDIT_FRAMEWORK)),
    "helpoutcome": Readers(IN_THE_TRUST, audits),
    "agenda": Readers(IN_THE_TRUST, audits),
    "place": Readers(IN_THE_TRUST, audits),
    "paper": Readers(IN_THE_TRUST),
    **{
        word: Readers(may(P.SEE_PLAN), audits)
        for word in ("reviewer", "revwhy", "revsummary", "revfound", "revnone")
    },
    "revfile": Readers(may(P.SEE_PLAN)),
    "revaction": Readers(may(P.SEE_PLAN) | may(P.SEE_ACTIONS), audits),
    **{
        word: Readers(may(P.SEE_PLAN), audits)
        for word in ("inittitle", "initaim", "initanswer", "initreason")
    },
    "inittrust": Readers(IN_THE_TRUST, audits),
    "aim": Readers(may(P.SEE_PLAN), audits),
    "needed": Readers(may(P.SEE_PLAN), audits),
    # Of an action that says something else by now: only the frozen report still tells it.
    "issued": Readers(reports | prepares, audits),
    "unissued": Readers(prepares, audits),
    "figure": Readers(may(P.SEE_FIGURES), audits),
    "figurefile": Readers(may(P.ENTER_FIGURES), audits),
    "closure": Readers(sees_school, audits),
    "trustclosure": Readers(OF_THE_TRUST, audits),
}


def unseen_by(world: World, actor: Actor) -> list[str]:
    """The planted words that ``actor`` must never meet."""
    return [
        word
        for what, place, word in world.words()
        if not (actor.comes_in and (WORDS[what].sees | WORDS[what].also).holds(actor, Thing(place)))
    ]


def found_by(world: World, actor: Actor) -> list[str]:
    """The planted words that ``actor`` comes upon by following links."""
    return [word for what, place, word in world.words() if WORDS[what].sees.holds(actor, Thing(place))]
