"""The calendar page of a trust: its years, terms, half-terms and days without pupils."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import AcademicYear, Closure, Person, School, Term, Trust
from schools.rules import may_keep_closures, may_manage_terms


@dataclass(frozen=True)
class ClosureLine:
    closure: Closure
    cannot_remove: Refusal | None


@dataclass(frozen=True)
class TermLine:
    """A term and whether it is over, going on or to come; whether it is opened is another matter."""

    term: Term
    state: str
    tone: str


@dataclass(frozen=True)
class YearLine:
    """A year; ``is_current`` when today lies in it, ``is_past`` when it is over."""

    year: AcademicYear
    terms: list[TermLine]
    is_current: bool
    is_past: bool
    closures: list[ClosureLine] = field(default_factory=list)


@dataclass(frozen=True)
class TermsPage:
    years: list[YearLine]
    cannot_manage: Refusal | None
    may_add_closures: bool


def terms_page(trust: Trust, user: Person) -> TermsPage:
    """The years of ``trust``, latest first, with the closures ``user`` may see. Four queries."""
    years = AcademicYear.objects.visible_to(user).filter(trust=trust).select_related("trust")
    lines = [_year(year) for year in years.prefetch_related("terms__half_terms").order_by("-starts_on")]
    by_year = {line.year.pk: line for line in lines}
    closures = Closure.objects.visible_to(user).filter(year__trust=trust).select_related("school")
    for closure in closures:
        line = by_year[closure.year_id]
        closure.year = line.year
        line.closures.append(ClosureLine(closure, may_keep_closures(user, line.year, closure.school)))
    cannot_manage = may_manage_terms(user, trust)
    may_add = cannot_manage is None or has_anywhere(user, Permission.KEEP_CLOSURES)
    return TermsPage(lines, cannot_manage, may_add and bool(lines))


def closable_schools(trust: Trust, user: Person) -> list[School]:
    """The open schools of ``trust`` to which somebody may add closures of their own."""
    return list(School.objects.visible_to(user, Permission.KEEP_CLOSURES).filter(trust=trust).open())


def next_start_year(trust: Trust) -> int:
    """The calendar year in which the next academic year to be added begins."""
    latest = AcademicYear.objects.filter(trust=trust).order_by("-starts_on").first()
    if latest is not None:
        return latest.starts_on.year + 1
    today = clock.today()
    return today.year if today.month >= 9 else today.year - 1


def _year(year: AcademicYear) -> YearLine:
    today = clock.today()
    return YearLine(
        year=year,
        terms=[_term(term, today) for term in year.terms.all()],
        is_current=year.starts_on <= today <= year.ends_on,
        is_past=year.ends_on < today,
    )


def _term(term: Term, today: date) -> TermLine:
    if term.ends_on < today:
        return TermLine(term, "Over", "quiet")
    return TermLine(term, "To come", "open") if today < term.starts_on else TermLine(term, "Now", "current")
