"""September: every school gets what it is promised in the new year, from the category that stands."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from kit import clock
from kit.refusals import require
from schools import audit
from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendar_of
from schools.rules import may_manage_terms
from support import spec
from support.models import Commitment, Decision, Offer
from support.queries.categories import standing_decisions
from support.services.laying_out import Promise, lay_out_strand, promised_since_before
from support.services.rapid import follow_category

BEFOREHAND = timedelta(days=14)
"""How long before its first day a year is laid out."""


def years_at_hand() -> list[AcademicYear]:
    """The years of every trust that are running or begin within two weeks."""
    today = clock.today()
    rows = AcademicYear.objects.filter(starts_on__lte=today + BEFOREHAND, ends_on__gte=today)
    return list(rows.select_related("trust"))


def lay_out_year(*, year: AcademicYear, by: Person | None = None) -> int:
    """Lay out ``year`` for each open school of its trust that has nothing in it yet; how many were.

    Doing it again changes nothing. Each school is a transaction of its own, so that one waits for no other.

    :param by: None for the portal itself, in September.
    :raises Refused: ``not-yours``.
    """
    if by is not None:
        require(may_manage_terms(by, year.trust))
    schools = School.objects.filter(trust=year.trust_id).open()
    for school in schools:
        follow_category(school, year, by=by)
    return sum(ensure_commitments(school, year, by=by) > 0 for school in schools)


@transaction.atomic
def ensure_commitments(school: School, year: AcademicYear, by: Person | None = None) -> int:
    """Lay out each strand of ``school`` that has nothing in ``year`` yet; how many engagements were planned.

    From the standing category; where nobody has confirmed one, what all categories share. A strand that has
    commitments in the year is left alone, whatever offer was published since: past promises stay as they were.
    """
    school = (
        School.objects.select_for_update(of=("self",), no_key=True).select_related("trust").get(pk=school.pk)
    )
    offer = Offer.objects.in_force(school.trust_id)
    if offer is None:
        return 0
    there = set(Commitment.objects.filter(school=school, year=year).values_list("strand", flat=True))
    missing = [strand for strand in offer.spec.strands if strand.code not in there]
    if not missing:
        return 0
    calendar = calendar_of(year, school)
    standing = standing_decisions([school]).get(school.pk, {})
    planned: dict[str, int] = {}
    for strand in missing:
        decision = standing.get(strand.code)
        promise = Promise(
            school=school,
            year=year,
            calendar=calendar,
            offer=_offer_for(decision, strand, offer),
            strand=strand.code,
            decision=decision,
            day=_first_day(school, year, offer, decision),
        )
        continuing = promised_since_before(promise)
        planned[strand.code] = lay_out_strand(promise, why="", by=by, continuing=continuing).planned
    audit.record(
        by=by, verb="laid out year", thing=year, school=school, after={"year": year.name, "planned": planned}
    )
    return sum(planned.values())


def _offer_for(decision: Decision | None, strand: spec.Strand, offer: Offer) -> Offer:
    """The offer in force; the decision's own where the one in force no longer has its category."""
    if decision is None or decision.category in {category.code for category in strand.categories}:
        return offer
    return decision.offer


def _first_day(school: School, year: AcademicYear, offer: Offer, decision: Decision | None) -> date:
    """From when something is promised: the category's day or, without one, when school and offer were both there.

    Where the register does not say when the school joined, a first year is promised from today on: nothing is
    missed before anybody could know of it.
    """
    if decision is not None:
        return max(decision.starts_on, year.starts_on)
    published = timezone.localtime(offer.published_at).date() if offer.published_at else year.starts_on
    been_here = Commitment.objects.filter(school=school, year__starts_on__lt=year.starts_on).exists()
    joined = school.joined_on or (year.starts_on if been_here else clock.today())
    return max(year.starts_on, published, joined)
