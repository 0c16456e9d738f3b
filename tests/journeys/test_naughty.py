"""Texts that break portals, before a browser: typed, saved, sent, shown again, and nothing of them runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kit.text import printable
from riskmatrix.services import evidence, talk
from schools.services.evidence import About
from tests.browser import Visitor, complaints, sideways
from tests.cast import Cast
from tests.journeys.typing import hurry
from tests.riskmatrix.laying import ABOUT, at, own
from tests.riskmatrix.naughty import strings
from tests.riskmatrix.terms import begun, harbour_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KPI = "curriculum"


def test_nothing_runs_that_somebody_typed(cast: Cast, visit: Visitor) -> None:
    harbour_in_force(cast)
    draft = begun(cast, cast.autumn)
    everything = [printable(text) for text in strings()]
    for text in (each for each in everything if "<" in each and len(each) < 200):
        talk.say(rating=own(draft, KPI), text=text, by=cast.headteacher)
    place = at(draft, KPI)
    for text in (each for each in everything if "<script" in each.casefold() and len(each) < 200):
        about = About(text, ABOUT.kind, ABOUT.speaks_of)
        evidence.add_link(place=place, about=about, link="https://example.org/", by=cast.headteacher)
    page = visit("/", cast.headteacher)
    heard, opened = complaints(page), list[str]()
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if "localhost" in request.url else opened.append(request.url))
    page.goto(f"{draft.get_absolute_url()}?criterion=classroom")
    box, typed = page.locator(f"#text-{KPI}"), "\n".join(everything)[:4_900]
    box.fill(typed)
    hurry(page)
    expect(page.locator(f"#saved-{KPI}")).to_contain_text("Saved")
    page.reload()
    expect(box).to_have_value(own(draft, KPI).commentary)
    assert own(draft, KPI).commentary == printable(typed)
    page.locator(f"#comment-{KPI}").fill("<img src=x onerror=alert(1)>")
    page.locator(f"#talk-{KPI}").get_by_role("button", name="Add the comment").click()
    expect(page.locator(f"#talk-{KPI}").get_by_text("<img src=x onerror=alert(1)>").last).to_be_visible()
    assert sideways(page) <= 0
    assert (heard, opened) == ([], [])
