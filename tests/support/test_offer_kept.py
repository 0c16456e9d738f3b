"""The table of the strategy once more, as rows of a school that is confirmed in a category for the whole year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kit.drafting import plain
from schools.calendar import SchoolCalendar
from schools.queries.calendar import calendar_of
from schools.services.calendar import add_year
from schools.typical_year import typical_year
from support.drafting import checked, place_of
from support.models import AimReview, Commitment, Decision, Engagement, Offer
from support.services import engagements, new_year, offers
from support.services.following import follow_calendar
from tests.cast import Cast
from tests.support.test_offer_table import PEOPLE, TABLE

Choose = Callable[..., Decision]
WEEKS_OF_2026 = [8, 7, 6, 5, 7, 7]
AUDIT = "operational-sustain-health-and-safety-audit"


def weeks_of(calendar: SchoolCalendar) -> list[int]:
    numbers = [week.half_term.number for week in calendar.school_weeks()]
    return [numbers.count(half.number) for half in calendar.half_terms]


@pytest.mark.parametrize("category", ["sustain", "refine", "reinforce", "stabilise"])
def test_a_year_in_a_category_is_what_the_strategy_promises(
    offered: Cast, choose: Choose, at: Any, category: str
) -> None:
    with at("2026-09-01 10:00"):
        for strand in ("academic", "operational"):
            choose(category, strand=strand)
    assert weeks_of(calendar_of(offered.year_2026, offered.alder)) == WEEKS_OF_2026

    rows = Commitment.objects.running().filter(school=offered.alder).order_by("strand", "position")
    found = []
    for commitment in rows.prefetch_related("offer"):
        held = Engagement.objects.filter(commitment=commitment)
        aims = AimReview.objects.filter(commitment=commitment)
        assert not commitment.shortfalls.exists()
        assert not (held.exists() and aims.exists())
        attended = {code for row in held.select_related("commitment") for code in row.attended_by}
        promised = commitment.spec
        assert attended <= set(promised.attended_by)
        assert not held or attended == set(promised.attended_by)
        count = held.count() + aims.count()
        where = (commitment.strand, commitment.promise, commitment.kind)
        found.append((*where, count, promised.owed_by, promised.attended_by))
    listed = [
        (row[0], row[2], row[3], row[5] or 0, _people(row[6]), _people(row[7]))
        for row in TABLE
        if row[1] == category
    ]
    assert sorted(found) == sorted(listed)


def _people(words: str) -> tuple[str, ...]:
    return tuple(PEOPLE[word] for word in words.split())


def test_an_audit_is_due_within_a_year_of_the_last_and_follows_what_is_put_right(
    offered: Cast, choose: Choose, at: Any
) -> None:
    by = offered.trust_administrator
    with at("2026-09-01 09:30"):
        data = {**plain(Offer.objects.in_force(offered.trust).spec), "version": "5"}
        *way, last = place_of(data, "engagement", AUDIT)
        there: Any = data
        for step in way:
            there = there[step]
        there[last]["rhythm"]["within_months"] = 12
        draft = offers.keep(offer=checked(data), trust=offered.trust, by=None)
        offers.publish(offer=draft, by=None)
    with at("2026-09-01 10:00"):
        choose("sustain", strand="operational")
    first = Engagement.objects.get(commitment__promise="health-and-safety-audit")
    assert first.due_on == date(2027, 7, 21)  # nobody knows of an earlier one
    with at("2027-03-15"):
        first = engagements.record_held(
            engagement=first,
            held_on=date(2027, 3, 12),
            note="",
            version=1,
            by=offered.chief_financial_officer,
        )
    with at("2027-09-01"):
        year = add_year(trust=offered.trust, calendar=typical_year(2027), by=by)
        new_year.ensure_commitments(offered.alder, year)
    second = Engagement.objects.get(commitment__promise="health-and-safety-audit", commitment__year=year)
    assert (second.window_end, second.due_on) == (
        date(2028, 3, 10),
        date(2028, 3, 10),
    )  # the 12th is a Sunday
    with at("2027-09-02"):
        engagements.correct(
            engagement=first, held_on=date(2027, 2, 2), note="", version=2, by=offered.chief_financial_officer
        )
        assert follow_calendar(school=offered.alder, year=year).moved == 1
        assert not follow_calendar(school=offered.alder, year=year).is_anything
    second.refresh_from_db()
    assert second.due_on == date(2028, 2, 2)
