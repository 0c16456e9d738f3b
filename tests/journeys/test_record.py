"""The record of an engagement in a browser: it saves itself, two people meet, and it is shared; also without script."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from support.models import Engagement, Record
from support.services import engagements, offers
from support.services.new_year import ensure_commitments
from tests.browser import PHONE, Visitor, barriers, complaints, sideways
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def held(cast: Cast, at: Any) -> Engagement:
    """The autumn term's joint operational visit at Alder."""
    with at("2026-09-01 10:00"):
        offers.publish(offer=offers.load_pack(trust=cast.trust, by=None), by=None)
        ensure_commitments(cast.alder, cast.year_2026)
    row = Engagement.objects.get(commitment__promise="operational-joint-visit", label="Autumn term")
    return engagements.record_held(
        engagement=row, held_on=date(2026, 11, 20), note="", version=1, by=cast.chief_financial_officer
    )


def test_it_saves_itself_and_two_people_choose_whose_words_stay(
    cast: Cast, held: Engagement, visit: Visitor
) -> None:
    url = reverse("record", args=[held.pk])
    page = visit(url, cast.chief_financial_officer, PHONE)
    other = visit(url, cast.head_of_school_improvement)
    heard = complaints(page)
    page.get_by_label("What was seen").fill("The boiler is new.")
    expect(page.locator("#saved-record")).to_contain_text("Saved 23 November")
    page.get_by_label("Internal to the trust").fill("Look at the budget.")
    expect(page.locator("#id_version")).to_have_value("2")
    assert barriers(page) == []
    assert sideways(page) == 0
    assert heard == []

    other.get_by_label("Purpose").fill("To look at the boiler.")
    clash = other.locator("#saved-record [data-conflict]")
    expect(clash).to_contain_text("The boiler is new.")
    assert Record.objects.get().draft.purpose == ""
    assert barriers(other) == []
    other.get_by_label("What was seen").fill("The boiler is new.")
    other.get_by_label("Internal to the trust").fill("Look at the budget.")
    clash.get_by_role("button", name="Save mine instead").click()
    expect(other.locator("#saved-record")).to_contain_text("Saved 23 November")

    page.reload()
    page.get_by_role("button", name="Save and check before sharing").click()
    page.wait_for_url("**/share/")
    expect(page.locator(".record-preview")).to_contain_text("To look at the boiler.")
    expect(page.locator("main")).not_to_contain_text("Look at the budget.")
    assert barriers(page) == []
    page.get_by_role("button", name="Share it with Alder Primary").click()
    expect(page.locator("main")).to_contain_text("Version 1 is shared with Alder Primary.")


def test_without_script_a_button_saves(cast: Cast, held: Engagement, visit: Visitor) -> None:
    page = visit(reverse("record", args=[held.pk]), cast.chief_financial_officer, script=False)
    page.get_by_label("What was seen").fill("The boiler is new.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("main")).to_contain_text("The draft is saved.")
    expect(page.get_by_label("What was seen")).to_have_value("The boiler is new.")
