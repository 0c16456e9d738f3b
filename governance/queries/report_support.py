"""The part of a report that speaks of support: categories, what they promise, what took place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from governance.content import CategoryPart, EngagementLine
from kit import clock
from schools.models import School, Term
from support.models import Commitment, Decision, Engagement, Offer
from support.queries.categories import standing_decisions
from support.spec import Strand


def offer_name(school: School) -> str:
    offer = Offer.objects.in_force(school.trust_id)
    return str(offer) if offer else ""


def categories_of(school: School, term: Term) -> tuple[CategoryPart, ...]:
    """Each strand of the offer: the category that stands today, the one before this term, what it promises."""
    offer = Offer.objects.in_force(school.trust_id)
    if offer is None:
        return ()
    now = standing_decisions([school]).get(school.pk, {})
    before = standing_decisions([school], on=term.starts_on - timedelta(days=1)).get(school.pk, {})
    promised = _commitments(school, term)
    return tuple(
        _category(strand, now.get(strand.code), before.get(strand.code), promised[strand.code])
        for strand in offer.spec.strands
    )


def _commitments(school: School, term: Term) -> dict[str, list[Commitment]]:
    rows = Commitment.objects.filter(school=school, year=term.year_id).running().prefetch_related("offer")
    found: dict[str, list[Commitment]] = defaultdict(list)
    for row in rows:
        found[row.strand].append(row)
    return found


def _category(
    strand: Strand, decision: Decision | None, before: Decision | None, promised: Iterable[Commitment]
) -> CategoryPart:
    return CategoryPart(
        strand=strand.title,
        category=decision.category_title if decision else "",
        before=before.category_title if before else "",
        descriptor=decision.spec.descriptor if decision else "",
        confirmed=_confirmed(decision),
        reason=decision.reason if decision else "",
        entitles_to=tuple(row.title for row in promised),
    )


def _confirmed(decision: Decision | None) -> str:
    if decision is None:
        return "No category is confirmed yet; the school is promised what all categories share."
    day = decision.starts_on
    verb = "Decided" if decision.is_override else "Confirmed"
    return f"{verb} by {decision.by.name} on {day:%A} {day.day} {day:%B %Y}."


def engagements_of(school: School, term: Term) -> tuple[EngagementLine, ...]:
    """Each promise of the academic year in figures, in the offer's order. Two queries."""
    today = clock.today()
    rows = (
        Engagement.objects.filter(school=school, commitment__year=term.year_id)
        .exclude(status=Engagement.Status.CANCELLED)
        .select_related("commitment")
        .prefetch_related("commitment__offer")
        .order_by("commitment__strand", "commitment__position", "due_on")
    )
    by_promise: dict[tuple[str, str], list[Engagement]] = defaultdict(list)
    for row in rows:
        by_promise[(row.commitment.strand, row.commitment.promise)].append(row)
    lines = []
    for (strand, _), each in by_promise.items():
        commitment = each[-1].commitment
        held = sum(row.status == Engagement.Status.HELD for row in each)
        missed = sum(row.is_missed for row in each)
        ahead = [row.due_on for row in each if row.status == Engagement.Status.PLANNED and not row.is_missed]
        lines.append(
            EngagementLine(
                strand=commitment.offer.spec.strand(strand).title,
                title=commitment.title,
                promised=held + missed,
                held=held,
                missed=missed,
                ahead=len(ahead),
                next_due=min((day for day in ahead if day >= today), default=None),
                sentence=commitment.why_ended,
            )
        )
    return tuple(lines)
