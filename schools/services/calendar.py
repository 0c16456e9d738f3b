"""The trust's calendar: years, terms that are opened with their due dates, days without pupils."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kit import clock
from kit.refusals import require
from kit.text import printable
from schools import audit
from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, Closure, HalfTerm, Person, School, Term, Trust
from schools.models.term import date_range
from schools.queries.calendar import calendar_of
from schools.rules import may_keep_closures, may_manage_terms
from schools.services.telling import tell_heads_of_dates
from schools.term_rules import (
    due_dates_make_sense,
    is_a_closure,
    is_a_year,
    leaves_due_dates_sensible,
    may_be_opened,
    may_have_other_dates,
)


@transaction.atomic
def add_year(*, trust: Trust, calendar: SchoolCalendar, by: Person) -> AcademicYear:
    """Add an academic year with its three terms and six half-terms.

    :param calendar: its ``closures`` that fall in a half-term become the trust's bank holidays.
    :raises Refused: ``not-yours``, ``not-a-year``, ``year-exists``, ``years-overlap``.
    """
    require(may_manage_terms(by, trust))
    Trust.objects.select_for_update().get(pk=trust.pk)
    require(is_a_year(calendar, trust))
    year = AcademicYear.objects.create(
        trust=trust, name=calendar.name, starts_on=calendar.starts_on, ends_on=calendar.ends_on
    )
    for term in calendar.terms:
        row = Term.objects.create(
            year=year, number=term.number, starts_on=term.starts_on, ends_on=term.ends_on
        )
        HalfTerm.objects.bulk_create(
            HalfTerm(term=row, number=half.number, starts_on=half.starts_on, ends_on=half.ends_on)
            for half in term.half_terms
        )
    Closure.objects.bulk_create(
        Closure(year=year, kind=Closure.Kind.BANK_HOLIDAY, starts_on=day, ends_on=day)
        for day in sorted(calendar.closures)
        if calendar.half_term_of(day)
    )
    audit.record(by=by, verb="added year", thing=year, trust=trust, after=_half_terms_of(calendar))
    return year


@transaction.atomic
def change_year(*, year: AcademicYear, calendar: SchoolCalendar, by: Person) -> AcademicYear:
    """Move the terms and half-terms of a year. Its closures stay; promises follow by themselves (ADR 6).

    :raises Refused: ``not-yours``, ``not-a-year``, ``years-overlap``, ``due-too-early``, ``due-too-late``.
    """
    require(may_manage_terms(by, year.trust))
    Trust.objects.select_for_update().get(pk=year.trust_id)
    require(is_a_year(calendar, year.trust, instead_of=year))
    require(leaves_due_dates_sensible(year, calendar))
    was = _half_terms_of(calendar_of(year))
    for term in calendar.terms:
        rows = Term.objects.filter(year=year, number=term.number)
        rows.update(starts_on=term.starts_on, ends_on=term.ends_on)
        for half in term.half_terms:
            halves = HalfTerm.objects.filter(term__year=year, number=half.number)
            halves.update(starts_on=half.starts_on, ends_on=half.ends_on)
    now = _half_terms_of(calendar)
    before = {name: was[name] for name in now if was[name] != now[name]}
    after = {name: now[name] for name in before}
    if after:
        audit.record(by=by, verb="changed year", thing=year, trust=year.trust, before=before, after=after)
    return year


@transaction.atomic
def open_term(
    *, term: Term, self_evaluation_due: date, moderation_due: date, report_due: date, by: Person
) -> Term:
    """Open a term with the dates its work is due, and tell the headteachers.

    :raises Refused: ``not-yours``, ``already-open``, ``due-too-early``, ``dates-out-of-order``,
        ``due-too-late``.
    """
    require(may_manage_terms(by, term.year.trust))
    term = _locked(term)
    require(may_be_opened(term))
    require(due_dates_make_sense(term, self_evaluation_due, moderation_due, report_due))
    term.opened_at = clock.now()
    _set_dates(term, self_evaluation_due, moderation_due, report_due)
    audit.record(by=by, verb="opened term", thing=term, trust=term.year.trust, after=_due_dates(term))
    tell_heads_of_dates(term, key=f"term-opened:{term.pk}", what="is open")
    return term


@transaction.atomic
def change_due_dates(
    *, term: Term, self_evaluation_due: date, moderation_due: date, report_due: date, by: Person
) -> Term:
    """Change when the work of an open term is due, and tell the headteachers.

    :raises Refused: ``not-yours``, ``not-open``, ``due-too-early``, ``dates-out-of-order``, ``due-too-late``.
    """
    require(may_manage_terms(by, term.year.trust))
    term = _locked(term)
    require(may_have_other_dates(term))
    require(due_dates_make_sense(term, self_evaluation_due, moderation_due, report_due))
    before = _due_dates(term)
    _set_dates(term, self_evaluation_due, moderation_due, report_due)
    after = _due_dates(term)
    if after == before:
        return term
    trust = term.year.trust
    audit.record(by=by, verb="changed due dates", thing=term, trust=trust, before=before, after=after)
    tell_heads_of_dates(
        term, key=f"due-dates:{term.pk}:{clock.now().isoformat()}", what="has other due dates"
    )
    return term


@transaction.atomic
def add_closure(
    *,
    year: AcademicYear,
    starts_on: date,
    ends_on: date,
    by: Person,
    kind: str = Closure.Kind.INSET,
    school: School | None = None,
    note: str = "",
) -> Closure:
    """Add days without pupils: the trust's, for all its schools, or one school's own.

    :raises Refused: ``not-yours``, ``other-trust``, ``dates-out-of-order``, ``outside-year``,
        ``no-school-day``, ``closure-exists``, ``too-long``.
    """
    require(may_keep_closures(by, year, school))
    require(is_a_closure(year, school, starts_on, ends_on))
    closure = Closure.objects.create(
        year=year,
        school=school,
        kind=Closure.Kind(kind),
        starts_on=starts_on,
        ends_on=ends_on,
        note=printable(" ".join(note.split()), limit=200),
    )
    audit.record(
        by=by, verb="added closure", thing=closure, school=school, trust=year.trust, after=_days(closure)
    )
    return closure


@transaction.atomic
def remove_closure(*, closure: Closure, by: Person) -> None:
    """Give the days of a closure back to the year.

    :raises Refused: ``not-yours``.
    """
    year, school = closure.year, closure.school
    require(may_keep_closures(by, year, school))
    audit.record(
        by=by, verb="removed closure", thing=closure, school=school, trust=year.trust, before=_days(closure)
    )
    closure.delete()


def _locked(term: Term) -> Term:
    """The term as it stands, held until the transaction ends."""
    rows = Term.objects.select_for_update(of=("self",)).select_related("year__trust")
    return rows.get(pk=term.pk)


def _set_dates(term: Term, self_evaluation: date, moderation: date, report: date) -> None:
    term.self_evaluation_due, term.moderation_due, term.report_due = self_evaluation, moderation, report
    term.save(update_fields=["self_evaluation_due", "moderation_due", "report_due", "opened_at"])


def _due_dates(term: Term) -> dict[str, date | None]:
    return {
        "self_evaluation_due": term.self_evaluation_due,
        "moderation_due": term.moderation_due,
        "report_due": term.report_due,
    }


def _half_terms_of(calendar: SchoolCalendar) -> dict[str, str]:
    return {
        f"half-term {half.number}": date_range(half.starts_on, half.ends_on) for half in calendar.half_terms
    }


def _days(closure: Closure) -> dict[str, object]:
    return {
        "kind": closure.get_kind_display(),
        "starts_on": closure.starts_on,
        "ends_on": closure.ends_on,
        "note": closure.note,
    }
