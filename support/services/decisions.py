"""Confirming a category: a person's decision, and what it promises from that day on, in one transaction."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from riskmatrix.models import Evaluation
from riskmatrix.queries.matrix import latest_moderated
from schools import audit
from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendar_of
from support import rules
from support.models import Commitment, Decision, Offer
from support.queries.recommendation import StrandRecommendation, recommendations
from support.services.laying_out import Changes, Promise, lay_out_strand
from support.services.new_year import ensure_commitments
from support.services.telling import tell_heads
from support.snapshot import snapshot

REASON_LIMIT = 2_000


@transaction.atomic
def confirm(
    *, school: School, strand: str, category: str, reason: str, evaluation: Evaluation, by: Person
) -> Decision:
    """Confirm the recommended category of a strand, or choose another with a reason; lay out what it promises.

    From today on the school is promised what the category holds: what goes on unchanged is not touched, what the
    category does not hold ends today, the rest is laid out for what is left of the year. Confirming what stands by
    the same evaluation again changes nothing; by a later one it is a new decision and the promises go on.

    :param reason: needed where the category is not the recommended one or the portal cannot tell.
    :raises Refused: ``no-offer``, ``no-such-strand``, ``not-yours``, ``own-school``, ``not-moderated``,
        ``later-term``, ``no-such-category``, ``reason-missing``, ``too-long``, ``no-year``, ``other-school``.
    """
    if evaluation.school_id != school.pk:
        raise Refused(Refusal("other-school", "This evaluation is another school's."))
    school = School.objects.select_for_update(of=("self",)).select_related("trust").get(pk=school.pk)
    evaluation = Evaluation.objects.select_related("school__trust", "term__year", "framework").get(
        pk=evaluation.pk
    )
    offer = Offer.objects.in_force(school.trust_id)
    latest = latest_moderated([school]).get(school.pk)
    require(rules.may_confirm(by, evaluation, strand, offer, latest))
    assert offer is not None  # noqa: S101 - the rule has just refused None
    found = next(each for each in recommendations(evaluation, offer) if each.strand.code == strand)
    recommended = found.recommendation.category or ""
    reason = printable(reason, REASON_LIMIT).strip()
    require(rules.is_a_choice(found.strand, category, recommended, reason))
    standing = Decision.objects.filter(school=school, strand=strand).in_order().last()
    if standing is not None and _says_the_same(standing, evaluation, category, reason):
        return standing
    years = _years(school)
    if standing is not None:
        for year in years:  # what was promised up to today comes from the category that stood
            ensure_commitments(school, year, by=by)
    decision = Decision.objects.create(
        school=school,
        strand=strand,
        category=category,
        offer=offer,
        evaluation=evaluation,
        recommended=recommended,
        recommendation=snapshot(found.strand, found.recommendation, str(offer)),
        is_override=category != recommended,
        reason=reason,
        starts_on=clock.today(),
        by=by,
        at=clock.now(),
    )
    changes = [_lay_out(decision, standing, year) for year in years]
    for year in years:
        ensure_commitments(school, year, by=by)
    _record(decision, standing, changes, found)
    _tell(decision, standing)
    return decision


def _says_the_same(standing: Decision, evaluation: Evaluation, category: str, reason: str) -> bool:
    return (standing.evaluation_id, standing.category, standing.reason) == (evaluation.pk, category, reason)


def _years(school: School) -> list[AcademicYear]:
    """The year today lies in, and a later one that has been laid out already; in order.

    :raises Refused: ``no-year``, when the trust keeps no year for today.
    """
    today = clock.today()
    rows = AcademicYear.objects.filter(trust=school.trust_id, ends_on__gte=today).order_by("starts_on")
    laid_out = set(Commitment.objects.filter(school=school, year__in=rows).values_list("year", flat=True))
    years = [year for year in rows if year.starts_on <= today or year.pk in laid_out]
    if not years or years[0].starts_on > today:
        raise Refused(
            Refusal("no-year", "The trust has not added this academic year yet, so nothing can be laid out.")
        )
    return years


def _lay_out(decision: Decision, standing: Decision | None, year: AcademicYear) -> Changes:
    school = decision.school
    promise = Promise(
        school=school,
        year=year,
        calendar=calendar_of(year, school),
        offer=decision.offer,
        strand=decision.strand,
        decision=decision,
        day=max(decision.starts_on, year.starts_on),
    )
    was = f"from {standing.category_title} to" if standing else "to"
    day = f"{decision.starts_on:%-d %B %Y}"
    why = f"The category changed {was} {decision.category_title} on {day}."
    return lay_out_strand(promise, why=why, by=decision.by)


def _record(
    decision: Decision, standing: Decision | None, changes: list[Changes], found: StrandRecommendation
) -> None:
    verb = "chose another category" if decision.is_override else "confirmed category"
    audit.record(
        by=decision.by,
        verb=verb,
        thing=decision,
        school=decision.school,
        before={"category": standing.category if standing else ""},
        after={
            "strand": decision.strand,
            "category": decision.category,
            "recommended": decision.recommended,
            "score": str(found.recommendation.score or ""),
            "reason": decision.reason,
            "evaluation": decision.evaluation_id,
            "promises": [asdict(each) for each in changes],
        },
    )


def _tell(decision: Decision, standing: Decision | None) -> None:
    strand, title = decision.strand_spec.title.lower(), decision.category_title
    if standing is not None and standing.category == decision.category:
        said = f"stays {title}"
    else:
        said = f"is {title}" if standing is None else f"changes from {standing.category_title} to {title}"
    body = f"The {strand} category of {decision.school} {said}, confirmed by {decision.by.name}."
    if decision.reason:
        body += f"\n\nThe reason given: {decision.reason}"
    tell_heads(
        decision.school,
        key=f"decision-{decision.pk}",
        subject=f"The {strand} category of {decision.school} {said}",
        body=f"{body}\n\nThe plan shows what this promises the school.",
    )
