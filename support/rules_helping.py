"""Who offers help, in which areas, who asks for it, who agrees, and what another school may read of all this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from kit import clock
from kit.refusals import Refusal
from riskmatrix.models import Evaluation
from riskmatrix.queries.steps import Shown, StepView
from riskmatrix.rules_answers import answers_for
from schools.access.checks import has, works_at
from schools.access.permissions import Permission
from support.models import HelpOffer, HelpOutcome, HelpRequest

if TYPE_CHECKING:
    from schools.models import Person, School

MOST_HOURS = Decimal(500)
LONGEST_HELP = (
    "Give the hours as a number above nought, in halves if need be, as in 6 or 7.5, and no more than 500."
)


@dataclass(frozen=True)
class Backing:
    """Whether the latest agreed ratings of a school back help in one area.

    :param evaluation: whose agreed ratings these are.
    :param level: what was agreed for the criterion. The school's own: never shown to another school.
    :param refusal: why the area is not backed; None where it is.
    """

    area: str
    title: str
    evaluation: Evaluation
    level: Shown
    refusal: Refusal | None


def is_low(level: Shown, title: str) -> Refusal | None:
    """Whether the agreed level of a criterion is the scale's least risk. What is not rated backs nothing."""
    if not isinstance(level, StepView):
        if level == "not_applicable":
            return Refusal("not-applicable", f"{title} does not apply to the school, so it backs no offer.")
        return Refusal("not-rated", f"{title} is not fully rated and agreed, so it backs no offer.")
    if level.position > 1:
        return Refusal(
            "not-low", f"{title} is agreed as {level.label}; help is offered where risk is lowest."
        )
    return None


def offers_for(user: Person, school: School) -> Refusal | None:
    """The headteacher, acting or not, says what the school offers and what it takes on."""
    if answers_for(user, school):
        return None
    return Refusal("not-yours", "The headteacher says with what the school helps others.")


def may_offer(user: Person, school: School, backing: Backing | None) -> Refusal | None:
    """:param backing: None where the school has no agreed ratings, or its framework no such area."""
    if refusal := offers_for(user, school):
        return refusal
    if backing is None:
        return Refusal(
            "nothing-agreed", "Nothing is agreed for the school in this area yet, so it backs no offer."
        )
    return backing.refusal


def is_at_the_school(person: Person, school: School) -> Refusal | None:
    """Whether others can ask for ``person`` there: somebody with a post at the school itself."""
    if works_at(person, school):
        return None
    return Refusal("not-at-the-school", "Choose somebody who works at the school.")


def may_withdraw(user: Person, offer: HelpOffer) -> Refusal | None:
    return offers_for(user, offer.school) or _stands(offer)


def asks_for(user: Person, school: School) -> Refusal | None:
    """The headteacher asks for the school, or somebody of the trust who records its engagements."""
    if answers_for(user, school):
        return None
    if has(user, Permission.RECORD_ENGAGEMENT, school) and not works_at(user, school):
        return None
    return Refusal(
        "not-yours", "The headteacher asks for help, or somebody of the trust who looks after the school."
    )


def may_ask(user: Person, school: School, offer: HelpOffer, backing: Backing | None) -> Refusal | None:
    """:param backing: that of the offer today."""
    if refusal := asks_for(user, school):
        return refusal
    if school.pk == offer.school_id:
        return Refusal("own-offer", "This is the school’s own offer.")
    if school.trust_id != offer.school.trust_id:
        return Refusal("other-trust", "The two schools are not of one trust.")
    return is_on_offer(offer, backing)


def is_on_offer(offer: HelpOffer, backing: Backing | None) -> Refusal | None:
    """Whether help is to be had today, in words that give another school's ratings away to nobody."""
    if offer.withdrawn_at is not None or backing is None or backing.refusal or offer.school.closed_on:
        return Refusal(
            "not-on-offer", f"{offer.school} does not offer help with {offer.area_title} at present."
        )
    return None


def may_answer(user: Person, request: HelpRequest) -> Refusal | None:
    """The headteacher of the school that is asked agrees or declines, once."""
    if not answers_for(user, request.offer.school):
        return Refusal("not-yours", f"The headteacher of {request.offer.school} answers.")
    return _waits(request)


def may_take_back(user: Person, request: HelpRequest) -> Refusal | None:
    return asks_for(user, request.school) or _waits(request)


def sides_of(user: Person, request: HelpRequest) -> list[str]:
    """The sides for which ``user`` speaks: those of the schools whose headteacher they are.

    Somebody may lead both schools; then the side that has said nothing yet comes first.
    """
    sides = HelpOutcome.Side
    schools = {sides.GIVING.value: request.offer.school, sides.RECEIVING.value: request.school}
    said = {each.side for each in request.outcomes.all()}
    return sorted(
        (side for side, school in schools.items() if answers_for(user, school)), key=said.__contains__
    )


def may_say_what_came(user: Person, request: HelpRequest, side: str) -> Refusal | None:
    """Each headteacher once, for their own school, of work that was agreed.

    :param side: the one that they speak for, as the page showed it; empty where they lead neither school.
    """
    if side not in sides_of(user, request):
        return Refusal("not-yours", "The headteachers of the two schools say what came of it.")
    if request.answer != HelpRequest.Answer.AGREED:
        return Refusal("not-agreed", "Only of work that was agreed can be said what came of it.")
    if any(each.side == side for each in request.outcomes.all()):
        return Refusal("said", "Your school has said already what came of it.")
    return None


def is_an_end(ended_on: date, request: HelpRequest) -> Refusal | None:
    """Whether work that was agreed can have ended on that day."""
    if ended_on > clock.today():
        return Refusal("in-the-future", "Say what came of the work once it is done: this day lies ahead.")
    if request.answered_at and ended_on < timezone.localdate(request.answered_at):
        return Refusal("before-it-was-agreed", "The work was agreed after this day.")
    return None


def may_see_backing(user: Person, school: School) -> bool:
    """Whether ``user`` reads the agreed rating behind an offer: whoever reads the school's agreed matrix."""
    return has(user, Permission.SEE_AGREED_MATRIX, school)


def are_hours(hours: Decimal, *, least: Decimal) -> Refusal | None:
    """:param least: the fewest that make sense; nought where work may have come to nothing."""
    if hours.is_finite() and least <= hours <= MOST_HOURS and hours * 2 == (hours * 2).to_integral_value():
        return None
    return Refusal("no-hours", LONGEST_HELP)


def _stands(offer: HelpOffer) -> Refusal | None:
    return Refusal("withdrawn", "This offer has been taken back already.") if offer.withdrawn_at else None


def _waits(request: HelpRequest) -> Refusal | None:
    if request.answer == HelpRequest.Answer.NONE:
        return None
    return Refusal("answered", f"This request is already {request.get_answer_display().lower()}.")
