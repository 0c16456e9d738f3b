"""Schools that help one another: an offer, a request, an agreed piece of work, and what both sides say came of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from riskmatrix.services.self_evaluation import headteachers
from schools import audit
from schools.access.checks import works_at
from schools.models import Person, School
from support import rules_helping as rules
from support.models import HelpOffer, HelpOutcome, HelpRequest
from support.queries.help_backing import backing_of, backings
from support.services.telling import tell_people

WORDS_LIMIT = 2000
LINE_LIMIT = 500
HALF_AN_HOUR = Decimal("0.5")


@transaction.atomic
def offer_help(*, school: School, area: str, what: str, contact: Person, by: Person) -> HelpOffer:
    """Say that the school helps others in an area where it is agreed to be of low risk.

    :param area: the code of a criterion.
    :param contact: whom others ask; somebody with a post at the school.
    :raises Refused: ``not-yours``, ``nothing-agreed``, ``no-offer``, ``no-category``, ``category-does-not-help``,
        ``not-rated``, ``not-applicable``, ``not-low``, ``offered``, ``not-at-the-school``, ``words-missing``,
        ``too-long``.
    """
    school = _held(school)
    backing = backings([school])[school.pk].get(area)
    require(rules.may_offer(by, school, backing))
    assert backing is not None  # noqa: S101 - the rule has just refused None
    require(is_at_the_school(contact, school))
    what = _words(what, "Say with what the school can help.")
    if HelpOffer.objects.standing().filter(school=school, area=area).exists():
        raise Refused(Refusal("offered", f"The school offers help with {backing.title} already."))
    offer = HelpOffer.objects.create(
        school=school, area=area, area_title=backing.title, evaluation=backing.evaluation, what=what,
        contact=contact, by=by,
    )  # fmt: skip
    after = {"area": area, "what": what, "contact": contact.name, "evaluation": backing.evaluation.pk}
    audit.record(by=by, verb="offered help", thing=offer, school=school, after=after)
    return offer


@transaction.atomic
def withdraw(*, offer: HelpOffer, why: str, by: Person) -> HelpOffer:
    """Take the offer back, with a reason that the schools read who have asked. What was agreed stays agreed.

    :raises Refused: ``not-yours``, ``withdrawn``, ``words-missing``, ``too-long``.
    """
    school = _held(offer.school)
    offer = HelpOffer.objects.select_related("contact").get(pk=offer.pk)
    offer.school = school
    require(rules.may_withdraw(by, offer))
    offer.why_withdrawn = _words(why, "Say why, for the schools that have asked.", LINE_LIMIT, line=True)
    offer.withdrawn_by, offer.withdrawn_at = by, clock.now()
    offer.save(update_fields=["why_withdrawn", "withdrawn_by", "withdrawn_at"])
    audit.record(
        by=by, verb="took back offer of help", thing=offer, school=school, after={"why": offer.why_withdrawn}
    )
    for request in offer.requests.waiting().select_related("school", "by"):
        _tell_asking(
            request,
            "offer-withdrawn",
            f"{school} no longer offers help with {offer.area_title}",
            offer.why_withdrawn,
        )
    return offer


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
    purpose = _words(purpose, "Say what the help is for.")
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
        _tell_asking(request, "asked-for-you", f"{by.name} has asked {offer.school} to help", purpose)
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
    reason = _words(reason, "Say why, for the school that asks.")
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
    *, request: HelpRequest, hours: Decimal, ended_on: date, text: str, by: Person
) -> HelpOutcome:
    """What one side says at the end: hours given or received, and what came of the work.

    :param hours: nought where nothing came of it.
    :raises Refused: ``not-yours``, ``not-agreed``, ``said``, ``no-hours``, ``in-the-future``, ``before-it-was-agreed``,
        ``words-missing``, ``too-long``.
    """
    request = _request_held(request)
    require(rules.may_say_what_came(by, request))
    require(rules.are_hours(hours, least=Decimal(0)))
    require(rules.is_an_end(ended_on, request))
    text = _words(text, "Say what came of the work.")
    side = rules.side_of(by, request)
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


def is_at_the_school(person: Person, school: School) -> Refusal | None:
    """Whether others can ask for ``person`` there: somebody with a post at the school itself."""
    if works_at(person, school):
        return None
    return Refusal("not-at-the-school", "Choose somebody who works at the school.")


def _answered(
    request: HelpRequest, answer: HelpRequest.Answer, verb: str, reason: str, subject: str, by: Person
) -> HelpRequest:
    request.answer, request.reason, request.answered_by, request.answered_at = answer, reason, by, clock.now()
    request.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
    school = request.school if answer == HelpRequest.Answer.TAKEN_BACK else request.offer.school
    after = {"answer": answer.value, "reason": reason, "hours": request.hours}
    audit.record(by=by, verb=verb, thing=request, school=school, after=after)
    if subject:
        _tell_asking(request, answer.value, subject, reason or f"{request.hours} hours: {request.purpose}")
    return request


def _tell_asking(request: HelpRequest, what: str, subject: str, body: str) -> None:
    """Tell whoever asked, and the headteacher of the school for which it was asked."""
    people = {each.pk: each for each in (*headteachers(request.school), request.by)}
    tell_people(
        people.values(), key=f"help-{what}-{request.pk}", subject=subject, body=body,
        link=request.get_absolute_url(),
    )  # fmt: skip


def _held(school: School) -> School:
    """The school's row, kept from others until the transaction ends: offers and withdrawals come one by one."""
    return (
        School.objects.select_for_update(of=("self",), no_key=True).select_related("trust").get(pk=school.pk)
    )


def _offer_held(offer: HelpOffer) -> HelpOffer:
    rows = HelpOffer.objects.select_for_update(of=("self",)).select_related("school__trust", "contact")
    return rows.get(pk=offer.pk)


def _request_held(request: HelpRequest) -> HelpRequest:
    rows = HelpRequest.objects.select_for_update(of=("self",))
    related = rows.select_related("offer__school__trust", "offer__contact", "school__trust", "by")
    return related.get(pk=request.pk)


def _words(text: str, missing: str, limit: int = WORDS_LIMIT, *, line: bool = False) -> str:
    text = printable(text, limit)
    text = " ".join(text.split()) if line else text.strip()
    if not text:
        raise Refused(Refusal("words-missing", missing))
    return text
