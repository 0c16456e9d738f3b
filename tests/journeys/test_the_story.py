"""The portal's main job, end to end: a headteacher's sentence travels to a governor's PDF.

Everything is real: Chromium, PostgreSQL, Redis, a worker process. Pictures for the guide are taken on the way when
PORTAL_PICTURES names a folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from governance.models import Report
from riskmatrix.models import Evaluation, Rating
from schools.models import AuditEntry
from support.models import Engagement
from tests import states
from tests.browser import DESK, PHONE, Visitor, barriers, sideways
from tests.cast import Cast, assemble
from tests.journeys.worker import Worker, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.postgresql]

SENTENCE = "Three new teachers began in September, and the deputy observes each of them every other week."
REASON = "The maths books of Years 4 and 5 show less than the school's own data."
SECOND_REASON = "Two classes have no record of teaching for the autumn."
ANSWER = "Both classes were visited in September; the notes were filed late and are there now."
DECISION = "I have read the notes. They are from September, and the rating follows them."


@pytest.fixture
def cast(transactional_db: None, autumn_evening: object) -> Cast:
    """Committed, so that the worker's process sees it too."""
    cast = assemble()
    states.packed(cast)
    return cast


@pytest.fixture
def look() -> Callable[..., None]:
    """Ask a page what every page is asked, at both widths, and take its picture for the guide."""

    def ask(page: Page, name: str = "") -> None:
        for size in (DESK, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert barriers(page) == []
            assert sideways(page) <= 0, f"{page.url} is wider than {size['width']} px"
            folder = os.environ.get("PORTAL_PICTURES")
            if folder and name:
                wide = "" if size is DESK else "-phone"
                page.screenshot(path=str(Path(folder) / f"{name}{wide}.png"))
        page.set_viewport_size(DESK)  # type: ignore[arg-type]

    return ask


def test_from_a_headteachers_sentence_to_a_governors_pdf(
    cast: Cast, visit: Visitor, worker: Worker, look: Callable[..., None]
) -> None:
    the_head_rates_and_submits(cast, visit, look)
    both_moderators_finish(cast, visit, look)
    the_head_answers(cast, visit, look)
    the_chief_executive_decides(cast, visit, look)
    engagements = both_chiefs_confirm(cast, visit, look)
    report = a_report_is_prepared_and_issued(cast, visit, look)
    the_governor_reads(cast, visit, look, report, engagements)


def the_head_rates_and_submits(cast: Cast, visit: Visitor, look: Callable[..., None]) -> None:
    page = visit("/", cast.headteacher)
    look(page, "headteacher-home")
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Begin the self-evaluation").click()
    look(page, "self-evaluation-begun")
    evaluation = Evaluation.objects.get(school=cast.alder)
    page.goto(f"{evaluation.get_absolute_url()}?all")
    articles = page.locator("article.kpi")
    expect(articles).to_have_count(39)
    for number in range(39):
        word = "High" if number == 0 else ("Low", "Moderate")[number % 2]
        articles.nth(number).locator("fieldset label", has_text=word).click()
    articles.first.locator(".kpi-form textarea").fill(SENTENCE)
    expect(articles.first.locator(".saved")).to_contain_text("Saved")
    expect(page.locator("#progress-all")).to_contain_text("39 of 39")
    wait_until(
        lambda: Rating.objects.filter(evaluation=evaluation, commentary=SENTENCE).exists(),
        "the sentence is in the database",
    )
    page.goto(evaluation.get_absolute_url())
    look(page, "self-evaluation")
    page.get_by_role("link", name="Check and submit").click()
    look(page)
    page.get_by_role("button", name="Submit to the trust").click()
    expect(page.get_by_text("has gone to the trust").first).to_be_visible()


def both_moderators_finish(cast: Cast, visit: Visitor, look: Callable[..., None]) -> None:
    page = visit("/moderation/", cast.head_of_school_improvement)
    look(page, "moderation-queue")
    page.get_by_role("link", name="Alder Primary").first.click()
    for place, word, reason in ((1, "High", REASON), (2, "Critical", SECOND_REASON)):
        article = page.locator("article.kpi").nth(place)
        article.locator("fieldset label", has_text=word).click()
        article.locator(".kpi-form textarea").fill(reason)
        expect(article.locator(".saved")).to_contain_text("Saved")
    look(page, "moderation")
    page.reload()
    page.get_by_role("button", name=re.compile("^Agree the other")).click()
    page.get_by_role("link", name="Finish the academic part").click()
    page.get_by_role("button", name="Finish the academic part").click()
    page = visit("/moderation/", cast.chief_financial_officer)
    page.get_by_role("link", name="Alder Primary").first.click()
    page.get_by_role("button", name=re.compile("^Agree the other")).click()
    page.get_by_role("link", name="Finish the operational part").click()
    page.get_by_role("button", name="Finish the operational part").click()
    expect(page.get_by_text("Moderation is finished").first).to_be_visible()
    evaluation = Evaluation.objects.get(school=cast.alder)
    assert (evaluation.status, evaluation.ratings.filter(kind="agreed").count()) == ("answering", 0)


def the_head_answers(cast: Cast, visit: Visitor, look: Callable[..., None]) -> None:
    """Agrees with one moderated rating and disagrees with the other."""
    page = visit("/", cast.headteacher)
    page.get_by_role("link", name="Answer the moderated ratings").first.click()
    look(page, "answers")
    first, second = page.locator("article.kpi").nth(0), page.locator("article.kpi").nth(1)
    first.get_by_label("I agree").check()
    second.get_by_label("I disagree").check()
    page.get_by_role("button", name="Hand in your answers").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Give the reason why you disagree")
    look(page)
    page.locator("article.kpi").nth(1).locator("textarea").fill(ANSWER)
    page.get_by_role("button", name="Hand in your answers").click()
    expect(page.get_by_text("has gone to the chief executive").first).to_be_visible()


def the_chief_executive_decides(cast: Cast, visit: Visitor, look: Callable[..., None]) -> None:
    page = visit("/dashboard/", cast.chief_executive)
    page.get_by_role("link", name="Decide what Alder Primary disagrees with").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    look(page, "disagreements")
    article = page.locator("article.kpi")
    article.locator("fieldset label", has_text="Moderate").click()
    article.locator("textarea").fill(DECISION)
    page.get_by_role("button", name=re.compile("^Finish")).click()
    expect(page.get_by_text("agreed ratings stand").first).to_be_visible()
    look(page, "agreed-matrix-decided")
    evaluation = Evaluation.objects.get(school=cast.alder)
    assert evaluation.is_moderated
    kinds = {kind: evaluation.ratings.filter(kind=kind).count() for kind in Rating.Kind.values}
    assert kinds == {"self": 39, "moderated": 39, "decided": 1, "agreed": 39}
    page = visit(f"/schools/{cast.alder.urn}/calibration/", cast.headteacher)
    expect(page.get_by_text("the school rated itself on average").first).to_be_visible()
    look(page, "calibration")


def both_chiefs_confirm(cast: Cast, visit: Visitor, look: Callable[..., None]) -> list[str]:
    """:returns: the titles of what the school is now promised."""
    assert not Engagement.objects.filter(school=cast.alder).exists()
    for person, strand in (
        (cast.chief_executive, "academic"),
        (cast.chief_financial_officer, "operational"),
    ):
        page = visit("/dashboard/", person)
        look(page, "dashboard")
        page.get_by_role("link", name=f"Confirm the {strand} category of Alder Primary").click()
        look(page, "decision")
        page.get_by_role("button", name=re.compile("^Confirm (Sustain|Refine|Reinforce|Stabilise)$")).click()
    page = visit(f"/schools/{cast.alder.urn}/plan/", cast.headteacher)
    look(page, "plan")
    titles = list(
        Engagement.objects.filter(school=cast.alder).values_list("commitment__title", flat=True).distinct()
    )
    assert len(titles) >= 8
    expect(page.get_by_text(titles[0]).first).to_be_visible()
    return titles


def a_report_is_prepared_and_issued(cast: Cast, visit: Visitor, look: Callable[..., None]) -> Report:
    page = visit("/reports/", cast.chief_executive)
    page.get_by_role("button", name="Prepare the report of Alder Primary").click()
    page.get_by_role("button", name="Issue the report").wait_for(timeout=60_000)
    look(page, "report-to-issue")
    page.get_by_role("button", name="Issue the report").click()
    expect(page.get_by_text("have been told").first).to_be_visible()
    return Report.objects.get(school=cast.alder)


def the_governor_reads(
    cast: Cast, visit: Visitor, look: Callable[..., None], report: Report, titles: list[str]
) -> None:
    page = visit("/", cast.governor, size=PHONE)
    look(page, "governor")
    page.get_by_role("link", name="Read the report").click()
    look(page, "report")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download the PDF")).click()
    data = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(data).hexdigest() == report.sha256
    text = subprocess.run(
        ["pdftotext", "-", "-"],  # noqa: S607
        input=data, capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    words = " ".join(text.split())
    assert SENTENCE in words
    assert REASON in words
    assert titles[0] in words
    assert AuditEntry.objects.filter(verb="downloaded report", by=cast.governor).count() == 1
    page.goto(f"/evaluations/{Evaluation.objects.get(school=cast.alder).pk}/agreed/")
    look(page, "agreed-matrix")


def test_without_script_up_to_submission(cast: Cast, visit: Visitor) -> None:
    """Every KPI by its own button, on the page that shows all of them."""
    page = visit("/", cast.other_head, script=False)
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Begin the self-evaluation").click()
    evaluation = Evaluation.objects.get(school=cast.birch)
    codes = [rating.kpi.code for rating in states.unanswered_ratings(evaluation)]
    assert len(codes) == 36  # a junior school has no early years
    for number, code in enumerate(codes):
        article = page.locator(f"#kpi-{code}")
        if not article.count():
            page.goto(f"{evaluation.get_absolute_url()}?all")
        article.locator("fieldset label", has_text="Moderate").click()
        if number == 0:
            article.locator(".kpi-form textarea").fill(SENTENCE)
        article.get_by_role("button", name="Save").click()
        expect(page.get_by_text("is saved").first).to_be_visible()
    assert barriers_without_script(page) == []
    page.goto(evaluation.get_absolute_url())
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("button", name="Submit to the trust").click()
    evaluation.refresh_from_db()
    assert evaluation.status == "submitted"
    assert Rating.objects.filter(evaluation=evaluation, commentary=SENTENCE).count() == 1


def barriers_without_script(page: Page) -> list[str]:
    """axe is a script itself; without script the page is asked whether its controls have names."""
    unnamed = page.locator("input:not([type=hidden]):not([id]), textarea:not([id])")
    return unnamed.all_inner_texts()
