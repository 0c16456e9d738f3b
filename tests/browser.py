"""Driving Chromium: how it is started, how somebody is signed in, what every page is asked.

``tests/journeys/conftest.py`` takes the fixtures from here.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from schools.models import Person

# Playwright keeps an event loop in the test's thread; Django would refuse to touch its database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Nothing that calls home, and no sandbox, which a container's root may not have.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 5000  # ms; the default of thirty seconds makes one broken page cost minutes

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    """``visit(path, person=None, size=DESK, script=True)`` opens a page of the live portal in a new window."""
    contexts: list[BrowserContext] = []

    def open_page(
        path: str = "/", person: Person | None = None, size: dict[str, int] = DESK, script: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport=size, java_script_enabled=script, locale="en-GB", timezone_id="Europe/London",
            reduced_motion="reduce", base_url=live_server.url,
        )  # fmt: skip
        contexts.append(context)
        if person is not None:
            sign_in(context, person, live_server.url)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, person: Person, address: str) -> None:
    """Give a window the session of ``person``, without the sign-in page, which has a test of its own."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def barriers(page: Page) -> list[str]:
    """What axe finds on the page, a line for each; a page for everybody has none."""
    return [
        f"{found['id']}: {found['help']} at {node['target']}: {node['html'][:160]}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def complaints(page: Page) -> list[str]:
    """A list that fills with what the browser complains about from now on: refused styles, broken scripts."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard
