"""The network, the session, the tab or the browser goes while somebody types: no word that was said to be safe is lost.

Each on its own, in Chromium. “Saved” stands on the page only while it is true.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import self_evaluation
from tests.browser import DESK, Visitor, barriers, sign_in
from tests.cast import Cast
from tests.journeys.typing import (
    KEEP,
    KPI,
    PAGE,
    box,
    hurry,
    line,
    listen,
    said_saved,
    says,
    stored,
    type_on,
    typed,
)
from tests.profiles import rounds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_LOST = 5.0  # seconds of typing
SAVING = "**/ratings/**"


@pytest.fixture
def draft(cast: Cast) -> Evaluation:
    """Alder's self-evaluation of the term, begun."""
    from riskmatrix.services.frameworks import PACKS, load_pack, publish

    by = cast.trust_administrator
    publish(framework=load_pack(path=PACKS / "trust-risk-matrix.yaml", trust=cast.trust, by=by), by=by)
    return self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)


@pytest.fixture
def page(cast: Cast, draft: Evaluation, visit: Visitor) -> Page:
    """The headteacher has the page open and the cursor in the box of one KPI."""
    page = visit(draft.get_absolute_url() + PAGE, cast.headteacher)
    box(page).click()
    listen(page)
    return page


@pytest.mark.trial
def test_the_network_is_cut_while_somebody_types(draft: Evaluation, page: Page) -> None:
    """For a minute in the long trials, for a few seconds in every run."""
    page.keyboard.type("Before the tunnel. ")
    says(page, "by Hanna Osei")
    said_saved(page)
    page.context.set_offline(True)
    page.keyboard.type("In it. ")
    says(page, KEEP)
    type_on(page, rounds(short=2, long=45), say="tunnel")
    assert KEEP in line(page).inner_text()
    # Nobody types; the page goes on trying, and goes on saying it.
    for _ in range(rounds(short=1, long=4)):
        page.wait_for_event("requestfailed", timeout=10_000)
    assert KEEP in line(page).inner_text()
    assert said_saved(page) == []
    text = typed(page)
    assert stored(draft) == "Before the tunnel. "
    assert barriers(page) == []

    page.context.set_offline(False)
    says(page, "by Hanna Osei", 10)
    assert stored(draft) == text == typed(page)


def test_it_is_tried_again_for_ever(draft: Evaluation, page: Page) -> None:
    """The portal is away for the better part of an hour, by the page's own clock; nobody touches the page."""
    page.clock.install()
    page.reload()
    listen(page)
    tries: list[str] = []

    def away(route: Route) -> None:
        tries.append("away" if len(tries) % 2 else "fault")
        route.abort() if tries[-1] == "away" else route.fulfill(status=503)

    page.route(SAVING, away)
    box(page).fill("Typed before the break.")
    page.clock.run_for(2_000)
    for _ in range(60):
        page.clock.run_for(60_000)
    says(page, KEEP)
    assert len(tries) >= 40
    before = len(tries)
    page.clock.run_for(61_000)
    expect(line(page)).to_contain_text(KEEP)
    assert len(tries) > before
    assert said_saved(page) == []
    page.unroute(SAVING)
    page.clock.run_for(61_000)
    says(page, "by Hanna Osei")
    assert stored(draft) == "Typed before the break."


def test_nobody_is_told_that_they_wrote_against_themselves(cast: Cast, draft: Evaluation, page: Page) -> None:
    """What was sent arrived, its answer did not, and the person typed on."""
    arrived: list[int] = []

    def answer_lost(route: Route) -> None:
        arrived.append(route.fetch().status)
        route.abort("connectionreset")

    page.route(SAVING, answer_lost, times=1)
    page.keyboard.type("It arrived. ")
    hurry(page)
    says(page, KEEP)
    assert arrived == [200]
    assert stored(draft) == "It arrived. "
    assert said_saved(page) == []
    page.keyboard.type("And more. ")
    hurry(page)
    says(page, "by Hanna Osei")
    assert stored(draft) == "It arrived. And more. "
    # Another's text in between is still a conflict.
    page.route(SAVING, answer_lost, times=1)
    page.keyboard.type("Again. ")
    hurry(page)
    says(page, KEEP)
    rating = Rating.objects.get(evaluation=draft, kpi__code=KPI, kind="self")
    by = cast.deputy_headteacher
    self_evaluation.save_rating(rating=rating, commentary="The deputy's.", version=rating.version, by=by)
    hurry(page)
    says(page, "Dev Patel, deputy headteacher saved this")
    assert typed(page) == "It arrived. And more. Again. "
    assert stored(draft) == "The deputy's."


def answered(status: int, body: str = "", **headers: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body, headers=headers, content_type="text/html")


def cut(route: Route) -> None:
    route.abort("connectionreset")


ANSWERS = {
    "a fault": (answered(500, "<p class='saved-line'>Saved</p>"), KEEP),
    "a gateway's fault": (answered(502), KEEP),
    "not allowed": (answered(403), KEEP),
    "too often": (answered(429), KEEP),
    "signed out": (answered(401), KEEP),
    "gone": (answered(404), "Not saved: "),
    "led to the sign-in page": (answered(302, location="/accounts/login/"), KEEP),
    "led to a page for everybody": (answered(302, location="/accessibility"), KEEP),
    "the network's own page": (answered(200, "<html><p class='saved-line'>Saved. Buy Wi-Fi</p></html>"), KEEP),
    "nothing at all": (answered(204), KEEP),
    "cut": (cut, KEEP),
}  # fmt: skip


def test_saved_is_never_said_when_it_is_not(cast: Cast, draft: Evaluation, page: Page) -> None:
    for number, (name, (answer, words)) in enumerate(ANSWERS.items()):
        page.route(SAVING, answer)
        page.keyboard.type(f"{number} ")
        hurry(page)
        says(page, words)
        page.wait_for_timeout(50)
        assert said_saved(page) == [], name
        assert words in line(page).inner_text(), name
        assert page.locator("form[data-unsaved]").count() == 1, name
        assert page.locator("#main").count() == 1, name
        page.unroute(SAVING)
        # Once the portal answers itself, all is well.
        page.keyboard.type("ok ")
        hurry(page)
        says(page, "by Hanna Osei")
        assert stored(draft) == typed(page), name
        said_saved(page)

    # Refused by the portal, then somebody else's text: its own answers, and real ones.
    box(page).fill("x" * 5_001)
    hurry(page)
    says(page, "Shorten it by 1")
    assert said_saved(page) == []
    box(page).fill("Short again.")
    hurry(page)
    says(page, "by Hanna Osei")
    said_saved(page)
    rating = Rating.objects.get(evaluation=draft, kpi__code=KPI, kind="self")
    by = cast.deputy_headteacher
    self_evaluation.save_rating(rating=rating, commentary="The deputy's.", version=rating.version, by=by)
    box(page).press_sequentially(" The head's.")
    hurry(page)
    says(page, "while you were writing")
    assert said_saved(page) == []
    page.get_by_role("button", name="Save mine instead").click()
    says(page, "by Hanna Osei")
    said_saved(page)

    # An answer that comes later than newer typing speaks of the older text.
    held: list[Route] = []
    page.route(SAVING, lambda route: held.append(route), times=1)
    box(page).fill("The older text.")
    with page.expect_request(SAVING):
        hurry(page)
    box(page).fill("The newer text.")
    with page.expect_response(SAVING):
        held.pop().continue_()
    page.wait_for_timeout(100)
    assert said_saved(page) == []
    expect(line(page)).to_have_text("Not saved yet")
    says(page, "by Hanna Osei")
    assert stored(draft) == "The newer text."


def test_a_tab_with_unsaved_text_asks_before_it_closes(draft: Evaluation, page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    def close() -> None:
        page.close(run_before_unload=True)
        with contextlib.suppress(Exception):
            page.wait_for_timeout(250)

    page.on("dialog", stay)
    page.context.set_offline(True)
    page.keyboard.type("Not saved.")
    close()  # typed this moment
    says(page, KEEP)
    close()  # and when it could not be sent
    assert asked == ["beforeunload"] * 2
    assert typed(page) == "Not saved."
    page.context.set_offline(False)
    hurry(page)
    says(page, "by Hanna Osei")
    # A comment is sent by its own button: until then it is asked about as well.
    page.locator(f"#talk-{KPI} summary").click()
    page.locator(f"#comment-{KPI}").press_sequentially("Who has the survey?")
    close()
    assert asked == ["beforeunload"] * 3
    page.locator(f"#talk-{KPI}").get_by_role("button", name="Add the comment").click()
    expect(page.locator(f"#talk-{KPI} li")).to_contain_text("Who has the survey?")
    # Settling one comment takes nothing from the next.
    page.locator(f"#comment-{KPI}").press_sequentially("I have it.")
    page.locator(f"#talk-{KPI}").get_by_role("button", name="Mark as settled").click()
    expect(page.locator(f"#talk-{KPI} li.is-settled")).to_have_count(1)
    expect(page.locator(f"#comment-{KPI}")).to_have_value("I have it.")
    close()
    assert asked == ["beforeunload"] * 4
    page.locator(f"#talk-{KPI}").get_by_role("button", name="Add the comment").click()
    expect(page.locator(f"#talk-{KPI} li")).to_have_count(2)
    close()
    assert page.is_closed()
    assert len(asked) == 4


def test_what_is_typed_while_a_comment_travels_is_the_next_one(draft: Evaluation, page: Page) -> None:
    travelling: list[Route] = []
    page.locator(f"#talk-{KPI} summary").click()
    comment = page.locator(f"#comment-{KPI}")
    comment.press_sequentially("It lies in the office.")
    page.route("**/comment/", lambda route: travelling.append(route))
    page.locator(f"#talk-{KPI}").get_by_role("button", name="Add the comment").click()
    comment.press_sequentially(" On the shelf.")
    travelling.pop().continue_()
    expect(page.locator(f"#talk-{KPI} li")).to_contain_text("It lies in the office.")
    expect(comment).to_have_value("On the shelf.")
    expect(comment).to_be_focused()
    page.keyboard.type(" Below.")
    expect(comment).to_have_value("On the shelf. Below.")


class Doomed:
    """A browser of its own, with a profile of its own on the disk, that is killed as a machine kills."""

    def __init__(self, page: Page, profile: Path) -> None:
        self.page, self.profile = page, profile

    def kill(self) -> None:
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if str(self.profile).encode() in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)

    def left_on_disk(self, text: str) -> list[str]:
        """The files of the profile that hold ``text``, in any of the ways a browser writes it."""
        signs = [text.encode(), text.encode("utf-16-le")]
        files = [file for file in self.profile.rglob("*") if file.is_file()]
        return [str(file) for file in files if any(sign in file.read_bytes() for sign in signs)]


@pytest.fixture
def doomed(
    browser_type: Any, browser_type_launch_args: dict[str, Any], live_server: Any, tmp_path: Path,
    cast: Cast, draft: Evaluation,
) -> Iterator[Doomed]:  # fmt: skip
    profile = tmp_path / "profile"
    context = browser_type.launch_persistent_context(
        str(profile), **browser_type_launch_args, viewport=DESK, base_url=live_server.url,
    )  # fmt: skip
    sign_in(context, cast.headteacher, live_server.url)
    page = context.pages[0]
    page.goto(draft.get_absolute_url() + PAGE)
    box(page).click()
    browser = Doomed(page, profile)
    yield browser
    browser.kill()
    with contextlib.suppress(Exception):
        context.close()


@pytest.mark.trial
def test_the_browser_is_killed_while_somebody_types_without_a_pause(
    draft: Evaluation, doomed: Doomed, capsys: pytest.CaptureFixture[str]
) -> None:
    page = doomed.page
    page.keyboard.type("Shown as saved. ")
    says(page, "by Hanna Osei")
    begun = type_on(page, rounds(short=7, long=40))
    killed = time.monotonic()
    doomed.kill()
    time.sleep(1)
    kept = stored(draft)
    assert kept.startswith("Shown as saved. ")
    assert begun[-1][1].startswith(kept)
    first_lost = next(at for at, before in begun if len(before) >= len(kept))
    with capsys.disabled():
        print(
            f"\nkilled after {killed - begun[0][0]:.1f} s of typing: {killed - first_lost:.1f} s of it lost"
        )
    assert killed - first_lost <= MOST_LOST


def test_what_waits_waits_in_memory_alone(draft: Evaluation, doomed: Doomed) -> None:
    page = doomed.page
    page.keyboard.type("Saved-Quetzal. ")
    says(page, "by Hanna Osei")
    page.context.set_offline(True)
    page.keyboard.type("Unsaved-Okapi.")
    says(page, KEEP)
    hurry(page)
    kept = page.context.storage_state(indexed_db=True)
    assert "Okapi" not in str(kept)
    assert [each["localStorage"] for each in kept["origins"] if each["localStorage"]] == []
    elsewhere = page.evaluate("""async () => ({
        local: {...localStorage}, session: {...sessionStorage}, databases: await indexedDB.databases(),
        caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length,
        files: await (async () => {
            const names = [];
            for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
            return names;
        })(), state: history.state, name: window.name, address: location.href})""")
    assert elsewhere.pop("address").endswith(PAGE)
    # htmx notes where the page is; what it holds is nowhere.
    assert elsewhere["session"].pop("htmx-current-path-for-history") == draft.get_absolute_url() + PAGE
    assert elsewhere == {
        "local": {}, "session": {}, "databases": [], "caches": [], "workers": 0, "files": [],
        "state": None, "name": "",
    }  # fmt: skip
    page.wait_for_timeout(1_500)
    doomed.kill()
    time.sleep(0.3)
    assert doomed.left_on_disk("Okapi") == []
    assert doomed.left_on_disk("Quetzal") == []
    assert doomed.left_on_disk(PAGE[1:]), "the control: the browser has written where it has been"
    assert stored(draft) == "Saved-Quetzal. "
