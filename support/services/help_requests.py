"""What schools ask of one another: a request, its answer, agreed work, and what both sides say came of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from riskmatrix.services.self_evaluation import headteachers
from schools import audit
from schools.access.checks import works_at
from schools.models import Person, School
from support import rules_helping as rules
from support.models import HelpOffer, HelpOutcome, HelpRequest
from support.queries.help_backing import backing_of
from support.queries.help_work import hours_in_words
from support.services.helping import tell_asking, words_of
from support.services.telling import tell_people

HALF_AN_HOUR = Decimal("0.5")


@transaction.atomic
def ask(*, school: School, offer: HelpOffer, purpose: str, hours: Decimal, by: Person) -> HelpRequest:
    """Ask, for ``school``, for what ``offer`` offers; the headteacher who is asked is told, and the contact.

    :param hours: how many are asked for, above nought, in halves.
    :raises Refused: ``not-yours``, ``own-offer``, ``other-trust``, ``not-on-offer``, ``asked``, ``words-missing``,
        ``too-long``, ``no-hours``.
    """
    offer = _offer_held(offer)
    require(rules.may_ask(by, school, offer, backing_of(offer)))
    require(rules.are_hours(hours, least=HALF_AN_HOUR))
    purpose = words_of(purpose, "Say what the help is for.")
    if offer.requests.waiting().filter(school=school).exists():
        raise Refused(Refusal("asked", f"{school} has asked for this already and waits for an answer."))
    request = HelpRequest.objects.create(offer=offer, school=school, purpose=purpose, hours=hours, by=by)
    after = {"purpose": purpose, "hours": hours, "of": offer.school.name}
    audit.record(by=by, verb="asked for help", thing=request, school=school, after=after)
    subject = f"{school} asks for help with {offer.area_title}"
    asked = {each.pk: each for each in (*headteachers(offer.school), offer.contact)}
    for person in asked.values():
        if works_at(person, offer.school):
            tell_people(
                [person], key=f"help-asked-{request.pk}", subject=subject, body=purpose,
                link=request.get_absolute_url(),
            )  # fmt: skip
    if by.pk not in {head.pk for head in headteachers(school)}:
        tell_people(
            headteachers(school), key=f"help-asked-for-you-{request.pk}",
            subject=f"{by.name} has asked {offer.school} to help", body=purpose,
            link=request.get_absolute_url(),
        )  # fmt: skip
    return request


@transaction.atomic
def agree(*, request: HelpRequest, by: Person) -> HelpRequest:
    """Take the work on, with the hours and the purpose that were asked for.

    :raises Refused: ``not-yours``, ``answered``, ``not-on-offer``.
    """
    request = _request_held(request)
    require(rules.may_answer(by, request))
    offer = request.offer
    require(rules.is_on_offer(offer, backing_of(offer)))
    subject = f"{offer.school} agrees to help with {offer.area_title}"
    return _answered(request, HelpRequest.Answer.AGREED, "agreed to help", "", subject, by)


@transaction.atomic
def decline(*, request: HelpRequest, reason: str, by: Person) -> HelpRequest:
    """:raises Refused: ``not-yours``, ``answered``, ``words-missing``, ``too-long``."""
    request = _request_held(request)
    require(rules.may_answer(by, request))
    reason = words_of(reason, "Say why, for the school that asks.")
    subject = f"{request.offer.school} cannot help with {request.offer.area_title}"
    return _answered(request, HelpRequest.Answer.DECLINED, "declined to help", reason, subject, by)


@transaction.atomic
def take_back(*, request: HelpRequest, by: Person) -> HelpRequest:
    """Ask no longer, before there is an answer.

    :raises Refused: ``not-yours``, ``answered``.
    """
    request = _request_held(request)
    require(rules.may_take_back(by, request))
    return _answered(request, HelpRequest.Answer.TAKEN_BACK, "took back request for help", "", "", by)


@transaction.atomic
def say_what_came(
    *, request: HelpRequest, hours: Decimal, ended_on: date, text: str, by: Person, side: str = ""
) -> HelpOutcome:
    """What one side says at the end: hours given or received, and what came of the work.

    :param hours: nought where nothing came of it.
    :param side: the one that was shown to ``by``, so that whoever leads both schools speaks for one at a time; empty
        for the side of theirs that has said nothing yet.
    :raises Refused: ``not-yours``, ``not-agreed``, ``said``, ``no-hours``, ``in-the-future``, ``before-it-was-agreed``,
        ``words-missing``, ``too-long``.
    """
    request = _request_held(request)
    side = side or next(iter(rules.sides_of(by, request)), "")
    require(rules.may_say_what_came(by, request, side))
    require(rules.are_hours(hours, least=Decimal(0)))
    require(rules.is_an_end(ended_on, request))
    text = words_of(text, "Say what came of the work.")
    outcome = HelpOutcome.objects.create(
        request=request, side=side, hours=hours, ended_on=ended_on, text=text, by=by
    )
    giving = side == HelpOutcome.Side.GIVING
    school, other = (
        (request.offer.school, request.school) if giving else (request.school, request.offer.school)
    )
    after = {"side": side, "hours": hours, "ended_on": ended_on, "text": text}
    audit.record(by=by, verb="said what help came to", thing=outcome, school=school, after=after)
    tell_people(
        headteachers(other), key=f"help-outcome-{outcome.pk}",
        subject=f"{school} has said what came of the help with {request.offer.area_title}", body=text,
        link=request.get_absolute_url(),
    )  # fmt: skip
    return outcome


def _answered(
    request: HelpRequest, answer: HelpRequest.Answer, verb: str, reason: str, subject: str, by: Person
) -> HelpRequest:
    request.answer, request.reason, request.answered_by, request.answered_at = answer, reason, by, clock.now()
    request.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
    school = request.school if answer == HelpRequest.Answer.TAKEN_BACK else request.offer.school
    after = {"answer": answer.value, "reason": reason, "hours": request.hours}
    audit.record(by=by, verb=verb, thing=request, school=school, after=after)
    if subject:
        tell_asking(
            request, answer.value, subject, reason or f"{hours_in_words(request.hours)}: {request.purpose}"
        )
    return request


def _offer_held(offer: HelpOffer) -> HelpOffer:
    rows = HelpOffer.objects.select_for_update(of=("self",)).select_related("school__trust", "contact")
    return rows.get(pk=offer.pk)


def _request_held(request: HelpRequest) -> HelpRequest:
    rows = HelpRequest.objects.select_for_update(of=("self",))
    related = rows.select_related("offer__school__trust", "offer__contact", "school__trust", "by")
    return related.get(pk=request.pk)
