"""Days promised against days there are: they add up, what is not known is not nothing, and a change has its price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from schools.models import Person, School
from schools.typical_year import typical_year
from support.capacity import Cell, Use, rows_of, total
from support.models import Decision, Engagement
from support.planning import Adviser, WorkingTime
from support.queries.capacity import CapacityPage, Line, capacity_page
from support.queries.planning import plan_of
from support.services import engagements
from tests.cast import Cast
from tests.support.test_planning_pages import agree, timed

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]
YEAR = typical_year(2026)
HALVES = YEAR.windows("half_term")


def test_uses_are_days_of_the_half_term_in_which_they_lie() -> None:
    ines = Adviser("Ines", (WorkingTime(YEAR.starts_on, frozenset({1}), Decimal(3)),))
    in_holiday = HALVES[0].ends_on.replace(month=10, day=27)
    uses = [
        Use(1, HALVES[0].ends_on, 360),
        Use(1, in_holiday, 180),
        Use("Improvement adviser", YEAR.ends_on, 360),
    ]
    mine, vacant = rows_of(uses, None, {1: ines}, HALVES, 360)
    assert [cell.promised for cell in mine.halves] == [1, Decimal("0.5"), 0, 0, 0, 0]
    assert (mine.year.promised, mine.year.there, mine.year.over) == (Decimal("1.5"), 18, 0)
    assert (vacant.who, vacant.halves[5].promised, vacant.year.there) == ("Improvement adviser", 1, None)
    (changed, _) = rows_of(uses, [Use(1, YEAR.starts_on, 1080)], {1: ines}, HALVES, 360)
    assert (changed.halves[0].after, changed.halves[0].over, changed.year.added) == (4, 1, 3)


def test_not_known_is_neither_nothing_nor_enough() -> None:
    unknown, none = Cell(Decimal(2), None), Cell(Decimal(2), Decimal(0))
    assert (unknown.over, none.over) == (None, 2)
    assert total([unknown, none]).there is None
    assert total([none, none]).over == 4


@pytest.fixture
def promised(choose: Choose, offered: Cast, at: Any) -> Cast:
    with at("2026-09-01 10:00"):
        choose("reinforce")
        choose("sustain", strand="operational")
    return offered


def page(cast: Cast, school: School | None = None, to: str = "") -> CapacityPage:
    return capacity_page(cast.year_2026, [cast.alder, cast.birch], school, to)


def line(found: CapacityPage, person: Person) -> Line:
    return next(each for each in found.lines if each.person == person)


def test_what_is_promised_is_each_visit_once_and_each_meeting_of_many_once(promised: Cast, at: Any) -> None:
    with at("2026-09-01 18:00"):
        rows = Engagement.objects.filter(commitment__promise="improvement-support")
        before = page(promised)
        assert line(before, promised.improvement_adviser).row.year.promised == rows.count() * Decimal("0.5")
        own = Engagement.objects.select_related("commitment").prefetch_related("commitment__offer")
        chief = [row for row in own if row.commitment.spec.owed_by == ("chief_executive",)]
        assert line(before, promised.chief_executive).row.year.promised == len(chief) * Decimal("0.5")
        from support.services.new_year import ensure_commitments

        ensure_commitments(promised.birch, promised.year_2026)
        assert any(row.school == promised.birch for row in own.all() if row.commitment.spec.network)
        alone = [row for row in own.all() if not row.commitment.spec.network]
        keys = {row.key for row in own.all() if row.commitment.spec.network}
        after = page(promised)
        assert after.all.promised == (len(alone) + len(keys)) * Decimal("0.5")


def test_what_is_cancelled_takes_no_time_and_what_is_agreed_takes_it_where_it_lies(
    promised: Cast, at: Any
) -> None:
    with at("2026-09-01 18:00"):
        timed(promised)
        before = page(promised).all.promised
        agree(promised, code="year")
        assert page(promised).all.promised == before
        row = Engagement.objects.exclude(commitment__promise__endswith="network").earliest("due_on")
        engagements.cancel(engagement=row, reason="Snow.", version=row.version, by=promised.chief_executive)
        assert page(promised).all.promised == before - Decimal("0.5")


def test_a_closed_school_takes_no_days_but_for_what_was_held(promised: Cast, at: Any) -> None:
    with at("2026-11-10 10:00"):
        timed(promised)
        held = Engagement.objects.filter(commitment__promise="improvement-support").earliest("due_on")
        engagements.record_held(
            engagement=held, held_on=held.window_start, note="", version=held.version,
            by=promised.improvement_adviser,
        )  # fmt: skip
        School.objects.filter(pk=promised.alder.pk).update(closed_on=date(2026, 11, 1))
        assert page(promised).all.promised == Decimal("0.5")
        plan = plan_of(promised.year_2026, promised.chief_executive)
    assert not (*plan.proposed, *plan.short)


@pytest.mark.parametrize("is_agreed", [False, True])
def test_a_changed_category_costs_what_confirming_it_does(
    promised: Cast, choose: Choose, at: Any, is_agreed: bool
) -> None:
    """The page says it before; afterwards the same days are promised, in the half-terms in which days are agreed."""
    with at("2026-11-10 10:00"):
        timed(promised)
        if is_agreed:
            agree(promised, code="year")
        asked = page(promised, promised.alder, "academic/stabilise")
        assert asked.asked is not None
        assert line(asked, promised.improvement_adviser).row.year.added < 0  # another person keeps it then
        assert line(asked, promised.head_of_school_improvement).row.year.added > 5
        choose("stabilise")
        now = page(promised)
    for each in asked.lines:
        after = line(now, each.person) if each.person else None
        assert after is not None
        for was, stands in zip(each.row.halves, after.row.halves, strict=True):
            assert was.after == stands.promised
    assert dict(asked.added).keys() == {each.name for each in asked.lines if each.row.year.added}


def test_the_page_says_what_is_not_known(promised: Cast, client_of: ClientOf, at: Any) -> None:
    with at("2026-09-01 18:00"):
        client = client_of(promised.chief_executive)
        said = client.get(reverse("capacity")).content.decode()
        assert "Days not entered" in said
        assert "too many" not in said
        timed(promised, days="1")
        said = client.get(reverse("capacity")).content.decode()
        assert "too many" in said
        asked = {"school": promised.alder.urn, "to": "academic/sustain"}
        said = client.get(reverse("capacity"), asked).content.decode()
        assert "Alder Primary in Sustain (academic) from today on" in said
        assert "days fewer" in said
        said = client.get(reverse("capacity"), asked | {"to": "academic/none"}).content.decode()
        assert "from today on</h2>" not in said
        asked |= {"school": promised.cedar.urn}
        assert "Cedar" not in client.get(reverse("capacity"), asked).content.decode()
    for person in (promised.headteacher, promised.trustee, promised.improvement_adviser):
        assert client_of(person).get(reverse("capacity")).status_code == 403


def test_one_day_is_a_day() -> None:
    shown = {"added": [(f"N{n}", Decimal(n)) for n in ("1.0", "-1.0", "0.5", "-2.5")], "year": "2026/27"}
    said = render_to_string("support/_capacity_change.html", {"page": shown})
    for words in ("1 day more", "1 day fewer", "0.5 days more", "2.5 days fewer"):
        assert f": {words} in 2026/27" in said


def test_the_decision_leads_to_the_cost(choose: Choose, offered: Cast, client_of: ClientOf, at: Any) -> None:
    with at("2026-09-01 10:00"):
        made = choose("sustain")
        url = reverse("decision", args=[made.evaluation_id, "academic"])
        said = client_of(offered.chief_executive).get(url).content.decode()
    assert "What this would cost in days" in said
    assert f"school={offered.alder.urn}&amp;to=academic/stabilise#cost" in said
