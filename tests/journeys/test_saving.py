"""Forms that save themselves, in a browser: conflict, a session that ends, no script, no mouse, no barriers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import self_evaluation
from riskmatrix.services.frameworks import PACKS, load_pack, publish
from tests.browser import DESK, PHONE, Visitor, barriers, complaints, sideways
from tests.cast import PASSWORD, Cast
from tests.states import rated, submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
KPI = "pupil-voice"
PAGE = "?criterion=personal-development"


@pytest.fixture
def draft(cast: Cast) -> Evaluation:
    """Alder's self-evaluation of the term, begun."""
    by = cast.trust_administrator
    publish(framework=load_pack(path=PACKS / "trust-risk-matrix.yaml", trust=cast.trust, by=by), by=by)
    return self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)


def block(page: Page, kpi: str = KPI) -> Locator:
    return page.locator(f"#kpi-{kpi}")


def write(page: Page, text: str, kpi: str = KPI) -> None:
    block(page, kpi).get_by_label("Commentary").fill(text)


def says(page: Page, words: str, kpi: str = KPI) -> None:
    expect(block(page, kpi).locator(".saved")).to_contain_text(words)


def stored(evaluation: Evaluation, kpi: str = KPI) -> str:
    return Rating.objects.get(evaluation=evaluation, kpi__code=kpi, kind="self").commentary


def test_two_people_at_one_kpi_see_both_texts_and_choose(
    cast: Cast, draft: Evaluation, visit: Visitor
) -> None:
    address = draft.get_absolute_url() + PAGE
    head, deputy = visit(address, cast.headteacher), visit(address, cast.deputy_headteacher)
    write(head, "The head's text.")
    says(head, "by Hanna Osei")
    write(deputy, "The deputy's text.")
    says(deputy, "Hanna Osei, headteacher saved this at")
    says(deputy, "The head's text.")
    expect(block(deputy).get_by_label("Commentary")).to_have_value("The deputy's text.")
    assert barriers(deputy) == []

    # Typing on settles nothing by itself; the choice does.
    write(deputy, "The deputy's text, and the head's.")
    deputy.wait_for_timeout(1500)
    assert stored(draft) == "The head's text."
    block(deputy).get_by_role("button", name="Save mine instead").click()
    says(deputy, "by Dev Patel")
    assert stored(draft) == "The deputy's text, and the head's."

    write(head, "The head writes on.")
    says(head, "Dev Patel, deputy headteacher saved this at")
    block(head).get_by_role("button", name="Take theirs").click()
    expect(block(head).get_by_label("Commentary")).to_have_value("The deputy's text, and the head's.")
    assert stored(draft) == "The deputy's text, and the head's."


def test_going_back_shows_what_stands_and_not_an_old_text(
    cast: Cast, draft: Evaluation, visit: Visitor
) -> None:
    page = visit(draft.get_absolute_url() + PAGE, cast.headteacher)
    write(page, "The head's text.")
    says(page, "by Hanna Osei")
    page.get_by_role("link", name="Next: ").click()
    expect(page.get_by_role("heading", level=2, name="Personal Development")).to_have_count(0)
    rating = Rating.objects.get(evaluation=draft, kpi__code=KPI, kind="self")
    self_evaluation.save_rating(
        rating=rating, commentary="The deputy's text.", version=1, by=cast.deputy_headteacher
    )
    page.go_back()
    expect(block(page).get_by_label("Commentary")).to_have_value("The deputy's text.")
    block(page).get_by_label("High").check()
    says(page, "by Hanna Osei")
    assert stored(draft) == "The deputy's text."


def test_when_the_session_ends_the_text_stays_and_is_saved_after_signing_in_elsewhere(
    cast: Cast, draft: Evaluation, visit: Visitor
) -> None:
    page = visit(draft.get_absolute_url() + PAGE, cast.headteacher)
    block(page).get_by_label("Commentary").click()
    page.keyboard.type("Typed")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type(" after the session had")
    says(page, "Not saved, keep this page open: you are signed out. Your text is still here.")
    page.keyboard.type(" ended.")
    assert stored(draft) == ""
    assert barriers(page) == []
    # It is tried again and again, and whoever is on the way to the link is not thrown off it.
    block(page).get_by_role("link", name="Sign in in another tab").focus()
    with page.expect_response("**/ratings/**"):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(50)
    expect(block(page).get_by_role("link", name="Sign in in another tab")).to_be_focused()

    with page.context.expect_page() as opened:
        block(page).get_by_role("link", name="Sign in in another tab").click()
    other = opened.value
    other.get_by_label("E-mail").fill(cast.headteacher.email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other).not_to_have_url(re.compile("login"))
    page.bring_to_front()
    expect(block(page).locator(".saved")).to_contain_text("by Hanna Osei", timeout=10_000)
    assert stored(draft) == "Typed after the session had ended."
    expect(block(page).get_by_label("Commentary")).to_have_value("Typed after the session had ended.")


def test_without_script_a_session_that_ends_costs_no_word(
    cast: Cast, draft: Evaluation, visit: Visitor
) -> None:
    page = visit(draft.get_absolute_url() + PAGE, cast.headteacher, script=False)
    text = "Typed without script.\n\nIn two paragraphs, with <signs> & such."
    write(page, text)
    block(page).get_by_label("High").check()
    page.context.clear_cookies(name="sessionid")
    block(page).get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not saved yet, and nothing is lost")
    expect(page.get_by_label("Commentary")).to_have_value(text)
    assert stored(draft) == ""

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    other = opened.value
    other.get_by_label("E-mail").fill(cast.headteacher.email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other).not_to_have_url(re.compile("login"))
    page.get_by_role("button", name="Save again").click()
    expect(page.get_by_text("You have signed in since that page was made.")).to_be_visible()
    page.get_by_role("button", name="Save again").click()
    expect(page.get_by_text("is saved.")).to_be_visible()
    rating = Rating.objects.get(evaluation=draft, kpi__code=KPI, kind="self")
    assert (rating.answer, rating.commentary) == ("high", text)


def test_away_from_the_network_the_text_stays_and_is_tried_again(
    cast: Cast, draft: Evaluation, visit: Visitor
) -> None:
    page = visit(draft.get_absolute_url() + PAGE, cast.headteacher)
    page.route("**/ratings/**", lambda route: route.abort())
    write(page, "Typed on the train.")
    says(page, "the portal cannot be reached")
    page.unroute("**/ratings/**")
    expect(block(page).locator(".saved")).to_contain_text("by Hanna Osei", timeout=10_000)
    assert stored(draft) == "Typed on the train."
    # A fault is called one; what is gone is not asked for again.
    tries: list[int] = []

    def answering(status: int):
        def answer(route) -> None:
            tries.append(status)
            route.fulfill(status=status)

        return answer

    for status, words in ((500, "the portal has a fault"), (404, "no longer yours to change")):
        page.route("**/ratings/**", answering(status))
        write(page, f"Typed into a {status}.")
        says(page, words)
        if status == 404:
            page.wait_for_timeout(6500)
        page.unroute("**/ratings/**")
    assert tries.count(404) == 1
    assert stored(draft) == "Typed on the train."
    # Typed and on to the next criterion at once: saved first, and nobody is asked.
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    asked.clear()
    write(page, "Typed and gone.")
    page.get_by_role("link", name="Next: ").click()
    expect(page).not_to_have_url(re.compile("personal-development"))
    assert stored(draft) == "Typed and gone."
    assert asked == []


def test_without_script_up_to_submission(cast: Cast, draft: Evaluation, visit: Visitor) -> None:
    rated(cast.alder, cast.autumn, cast.headteacher, {KPI: ""})
    page = visit(draft.get_absolute_url(), cast.headteacher, script=False)
    page.get_by_role("link", name="Check and submit").click()
    expect(page.get_by_role("heading", name="1 KPI still needs a rating")).to_be_visible()
    assert barriers_without_script(page)
    page.get_by_role("link", name="Pupil voice").click()
    assert barriers_without_script(page)
    block(page).get_by_label("Moderate").check()
    # One button saves the whole page: the text in another box is not lost.
    kpis = [each.get_attribute("id").removeprefix("kpi-") for each in page.locator(".kpi").all()]
    beside = next(kpi for kpi in kpis if kpi != KPI)
    write(page, "Typed beside it.", beside)
    block(page).get_by_role("button", name="Save").click()
    expect(page.get_by_text("Everything on the page is saved.")).to_be_visible()
    assert stored(draft, beside) == "Typed beside it."
    assert page.url.endswith(f"#kpi-{KPI}")
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("button", name="Submit to the trust").click()
    expect(page.get_by_role("link", name="Withdraw")).to_be_visible()
    assert Evaluation.objects.get().status == "submitted"


def barriers_without_script(page: Page) -> bool:
    """axe needs script; what can be asked without it: one first heading, a language, a label for every box."""
    boxes = page.locator("main input:not([type=hidden]), main textarea, main select").all()
    labelled = [page.locator(f"label[for='{box.get_attribute('id')}']").count() == 1 for box in boxes]
    return page.locator("h1").count() == 1 and page.locator("html[lang]").count() == 1 and all(labelled)


def test_with_the_keyboard_alone(cast: Cast, draft: Evaluation, visit: Visitor) -> None:
    page = visit(draft.get_absolute_url() + PAGE, cast.headteacher)
    kpis = [each.get_attribute("id").removeprefix("kpi-") for each in page.locator(".kpi").all()]
    block(page, kpis[0]).locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(block(page, kpis[0]).locator("details").first).to_have_attribute("open", "")
    for number, kpi in enumerate(kpis):
        on_to(page, f"#rate-{kpi}-low")
        page.keyboard.press("Space")
        for _ in range(number % 3):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.type(f"By keyboard, {kpi}.")
        says(page, "by Hanna Osei", kpi)
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        if number == 0:  # taken back and chosen anew
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            expect(page.locator("#progress-personal-development")).to_have_text("0 of 4")
            expect(block(page, kpi).locator(":checked")).to_have_count(0)
            block(page, kpi).get_by_label("Low").check()
            expect(page.locator("#progress-personal-development")).to_have_text("1 of 4")
            block(page, kpi).locator("[data-clears]").focus()
    expect(page.locator("#progress-personal-development")).to_have_text("4 of 4")
    answers = [(row.answer, row.commentary) for row in
               draft.ratings.filter(kpi__code__in=kpis).select_related("step", "kpi")]  # fmt: skip
    assert answers == [
        (["low", "moderate", "high"][number % 3], f"By keyboard, {kpi}.") for number, kpi in enumerate(kpis)
    ]


def on_to(page: Page, what: str) -> None:
    """Tab on until ``what`` has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("sought => document.activeElement.matches(sought)", what):
            return
    raise AssertionError(f"{what} is not reached by Tab")


def test_nothing_moves_when_it_saves(cast: Cast, draft: Evaluation, visit: Visitor) -> None:
    page = visit(draft.get_absolute_url() + PAGE, cast.headteacher)
    heard = complaints(page)
    below = page.locator(".kpi").nth(1)
    before = below.bounding_box()
    block(page).get_by_label("High").check()
    says(page, "by Hanna Osei")
    assert below.bounding_box() == before
    assert heard == []


@SIZES
def test_no_page_of_the_matrix_has_barriers(
    cast: Cast, draft: Evaluation, visit: Visitor, size: dict[str, int]
) -> None:
    rated(cast.alder, cast.autumn, cast.headteacher, {KPI: ""})
    pages = [
        (cast.headteacher, [draft.get_absolute_url() + PAGE, f"{draft.get_absolute_url()}?all",
                            f"{draft.get_absolute_url()}submit/", f"/frameworks/{draft.framework_id}/",
                            f"/schools/{cast.alder.urn}/matrix/"]),
        (cast.other_head, [f"/schools/{cast.birch.urn}/self-evaluation/"]),
        (cast.governor, [f"{draft.get_absolute_url()}agreed/"]),
    ]  # fmt: skip
    for person, addresses in pages:
        look(visit, person, size, addresses)
    birch = submitted(cast.birch, cast.autumn, cast.other_head, {"risk-register": "critical"})
    look(visit, cast.head_of_school_improvement, size, [
        "/moderation/", f"/evaluations/{birch.pk}/moderation/", f"/evaluations/{birch.pk}/moderation/?all",
        f"/terms/{cast.autumn.pk}/compare/{KPI}/", f"/terms/{cast.autumn.pk}/progress/",
    ])  # fmt: skip


@SIZES
def test_the_agreed_matrix_has_no_barriers(
    cast: Cast, draft: Evaluation, visit: Visitor, size: dict[str, int]
) -> None:
    from tests.states import moderated

    agreed = moderated(cast, cast.birch, cast.autumn, {"risk-register": "critical"}, changes={KPI: "high"})
    look(visit, cast.other_head, size, [f"{agreed.get_absolute_url()}agreed/", agreed.get_absolute_url()])


def look(visit: Visitor, person, size: dict[str, int], addresses: list[str]) -> None:
    page = visit(addresses[0], person, size)
    heard = complaints(page)
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert barriers(page) == [], address
        assert sideways(page) <= 0, address
    assert heard == []
