"""Years, terms that are opened, days without pupils, and the calendar that follows from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit import clock
from kit.refusals import Refused
from schools.access.roles import Role
from schools.calendar import Term as TermOfYear
from schools.models import AuditEntry, Closure, Notice, Term
from schools.queries.calendar import calendar_of, calendars_of
from schools.services.calendar import (
    add_closure,
    add_year,
    change_due_dates,
    change_year,
    open_term,
    remove_closure,
)
from schools.services.people import appoint, deactivate, end_post
from schools.typical_year import typical_year

DATES = {
    "self_evaluation_due": date(2027, 3, 5),
    "moderation_due": date(2027, 3, 12),
    "report_due": date(2027, 3, 19),
}
INSET = date(2026, 11, 27)


def refusal_of(verb, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        verb(**arguments)
    return refused.value.refusal.code


def test_a_year_is_stored_as_it_was_said(cast):
    said = typical_year(2027)
    year = add_year(trust=cast.trust, calendar=said, by=cast.trust_administrator)
    stored = calendar_of(year)
    assert replace(stored, closures=said.closures) == said
    assert stored.school_days == said.school_days
    assert [half.number for half in stored.half_terms] == [1, 2, 3, 4, 5, 6]


def test_bank_holidays_in_term_become_closures(cast):
    stored = Closure.objects.filter(year=cast.year_2026)
    assert [(each.kind, each.starts_on, each.school) for each in stored] == [
        (Closure.Kind.BANK_HOLIDAY, date(2027, 5, 3), None)
    ]


@pytest.mark.parametrize("who", ["headteacher", "chief_executive", "foreign_administrator"])
def test_only_the_trusts_administrator_keeps_its_years_and_terms(cast, who):
    by = getattr(cast, who)
    assert refusal_of(add_year, trust=cast.trust, calendar=typical_year(2027), by=by) == "not-yours"
    assert refusal_of(open_term, term=cast.term(2), by=by, **DATES) == "not-yours"
    assert refusal_of(change_due_dates, term=cast.autumn, by=by, **DATES) == "not-yours"


def test_what_refuses_a_year(cast):
    by, year = cast.trust_administrator, typical_year(2026)
    assert refusal_of(add_year, trust=cast.trust, calendar=year, by=by) == "year-exists"
    assert (
        refusal_of(add_year, trust=cast.trust, calendar=replace(year, name="Other"), by=by) == "years-overlap"
    )
    short = replace(typical_year(2028), terms=typical_year(2028).terms[:2])
    assert refusal_of(add_year, trust=cast.trust, calendar=short, by=by) == "not-a-year"
    term = typical_year(2028).terms[0]
    whole = TermOfYear(1, "Autumn", term.starts_on, term.ends_on, term.half_terms[:1])
    undivided = replace(typical_year(2028), terms=(whole, *typical_year(2028).terms[1:]))
    assert refusal_of(add_year, trust=cast.trust, calendar=undivided, by=by) == "not-a-year"


def moved(cast, number: int, by_days: int):
    """The year of the cast with the whole of one term moved."""
    days = timedelta(days=by_days)
    year = calendar_of(cast.year_2026)
    terms = [
        replace(
            term,
            starts_on=term.starts_on + days,
            ends_on=term.ends_on + days,
            half_terms=tuple(
                replace(half, starts_on=half.starts_on + days, ends_on=half.ends_on + days)
                for half in term.half_terms
            ),
        )
        if term.number == number
        else term
        for term in year.terms
    ]
    return replace(year, terms=tuple(terms))


def test_the_terms_of_a_year_can_be_moved(cast):
    wanted = moved(cast, 3, -1)
    change_year(year=cast.year_2026, calendar=wanted, by=cast.trust_administrator)
    assert calendar_of(cast.year_2026) == wanted
    entry = AuditEntry.objects.first()
    assert entry.before == {"half-term 5": "12 April to 28 May 2027", "half-term 6": "7 June to 21 July 2027"}
    assert entry.after == {"half-term 5": "11 April to 27 May 2027", "half-term 6": "6 June to 20 July 2027"}
    change_year(year=cast.year_2026, calendar=wanted, by=cast.trust_administrator)
    assert AuditEntry.objects.first() == entry


def test_what_refuses_to_move_a_year(cast):
    by, year = cast.trust_administrator, cast.year_2026
    assert refusal_of(change_year, year=year, calendar=moved(cast, 3, 1), by=cast.headteacher) == "not-yours"
    assert refusal_of(change_year, year=year, calendar=typical_year(2025), by=by) == "year-exists"
    open_term(term=cast.term(2), by=by, **dict.fromkeys(DATES, date(2027, 1, 4)))
    assert refusal_of(change_year, year=year, calendar=moved(cast, 2, 1), by=by) == "due-too-early"
    assert calendar_of(year).terms[1].starts_on == date(2027, 1, 4)


def test_opening_a_term_sets_its_dates_and_tells_each_head_once(cast, at):
    by, both = cast.trust_administrator, cast.headteacher
    appoint(person=both, role=Role.HEADTEACHER, trust=cast.trust, schools=[cast.birch], acting=True, by=by)
    with at("2027-01-04 09:00"):
        term = open_term(term=cast.term(2), by=by, **DATES)
        assert term.opened_at == clock.now()
        assert Term.objects.of(cast.trust).current() == term
    told = Notice.objects.filter(key=f"term-opened:{term.pk}")
    assert sorted(notice.person.name for notice in told) == ["Bram Novak", "Hanna Osei"]
    assert "Friday 5 March 2027" in told[0].body
    assert "spring term 2026/27" in told[0].body


def test_heads_who_have_left_are_not_told(cast):
    by = cast.trust_administrator
    end_post(post=cast.headteacher.all_posts[0], ends_on=date(2026, 11, 22), by=by)
    deactivate(person=cast.other_head, by=by)
    term = open_term(term=cast.term(2), by=by, **DATES)
    assert not Notice.objects.filter(key=f"term-opened:{term.pk}").exists()


def test_a_term_is_opened_once(cast):
    by = cast.trust_administrator
    dates = {"self_evaluation_due": date(2026, 12, 1), "moderation_due": INSET, "report_due": INSET}
    assert refusal_of(open_term, term=cast.autumn, by=by, **dates) == "already-open"


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"self_evaluation_due": date(2027, 1, 3)}, "due-too-early"),
        ({"moderation_due": date(2027, 3, 4)}, "dates-out-of-order"),
        ({"report_due": date(2027, 3, 11)}, "dates-out-of-order"),
        ({"report_due": date(2028, 3, 19)}, "due-too-late"),
    ],
)
def test_due_dates_follow_one_another_within_reach_of_the_term(cast, dates, code):
    by, term = cast.trust_administrator, cast.term(2)
    assert refusal_of(open_term, term=term, by=by, **{**DATES, **dates}) == code
    term.refresh_from_db()
    assert term.opened_at is None


def test_all_three_dates_may_be_one_day(cast):
    day = date(2027, 1, 4)
    assert (
        open_term(term=cast.term(2), by=cast.trust_administrator, **dict.fromkeys(DATES, day)).report_due
        == day
    )


def test_other_due_dates_are_remembered_and_told_each_time(cast, at):
    by, term = cast.trust_administrator, cast.autumn
    first = {name: getattr(term, name) for name in DATES}
    later = {**first, "report_due": date(2026, 12, 20)}
    for hour, dates in (("09", later), ("10", first), ("11", first)):
        with at(f"2026-11-24 {hour}:00"):
            change_due_dates(term=term, by=by, **dates)
    told = Notice.objects.filter(person=cast.headteacher, key__startswith=f"due-dates:{term.pk}")
    assert told.count() == 2  # the third changed nothing
    entry = AuditEntry.objects.first()
    assert (entry.before["report_due"], entry.after["report_due"]) == ("2026-12-20", "2026-12-18")


def test_a_term_that_is_not_open_has_no_dates_to_change(cast):
    by = cast.trust_administrator
    assert refusal_of(change_due_dates, term=cast.term(2), by=by, **DATES) == "not-open"


def close(cast, by, **more) -> Closure:
    return add_closure(**{"year": cast.year_2026, "starts_on": INSET, "ends_on": INSET, "by": by, **more})


def test_a_trusts_closure_closes_every_school_and_a_schools_own_closes_one(cast):
    close(cast, cast.trust_administrator)
    own = date(2026, 11, 30)
    close(cast, cast.headteacher, school=cast.alder, starts_on=own, ends_on=own, note="Boiler")
    alder, birch = calendar_of(cast.year_2026, cast.alder), calendar_of(cast.year_2026, cast.birch)
    trust = calendar_of(cast.year_2026)
    for calendar, closed in [(alder, [INSET, own]), (birch, [INSET]), (trust, [INSET])]:
        assert [day for day in (INSET, own) if not calendar.is_school_day(day)] == closed
    assert calendars_of(cast.year_2026, [cast.alder, cast.birch]) == {
        cast.alder.pk: alder,
        cast.birch.pk: birch,
    }


def test_calendars_take_three_queries_for_any_number_of_schools(cast, django_assert_num_queries):
    close(cast, cast.headteacher, school=cast.alder)
    for schools in ([cast.alder], [cast.alder, cast.birch]):
        with django_assert_num_queries(3):
            calendars_of(cast.year_2026, schools)
    with django_assert_num_queries(3):
        calendar_of(cast.year_2026, cast.alder)


def test_a_closure_of_several_days_takes_them_all(cast):
    close(cast, cast.trust_administrator, ends_on=date(2026, 12, 1), kind=Closure.Kind.CLOSURE)
    calendar = calendar_of(cast.year_2026)
    closed = [
        day for day in (date(2026, 11, 26), INSET, date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2))
    ]
    assert [calendar.is_school_day(day) for day in closed] == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("who", "school", "allowed"),
    [
        ("trust_administrator", None, True),
        ("trust_administrator", "birch", True),
        ("headteacher", "alder", True),
        ("school_business_manager", "alder", True),
        ("headteacher", None, False),
        ("headteacher", "birch", False),
        ("deputy_headteacher", "alder", False),
        ("chief_executive", None, False),
        ("foreign_administrator", None, False),
        ("foreign_administrator", "alder", False),
    ],
)
def test_who_closes_a_school(cast, who, school, allowed):
    at, by = getattr(cast, school) if school else None, getattr(cast, who)
    if not allowed:
        assert refusal_of(close, cast=cast, by=by, school=at) == "not-yours"
        theirs = close(cast, cast.trust_administrator, school=at)
        assert refusal_of(remove_closure, closure=theirs, by=by) == "not-yours"
        return
    closure = close(cast, by, school=at)
    remove_closure(closure=closure, by=by)
    assert calendar_of(cast.year_2026, at).is_school_day(INSET)
    assert AuditEntry.objects.first().before["starts_on"] == "2026-11-27"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((date(2026, 11, 27), date(2026, 11, 26)), "dates-out-of-order"),
        ((date(2026, 8, 31), date(2026, 9, 1)), "outside-year"),
        ((date(2027, 8, 31), date(2027, 9, 1)), "outside-year"),
        ((date(2026, 11, 28), date(2026, 11, 29)), "no-school-day"),
        ((date(2026, 10, 26), date(2026, 10, 30)), "no-school-day"),
        ((date(2027, 5, 3), date(2027, 5, 3)), "closure-exists"),
    ],
)
def test_what_refuses_a_closure(cast, days, code):
    first, last = days
    assert refusal_of(close, cast=cast, by=cast.trust_administrator, starts_on=first, ends_on=last) == code


def test_a_school_is_closed_in_the_years_of_its_own_trust(cast):
    assert refusal_of(close, cast=cast, by=cast.trust_administrator, school=cast.cedar) == "other-trust"
