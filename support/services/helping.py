"""What schools offer one another. What is asked of them stands in help_requests.py."""

from __future__ import annotations

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from riskmatrix.services.self_evaluation import headteachers
from schools import audit
from schools.models import Person, School
from support import rules_helping as rules
from support.models import HelpOffer, HelpRequest
from support.queries.help_backing import backings
from support.services.telling import tell_people

WORDS_LIMIT = 2000
LINE_LIMIT = 500


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
    require(rules.is_at_the_school(contact, school))
    what = words_of(what, "Say with what the school can help.")
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
    offer.why_withdrawn = words_of(why, "Say why, for the schools that have asked.", LINE_LIMIT, line=True)
    offer.withdrawn_by, offer.withdrawn_at = by, clock.now()
    offer.save(update_fields=["why_withdrawn", "withdrawn_by", "withdrawn_at"])
    audit.record(
        by=by, verb="took back offer of help", thing=offer, school=school, after={"why": offer.why_withdrawn}
    )
    for request in offer.requests.waiting().select_related("school", "by"):
        tell_asking(
            request,
            "offer-withdrawn",
            f"{school} no longer offers help with {offer.area_title}",
            offer.why_withdrawn,
        )
    return offer


def tell_asking(request: HelpRequest, what: str, subject: str, body: str) -> None:
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


def words_of(text: str, missing: str, limit: int = WORDS_LIMIT, *, line: bool = False) -> str:
    text = printable(text, limit)
    text = " ".join(text.split()) if line else text.strip()
    if not text:
        raise Refused(Refusal("words-missing", missing))
    return text
