"""Evidence beside a KPI in a browser: with script and without, on a phone, without a mouse, no barriers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from schools.models import Evidence
from tests.browser import PHONE, Visitor, barriers, complaints, sideways
from tests.cast import Cast
from tests.riskmatrix.laying import laid, own
from tests.riskmatrix.terms import begun, harbour_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = {"name": "seen.txt", "mimeType": "text/plain", "buffer": b"Twelve books."}


def test_a_file_is_laid_without_leaving_the_page_and_by_keyboard(cast: Cast, visit: Visitor) -> None:
    harbour_in_force(cast)
    draft = begun(cast, cast.autumn)
    page = visit(f"{draft.get_absolute_url()}?criterion=classroom", cast.headteacher, PHONE)
    heard = complaints(page)
    evidence = page.locator("#evidence-curriculum")
    page.locator("#text-curriculum").fill("Typed meanwhile.")
    evidence.get_by_role("link", name="Add evidence").press("Enter")
    title = evidence.get_by_label("Title")
    expect(title).to_be_focused()
    evidence.get_by_role("button", name="Add the evidence").press("Enter")
    expect(evidence.locator("[data-error-summary]")).to_be_focused()
    assert barriers(page) == []
    assert sideways(page) == 0
    title.fill("Books of Year 4")
    evidence.get_by_label("Kind of evidence").select_option("observation")
    evidence.get_by_label("Day it speaks about").fill("3/11/2026")
    evidence.get_by_label("File").set_input_files(FILE)  # type: ignore[arg-type]
    evidence.get_by_label("Rating it points to").select_option("limited")
    evidence.get_by_role("button", name="Add the evidence").press("Enter")
    expect(evidence.get_by_role("status")).to_be_focused()
    expect(evidence).to_contain_text("Observation of 3 November 2026")
    expect(page.locator("#text-curriculum")).to_have_value("Typed meanwhile.")
    assert barriers(page) == []
    assert heard == []
    with page.expect_download() as download:
        evidence.get_by_role("link", name="Books of Year 4").click()
    assert download.value.suggested_filename == "seen.txt"


def test_without_script_the_same_goes_over_pages(cast: Cast, visit: Visitor) -> None:
    harbour_in_force(cast)
    draft = begun(cast, cast.autumn)
    piece = laid(draft, "teaching").evidence
    page = visit(f"{draft.get_absolute_url()}?criterion=classroom", cast.headteacher, script=False)
    page.locator("#evidence-curriculum").get_by_role("link", name="Use what the school has").click()
    page.get_by_label("Seen in Year 4").check()
    page.get_by_role("button", name="Use what is ticked").click()
    expect(page.locator("#evidence-curriculum")).to_contain_text("Seen in Year 4")
    page.locator("#evidence-curriculum").get_by_role("button", name="Take away").click()
    expect(page.locator("#evidence-curriculum")).not_to_contain_text("Seen in Year 4")
    assert piece.uses.get().kpi_id == own(draft, "teaching").kpi_id
    assert Evidence.objects.standing().count() == 1
