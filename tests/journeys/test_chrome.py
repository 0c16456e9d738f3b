"""The page round every page, in a browser: no barriers, nothing sideways, and it works without script."""

import re

import pytest
from playwright.sync_api import expect

from schools.models import Person
from tests.browser import DESK, PHONE, Visitor, barriers, complaints, sideways
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def keeper(cast: Cast) -> Person:
    """Somebody who looks after the installation and belongs to a trust."""
    person = cast.trust_administrator
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    return person


@SIZES
def test_the_gallery_has_no_barriers(keeper: Person, visit: Visitor, size: dict[str, int]) -> None:
    page = visit("/accessibility", keeper, size)
    heard = complaints(page)
    page.goto("/staff/gallery/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Component gallery")
    assert barriers(page) == []
    assert sideways(page) <= 0
    assert heard == []


@SIZES
@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/",
     "/accounts/password/reset/key/1-gone/", "/accessibility"],
)  # fmt: skip
def test_pages_before_signing_in_have_no_barriers(
    db: None, visit: Visitor, size: dict[str, int], path: str
) -> None:
    page = visit("/accessibility", size=size)
    heard = complaints(page)
    page.goto(path)
    assert barriers(page) == []
    assert sideways(page) <= 0
    assert heard == []


@SIZES
@pytest.mark.parametrize("path", ["/accounts/logout/", "/accounts/password/change/", "/nothing-here"])
def test_pages_of_the_account_have_no_barriers(
    cast: Cast, visit: Visitor, size: dict[str, int], path: str
) -> None:
    page = visit(path, cast.headteacher, size)
    assert barriers(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_signing_in_and_out_on_a_phone(cast: Cast, visit: Visitor, script: bool) -> None:
    page = visit("/accounts/login/?next=/accessibility", size=PHONE, script=script)
    page.get_by_label("E-mail address").fill(cast.headteacher.email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("There is a problem")
    expect(page).to_have_title(re.compile("^Error: Sign in"))
    expect(page.get_by_label("E-mail address")).to_have_value(cast.headteacher.email)
    if script:
        expect(summary).to_be_focused()
        assert barriers(page) == []

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accessibility statement")
    page.locator(".menu-nav > summary").click()
    expect(
        page.get_by_role("navigation", name="Main menu").get_by_role("link", name="School")
    ).to_be_visible()
    if script:
        page.keyboard.press("Escape")
        expect(page.get_by_role("navigation", name="Main menu")).to_be_hidden()
    page.locator(".menu-account > summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_role("status").first).to_contain_text("You are signed out.")


def test_the_skip_link_comes_first_and_leads_to_the_content(cast: Cast, visit: Visitor) -> None:
    page = visit("/accessibility", cast.headteacher)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_targets_on_a_phone_are_large_enough(keeper: Person, visit: Visitor) -> None:
    """Buttons, menus and the rating's choices: 44 px high. Links in running text are excepted (WCAG 2.5.8)."""
    page = visit("/staff/gallery/", keeper, PHONE)
    heights = page.evaluate(
        """() => [...document.querySelectorAll(
             'button, summary, .btn, .rating-choice, .form-control, .form-select, .form-check, .pages a, .heat a')]
           .map(e => [e.className || e.tagName, e.getBoundingClientRect().height]).filter(([, h]) => h > 0)"""
    )
    assert len(heights) > 40
    assert [found for found in heights if found[1] < 43.5] == []


def test_the_heat_map_fits_a_desk_and_keeps_its_head_in_sight(keeper: Person, visit: Visitor) -> None:
    page = visit("/staff/gallery/", keeper, DESK)
    frame = page.locator(".heat-scroll")
    assert frame.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    assert frame.evaluate("e => getComputedStyle(e.querySelector('thead th')).position") == "sticky"


def test_forced_colours_leave_every_step_its_word_and_shape(keeper: Person, visit: Visitor) -> None:
    page = visit("/staff/gallery/", keeper)
    page.emulate_media(forced_colors="active")
    chips = page.locator("#risk .facts .risk")
    assert chips.count() == 16
    for chip in chips.all():
        assert chip.inner_text().strip()
        expect(chip.locator("svg")).to_be_visible()
