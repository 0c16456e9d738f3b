"""All KPIs of a term by keyboard alone, in a browser: counted, without a trap, and never while somebody types."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import self_evaluation, talk
from riskmatrix.services.frameworks import PACKS, load_pack, publish
from riskmatrix.services.teamwork import Hands, Wish, share_out
from tests.browser import DESK, PHONE, Visitor, barriers, complaints, sideways
from tests.cast import Cast
from tests.riskmatrix.test_history import opened
from tests.states import moderated, rated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_STROKES, KPI = 100, "pupil-voice"


@pytest.fixture
def draft(cast: Cast) -> Evaluation:
    """Alder's self-evaluation of the term, begun."""
    by = cast.trust_administrator
    publish(framework=load_pack(path=PACKS / "trust-risk-matrix.yaml", trust=cast.trust, by=by), by=by)
    return self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)


class Keyboard:
    """The keyboard of a page, and how often it was struck."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def to(self, selector: str) -> None:
        """Tab on until what ``selector`` names has the focus."""
        for _ in range(20):
            if self.page.evaluate(
                "document.activeElement.matches(arguments)".replace("arguments", repr(selector))
            ):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab")


def focus(page: Page) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def saved(page: Page) -> None:
    """Wait until nothing waits to be saved: on SQLite the browser's requests and the test share one connection."""
    expect(page.locator("form[data-unsaved]")).to_have_count(0)


def answers(evaluation: Evaluation) -> list[str]:
    rows = evaluation.ratings.filter(kind=Rating.Kind.SELF).select_related("step")
    return [row.answer for row in rows.order_by("kpi__position")]


def test_all_39_kpis_are_rated_by_keyboard_alone(
    cast: Cast, draft: Evaluation, visit: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visit(f"{draft.get_absolute_url()}?all", cast.headteacher)
    heard, keys = complaints(page), Keyboard(page)
    keys.press("Tab", "Enter")  # past the menu
    keys.to("[data-next-unanswered]")
    keys.press("Enter")
    for number in range(39):
        keys.press(str(number % 4 + 1))
        saved(page)
        keys.press(*["Enter"] * (number < 38))
    expect(page.locator("#progress-all")).to_contain_text("39 of 39")
    assert answers(draft) == [["low", "moderate", "high", "critical"][number % 4] for number in range(39)]
    with capsys.disabled():
        print(f"\n39 KPIs rated in {keys.strokes} key strokes, from a page just opened")
    assert keys.strokes <= MOST_STROKES
    keys.press("Enter")
    expect(page.locator("#keys-say")).to_have_text("Every KPI has an answer. You can check and submit.")
    assert heard == []


def test_from_criterion_to_criterion_and_nothing_is_left_behind(
    cast: Cast, draft: Evaluation, visit: Visitor
) -> None:
    page = visit(draft.get_absolute_url(), cast.headteacher)
    keys = Keyboard(page)
    page.locator("[data-next-unanswered]").focus()
    for number in "1234":
        keys.press("Enter", number)
        saved(page)
    page.keyboard.press("Tab")
    page.keyboard.type("Typed at the last moment.")
    keys.press("Control+Enter")
    expect(page).to_have_url(re.compile("criterion=leadership-and-management"))
    expect(page.locator("article.kpi").first.locator("input[type=radio]").first).to_be_focused()
    first = draft.ratings.filter(kind="self", kpi__criterion__code="quality-of-education").order_by(
        "kpi__position"
    )
    assert [row.answer for row in first] == ["low", "moderate", "high", "critical"]
    assert first[3].commentary == "Typed at the last moment."
    keys.press("1")
    expect(page.locator("#progress-leadership-and-management")).to_contain_text("1 of")
    saved(page)


def test_the_keys_mean_nothing_while_somebody_types_and_take_nothing_from_the_radio_buttons(
    cast: Cast, draft: Evaluation, visit: Visitor
) -> None:
    page = visit(f"{draft.get_absolute_url()}?criterion=personal-development", cast.headteacher)
    keys, blocks = Keyboard(page), page.locator("article.kpi")
    kpis = [str(each.get_attribute("id")).removeprefix("kpi-") for each in blocks.all()]
    first = blocks.first
    first.get_by_label("Commentary").focus()
    page.keyboard.type("1 or 2? No: 3. jkn")
    expect(first.get_by_label("Commentary")).to_have_value("1 or 2? No: 3. jkn")
    page.keyboard.press("Enter")
    assert focus(page) == f"text-{kpis[0]}"
    assert first.locator("input:checked").count() == 0

    # Outside the ratings a digit is a digit.
    page.locator("h1").click()
    keys.press("1", "j", "n")
    assert page.locator("input:checked").count() == 0

    # Arrows and Space are the browser's, and Tab leads out at both ends.
    first.locator("input[type=radio]").first.focus()
    keys.press("Space", "ArrowRight", "ArrowRight")
    expect(first.get_by_label("High")).to_be_checked()
    keys.press("Tab")
    assert focus(page) == f"text-{kpis[0]}"
    keys.press("Shift+Tab", "Shift+Tab")
    assert page.evaluate("document.activeElement.tagName") != "INPUT"
    keys.press("Tab", "Control+1")
    expect(first.get_by_label("High")).to_be_checked()

    # A choice that this KPI does not have is said, and nothing is chosen; K leads back to what was passed over.
    keys.press("j", "0")
    expect(page.locator("#keys-say")).to_have_text("This KPI has no such choice.")
    keys.press("j", "4", "k")
    assert focus(page) == f"rate-{kpis[1]}-low"


def test_without_script_the_link_leads_the_focus_to_the_next_unanswered(
    cast: Cast, draft: Evaluation, visit: Visitor
) -> None:
    rated(cast.alder, cast.autumn, cast.headteacher, {KPI: ""})
    page = visit(draft.get_absolute_url(), cast.headteacher, script=False)
    page.get_by_role("link", name="Next unanswered KPI").click()
    expect(page.locator(f"#rate-{KPI}-low")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(f"#rate-{KPI}-low")).to_be_checked()
    expect(page.get_by_text("By keyboard, while")).to_be_hidden()


def test_the_new_pages_have_no_barriers(cast: Cast, draft: Evaluation, visit: Visitor) -> None:
    own = draft.ratings.select_related("kpi__criterion").get(kpi__code=KPI)
    talk.settle(comment=talk.say(rating=own, text="Done?", by=cast.headteacher), by=cast.deputy_headteacher)
    talk.say(rating=own, text="And the survey?", by=cast.headteacher)
    wish = Wish("safeguarding", Hands(), Hands(cast.headteacher.pk))
    share_out(evaluation=draft, wishes=[wish], by=cast.headteacher)
    moderated(cast, cast.alder, opened(cast, 1, 2025))
    moderated(cast, cast.alder, opened(cast, 3, 2025), changes={KPI: "high"})
    page, criterion = (
        visit("/", cast.headteacher),
        f"{draft.get_absolute_url()}?criterion=personal-development",
    )
    heard = complaints(page)
    for address in (
        "/", f"{draft.get_absolute_url()}work/", f"/schools/{cast.alder.urn}/matrix/compare/",
        f"/schools/{cast.alder.urn}/kpis/{KPI}/", criterion,
    ):  # fmt: skip
        page.goto(address)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert barriers(page) == [], address
            assert sideways(page) <= 0, address
    block = page.locator(f"#kpi-{KPI}")
    block.get_by_label("Comment", exact=True).fill("One more.")
    block.get_by_role("button", name="Add the comment").click()
    expect(block.get_by_text("2 open")).to_be_visible()
    block.get_by_role("button", name=re.compile("Mark as settled.*One more")).click()
    expect(block.get_by_text("1 open")).to_be_visible()
    assert barriers(page) == []
    assert heard == []
