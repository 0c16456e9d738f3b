"""The part of a report that speaks of support: the school's plan, in the words and figures of its own page."""

from __future__ import annotations

from datetime import timedelta

from governance.content import AimPart, CategoryPart, EngagementLine, RequirementPart
from schools.models import School, Term
from support.models import Decision, Offer
from support.queries.categories import standing_decisions
from support.queries.plan_lines import AimLine, Line, RequirementLine
from support.queries.school_plan import SchoolPlan, StrandPlan


def offer_name(offer: Offer | None) -> str:
    return str(offer) if offer else ""


def categories_of(plan: SchoolPlan, school: School, term: Term) -> tuple[CategoryPart, ...]:
    """Each strand: the category that stands, the one before this term, what it promises. Two queries."""
    before = standing_decisions([school], on=term.starts_on - timedelta(days=1)).get(school.pk, {})
    return tuple(_category(strand, before.get(strand.strand.code)) for strand in plan.strands)


def _category(strand: StrandPlan, before: Decision | None) -> CategoryPart:
    decision = strand.decision
    return CategoryPart(
        strand=strand.strand.title,
        category=decision.category_title if decision else "",
        before=before.category_title if before else "",
        descriptor=decision.spec.descriptor if decision else "",
        confirmed=_confirmed(decision),
        reason=decision.reason if decision else "",
        entitles_to=tuple(line.title for line in strand.running),
    )


def _confirmed(decision: Decision | None) -> str:
    if decision is None:
        return "No category is confirmed yet; the school is promised what all categories share."
    day = decision.starts_on
    verb = "Decided" if decision.is_override else "Confirmed"
    return f"{verb} by {decision.by.name} on {day:%A} {day.day} {day:%B %Y}."


def engagements_of(plan: SchoolPlan) -> tuple[EngagementLine, ...]:
    """Each promise of the academic year in figures, in the offer's order; those that ended come last."""
    return tuple(
        _engagement(strand, line, sentence) for strand in plan.strands for line, sentence in _counted(strand)
    )


def _counted(strand: StrandPlan) -> list[tuple[Line, str]]:
    """The lines with something to hold, each with what has to be said about it."""
    running: list[tuple[Line, str]] = [
        (line, " ".join(line.before) or line.sentence) for line in strand.lines
    ]
    running += [(line, "") for line in strand.requirements if line.engagements]
    ended = [(line, line.commitment.why_ended) for line in strand.ended if line.engagements]
    return running + ended


def _engagement(strand: StrandPlan, line: Line, sentence: str) -> EngagementLine:
    return EngagementLine(
        strand=strand.strand.title,
        title=line.title,
        promised=line.count.promised_to_date,
        held=line.count.held,
        missed=line.count.missed,
        cancelled=line.count.cancelled,
        ahead=line.count.planned,
        next_due=line.next.due_on if line.next else None,
        sentence=sentence,
    )


def aims_of(plan: SchoolPlan) -> tuple[AimPart, ...]:
    """Each standing aim that runs, as it was last found this year."""
    return tuple(_aim(strand, line) for strand in plan.strands for line in strand.aims)


def _aim(strand: StrandPlan, line: AimLine) -> AimPart:
    found = line.latest
    return AimPart(
        strand=strand.strand.title,
        title=line.title,
        status=found.get_status_display() if found else "Not reviewed yet",
        tone=found.tone if found else "open",
        sentence=found.sentence if found else "",
        when=found.review.label if found else "",
    )


def requirements_of(plan: SchoolPlan) -> tuple[RequirementPart, ...]:
    return tuple(_requirement(strand, line) for strand in plan.strands for line in strand.requirements)


def _requirement(strand: StrandPlan, line: RequirementLine) -> RequirementPart:
    made = line.decided
    answer, tone = ("Not decided yet", "open")
    if made is not None:
        answer, tone = ("Required", "current") if made.required else ("Not required", "done")
    return RequirementPart(
        strand=strand.strand.title,
        title=line.title,
        answer=answer,
        tone=tone,
        sentence=made.sentence if made else "",
    )
