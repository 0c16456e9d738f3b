"""Planning in a browser: pages for everybody, a month that turns with the keys, and all of it without script too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from schools.access.roles import Role
from support.models import Appointment
from support.services import offers
from support.services.adviser_times import set_time
from support.services.new_year import ensure_commitments
from tests.browser import DESK, PHONE, Visitor, barriers, complaints, sideways
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def planned(cast: Cast, at: Any) -> Cast:
    """Alder is promised what all categories share; of the chief financial officer nobody has said when he works."""
    with at("2026-09-01 10:00"):
        offers.publish(offer=offers.load_pack(trust=cast.trust, by=None), by=None)
        ensure_commitments(cast.alder, cast.year_2026)
        for role in (Role.CHIEF_EXECUTIVE, Role.HEAD_OF_SCHOOL_IMPROVEMENT):
            set_time(
                person=cast.holder(role), trust=cast.trust, starts_on=date(2026, 9, 1), weekdays=[1, 2],
                days_a_half_term=Decimal(1), by=cast.head_of_school_improvement,
            )  # fmt: skip
    return cast


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_for_everybody(planned: Cast, visit: Visitor, size: dict[str, int]) -> None:
    month = "?month=2026-12"
    pages = [
        f"{reverse('planning')}?period=year",
        f"{reverse('capacity')}?school={planned.alder.urn}&to=academic/stabilise",
        reverse("adviser_time", args=[planned.chief_executive.pk]),
        reverse("plan_calendar", args=[planned.alder.urn]) + month,
        f"{reverse('own_calendar')}{month}&view=term",
    ]
    for address in pages:
        page = visit(address, planned.head_of_school_improvement, size)
        heard = complaints(page)
        page.reload()
        assert barriers(page) == [], address
        assert sideways(page) == 0, address
        assert heard == [], address


def test_a_month_turns_with_the_arrow_keys(planned: Cast, visit: Visitor) -> None:
    page = visit(reverse("plan_calendar", args=[planned.alder.urn]) + "?month=2026-11", planned.headteacher)
    heading = page.get_by_role("heading", level=1)
    page.keyboard.press("ArrowRight")
    expect(heading).to_have_text("December 2026")
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text("November 2026")
    page.keyboard.press("Shift+ArrowLeft")
    page.locator(".table-region").focus()
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text("November 2026")


def test_days_are_agreed_without_script(planned: Cast, visit: Visitor) -> None:
    page = visit(f"{reverse('planning')}?period=year", planned.head_of_school_improvement, script=False)
    page.get_by_role("button", name="Agree to Progress meeting").first.click()
    expect(page.get_by_text("1 day is agreed; the headteachers are told.")).to_be_visible()
    page.get_by_role("button", name="Agree to all").click()
    expect(page.get_by_role("heading", name="Proposed: 0 days")).to_be_visible()
    assert Appointment.objects.count() > 1
    page.get_by_role("link", name="What you attend or owe yourself, month by month").click()
    page.get_by_role("link", name="As a term").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Autumn term 2026/27")
