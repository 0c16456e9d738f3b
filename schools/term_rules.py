"""What a year, a term's due dates and a closure must be. ``None`` is fine; a refusal carries the sentence."""

from __future__ import annotations

from datetime import date, timedelta

from kit.refusals import Refusal
from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, Closure, School, Term, Trust
from schools.models.term import date_range

# A date further away than this is a slip of the year, not a plan.
LATEST_REPORT = timedelta(days=90)


def is_a_year(
    calendar: SchoolCalendar, trust: Trust, instead_of: AcademicYear | None = None
) -> Refusal | None:
    """Whether the calendar has three terms of two half-terms and a place among the trust's (other) years."""
    shape = [(term.number, [half.number for half in term.half_terms]) for term in calendar.terms]
    if shape != [(1, [1, 2]), (2, [3, 4]), (3, [5, 6])]:
        return Refusal("not-a-year", "A year has three terms of two half-terms each.")
    years = AcademicYear.objects.filter(trust=trust)
    if instead_of is not None:
        years = years.exclude(pk=instead_of.pk)
    if years.filter(name=calendar.name).exists():
        return Refusal("year-exists", f"The year {calendar.name} is already there.")
    if years.filter(starts_on__lte=calendar.ends_on, ends_on__gte=calendar.starts_on).exists():
        return Refusal("years-overlap", f"{calendar.name} overlaps another year.")
    return None


def may_be_opened(term: Term) -> Refusal | None:
    if term.opened_at is None:
        return None
    return Refusal("already-open", f"The {term.in_a_sentence} is already open.")


def may_have_other_dates(term: Term) -> Refusal | None:
    if term.opened_at is not None:
        return None
    return Refusal("not-open", f"The {term.in_a_sentence} is not open yet. Open it with its due dates.")


def due_dates_make_sense(term: Term, self_evaluation: date, moderation: date, report: date) -> Refusal | None:
    """Whether the three dates of a term's work follow one another and belong to the term."""
    if self_evaluation < term.starts_on:
        return Refusal("due-too-early", "Self-evaluations cannot be due before the term begins.")
    if moderation < self_evaluation:
        return Refusal("dates-out-of-order", "Moderation cannot be due before the self-evaluations are.")
    if report < moderation:
        return Refusal("dates-out-of-order", "Reports cannot be due before moderation is.")
    if report > term.ends_on + LATEST_REPORT:
        return Refusal("due-too-late", "Reports are due long after the term has ended: check the year.")
    return None


def leaves_due_dates_sensible(year: AcademicYear, calendar: SchoolCalendar) -> Refusal | None:
    """Whether the due dates of the open terms would still make sense with these terms."""
    for term, moved in zip(year.terms.all(), calendar.terms, strict=True):
        if term.self_evaluation_due and term.moderation_due and term.report_due:
            term.starts_on, term.ends_on = moved.starts_on, moved.ends_on
            due = (term.self_evaluation_due, term.moderation_due, term.report_due)
            if refusal := due_dates_make_sense(term, *due):
                return Refusal(refusal.code, f"{term} is open with its due dates. {refusal.sentence}")
    return None


def is_a_closure(year: AcademicYear, school: School | None, first: date, last: date) -> Refusal | None:
    """Whether the days are in order, take school days out of the year, and are not closed already."""
    if last < first:
        return Refusal("dates-out-of-order", "The last day cannot come before the first.")
    if first < year.starts_on or last > year.ends_on:
        return Refusal("outside-year", f"These days do not lie in the year {year}.")
    if not _has_a_weekday_in_term(year, first, last):
        return Refusal("no-school-day", "There is no school day in these dates: nobody would be in school.")
    if Closure.objects.filter(year=year, school=school, starts_on=first, ends_on=last).exists():
        return Refusal("closure-exists", f"{date_range(first, last)} is already closed.")
    return None


def _has_a_weekday_in_term(year: AcademicYear, first: date, last: date) -> bool:
    halves = [half for term in year.terms.prefetch_related("half_terms") for half in term.half_terms.all()]
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return any(
        day.weekday() < 5 and any(half.starts_on <= day <= half.ends_on for half in halves) for day in days
    )
