"""Somebody types into a self-evaluation in a browser; what the page says, what is stored, what it was told."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page

from riskmatrix.models import Evaluation, Rating

KPI = "pupil-voice"
PAGE = "?criterion=personal-development"
KEEP = "Not saved, keep this page open"

# Every line that is shown in the place of “Saved”, also one that stands for a moment only.
LISTEN = """(line) => {
    window.shown = [];
    new MutationObserver(() => window.shown.push(line.innerText))
        .observe(line, {childList: true, subtree: true, characterData: true});
}"""


def box(page: Page, kpi: str = KPI) -> Locator:
    return page.locator(f"#text-{kpi}")


def line(page: Page, kpi: str = KPI) -> Locator:
    return page.locator(f"#saved-{kpi}")


def says(page: Page, words: str, patience: float = 5.0) -> None:
    """Wait until it does. Asked at every frame: there are many answers to wait for."""
    line(page).filter(has_text=words).wait_for(timeout=patience * 1000)


def typed(page: Page) -> str:
    return box(page).input_value()


def stored(evaluation: Evaluation) -> str:
    return Rating.objects.get(evaluation=evaluation, kpi__code=KPI, kind="self").commentary


def type_on(page: Page, seconds: float, *, say: str = "word") -> list[tuple[float, str]]:
    """Type for so long without a pause of a second; when each word was begun, and what stood there before it."""
    begun, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        begun.append((time.monotonic(), typed(page)))
        page.keyboard.type(f"{say}{len(begun)} ", delay=15)
        page.wait_for_timeout(60)
    return begun


def hurry(page: Page) -> None:
    """What is not saved is sent at once, as when somebody comes back to the window."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def listen(page: Page) -> None:
    """From now on ``said_saved`` knows whether the page has said “Saved”."""
    line(page).evaluate(LISTEN)


def said_saved(page: Page) -> list[str]:
    return [each for each in page.evaluate("window.shown.splice(0)") if each.startswith("Saved")]
