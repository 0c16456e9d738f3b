"""Monitoring in Chromium: on a desk and a phone, with script and without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Route

from monitoring.models import MonitoringForm
from monitoring.services import writing
from monitoring.services.writing import RowEdit
from tests.browser import (
    DESK,
    PHONE,
    Visitor,
    barriers,
    browser_type_launch_args,
    complaints,
    sideways,
    visit,
)
from tests.cast import Cast
from tests.monitoring.conftest import Make

__all__ = ["browser_type_launch_args", "visit"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None, autumn_evening: Any) -> Cast:
    """The cast, committed: the live portal reads it on a connection of its own."""
    from tests.cast import assemble

    return assemble()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_has_a_barrier_or_moves_sideways(
    cast: Cast, visit: Visitor, draft: Make, finished: Make, considered: Make, size: dict[str, int]
) -> None:
    open_form, closed, agreed = (
        draft(("Year 3", "Year 4")),
        finished(focus="Reading"),
        considered(focus="History"),
    )
    blank = draft(focus="", held_on=None, methods=())
    paths = [
        reverse("monitoring", args=[cast.alder.urn]),
        reverse("monitoring_new", args=[cast.alder.urn]),
        reverse("monitoring_finish", args=[open_form.pk]),
        reverse("monitoring_finish", args=[blank.pk]),
        reverse("monitoring_consider", args=[closed.pk]),
        *(form.get_absolute_url() for form in (open_form, closed, agreed)),
        reverse("actions", args=[cast.alder.urn]),
        reverse("action_new", args=[cast.alder.urn]),
        reverse("action", args=[agreed.agreed_actions.get().pk]),
    ]
    page = visit(paths[0], cast.headteacher, size)
    heard = complaints(page)
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert sideways(page) <= 0, path
        assert heard == [], path
    for path in paths:  # axe puts styles of its own into a page, which the policy refuses: last
        page.goto(path)
        assert barriers(page) == [], path


def test_a_class_is_added_in_place_and_the_cursor_waits_in_it(
    cast: Cast, visit: Visitor, draft: Make
) -> None:
    form = draft()
    (row,) = form.rows.all()
    page = visit(form.get_absolute_url(), cast.subject_leader, PHONE)
    heard = complaints(page)
    page.fill(f"#id_row-{row.pk}-evaluation", "Typed before another class was added.")
    page.click("#add-row")
    page.wait_for_selector(f"input[name$='-who']:focus:not(#id_row-{row.pk}-who)")
    assert page.inner_text("#live") == "Everything on the page is saved."
    assert MonitoringForm.objects.get().rows.first().evaluation == "Typed before another class was added."
    assert heard == []


def test_leaving_with_words_that_are_not_saved_is_asked_about(
    cast: Cast, visit: Visitor, draft: Make
) -> None:
    form = draft()
    (row,) = form.rows.all()
    asked: list[str] = []
    page = visit(form.get_absolute_url(), cast.subject_leader)

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    box, away = f"#id_row-{row.pk}-evaluation", ".crumbs a[href$='/monitoring/']"
    page.fill(box, "Not saved.")
    page.click(away, no_wait_after=True)
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.input_value(box) == "Not saved."
    # What cannot be stored still counts as not saved after the answer is there.
    page.fill("#id_head-focus", "x" * 200)
    page.click("#save-bottom")
    page.wait_for_selector("[data-error-summary]")
    page.click(away, no_wait_after=True)
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"] * 2
    # Saved, or sent by its own button, nothing is asked.
    page.fill("#id_head-focus", "Science")
    page.click("#go-finish")
    page.wait_for_url("**/finish/")
    page.goto(reverse("monitoring_new", args=[cast.alder.urn]))
    page.fill("#id_head-focus", "History")
    page.click("text=Begin the form")
    page.wait_for_selector("#draft")
    assert asked == ["beforeunload"] * 2


def test_what_is_typed_while_a_save_travels_stays(cast: Cast, visit: Visitor, draft: Make) -> None:
    form = draft()
    (row,) = form.rows.all()
    page = visit(form.get_absolute_url(), cast.subject_leader)
    heard = complaints(page)
    box, held_up = f"#id_row-{row.pk}-evaluation", []
    page.route(f"**{form.get_absolute_url()}", lambda route: held_up.append(route))
    page.fill(box, "Before.")
    page.click("#add-row")
    page.wait_for_timeout(100)
    assert page.locator("#draft button:enabled").count() == 0
    page.fill(box, "Before. And while it travelled.")
    page.evaluate("box => document.querySelector(box).setSelectionRange(7, 7)", box)
    page.check("input[value=planning]")
    page.focus(box)
    held_up.pop().continue_()
    page.wait_for_selector("#live:has-text('Saved, but for what you typed since')", state="attached")
    assert page.inner_text(".draft-bar .saved-line") == "Not saved yet"
    page.wait_for_timeout(100)
    assert MonitoringForm.objects.get().rows.first().evaluation == "Before."
    assert page.input_value(box) == "Before. And while it travelled."
    assert page.is_checked("input[value=planning]")
    assert page.evaluate("[document.activeElement.name, document.activeElement.selectionStart]") == [
        f"row-{row.pk}-evaluation",
        7,
    ]
    page.unroute(f"**{form.get_absolute_url()}")
    page.press("#save-bottom", "Enter")
    page.wait_for_selector("#draft form:not([data-unsaved]) #save-bottom:focus")
    assert page.inner_text(".draft-bar .saved-line").startswith("Saved")
    saved = MonitoringForm.objects.get()
    assert saved.rows.first().evaluation == "Before. And while it travelled."
    assert "planning" in saved.head_text.methods
    assert heard == []


def test_both_texts_are_shown_and_the_list_of_what_to_mend_has_the_cursor(
    cast: Cast, visit: Visitor, draft: Make
) -> None:
    form = draft()
    (row,) = form.rows.all()
    page = visit(form.get_absolute_url(), cast.subject_leader)
    page.fill(f"#id_row-{row.pk}-evaluation", "What Luke saw.")
    theirs = RowEdit(row, replace(row.text, evaluation="What Dev saw."), row.version)
    assert writing.save(form=form, by=cast.deputy_headteacher, rows=[theirs]) == []
    page.click("#save-bottom")
    both = page.wait_for_selector(".two-texts")
    assert both is not None
    assert "What Dev saw." in both.inner_text()
    assert "What Luke saw." in both.inner_text()
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert page.input_value(f"#id_row-{row.pk}-evaluation") == "What Luke saw."
    assert barriers(page) == []
    page.check(f"#row-{row.pk}-keep-mine")
    page.click("#save-bottom")
    page.wait_for_selector(".two-texts", state="detached")
    assert MonitoringForm.objects.get().rows.get().evaluation == "What Luke saw."


def test_going_back_shows_what_stands_and_not_an_old_text(cast: Cast, visit: Visitor, draft: Make) -> None:
    form = draft()
    (row,) = form.rows.all()
    page = visit(form.get_absolute_url(), cast.subject_leader)
    box = f"#id_row-{row.pk}-evaluation"
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill(box, "What Luke saw and did not save.")
    page.click(".crumbs a[href$='/monitoring/']")
    page.wait_for_url("**/schools/**")
    row.refresh_from_db()
    theirs = RowEdit(row, replace(row.text, evaluation="What Dev saw."), row.version)
    assert writing.save(form=form, by=cast.deputy_headteacher, rows=[theirs]) == []
    page.go_back()
    assert page.input_value(box) == "What Dev saw."
    page.click("#save-bottom")
    page.wait_for_selector("#live:has-text('Everything on the page is saved.')")
    assert MonitoringForm.objects.get().rows.get().evaluation == "What Dev saw."


def test_an_ended_session_leaves_every_word_on_the_page(cast: Cast, visit: Visitor, draft: Make) -> None:
    form = draft()
    (row,) = form.rows.all()
    page = visit(form.get_absolute_url(), cast.subject_leader)
    page.fill(f"#id_row-{row.pk}-evaluation", "An hour of looking at books.")
    page.context.clear_cookies(name="sessionid")
    page.click("#save-bottom")
    page.wait_for_selector("#live:has-text('signed out')")
    assert page.input_value(f"#id_row-{row.pk}-evaluation") == "An hour of looking at books."


def answering(answer: dict[str, Any]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**answer) if answer else route.abort()


def test_saved_is_never_said_when_it_is_not(cast: Cast, visit: Visitor, draft: Make) -> None:
    """A fault, a page of somebody else's in the answer, no network: the words stay, and the page says so."""
    form = draft()
    (row,) = form.rows.all()
    page = visit(form.get_absolute_url(), cast.subject_leader)
    box, address, text = f"#id_row-{row.pk}-evaluation", f"**{form.get_absolute_url()}", ""
    answers: list[dict[str, Any]] = [
        {"status": 500},
        {"status": 403},
        {"status": 302, "headers": {"location": "/accounts/login/"}},
        {"status": 302, "headers": {"location": "/accessibility"}},
        {"status": 200, "body": "<!doctype html><title>The network</title><p>Saved. Buy Wi-Fi.</p>"},
        {},
    ]
    for answer in answers:
        text += f"{answer} "
        page.route(address, answering(answer))
        page.fill(box, text)
        assert page.inner_text(".draft-bar .saved-line") == "Not saved yet"
        page.evaluate("document.querySelector('#live').textContent = ''")
        page.click("#save-bottom")
        page.wait_for_selector("#live:has-text('Not saved, keep this page open')")
        page.wait_for_selector("#save-bottom:enabled")
        assert page.inner_text(".draft-bar .saved-line") == "Not saved yet"
        assert page.input_value(box) == text
        assert page.locator("#draft form[data-unsaved]").count() == 1
        page.unroute(address)
    page.context.set_offline(True)
    page.click("#save-bottom")
    page.wait_for_selector("#live:has-text('Not saved, keep this page open')")
    page.context.set_offline(False)
    page.click("#save-bottom")
    page.wait_for_selector("#live:has-text('Everything on the page is saved.')")
    assert MonitoringForm.objects.get().rows.get().evaluation == text.strip()


def test_without_a_network_a_form_without_a_draft_stays_where_it_is(cast: Cast, visit: Visitor) -> None:
    page = visit(reverse("monitoring_new", args=[cast.alder.urn]), cast.subject_leader)
    page.fill("#id_head-focus", "History")
    page.context.set_offline(True)
    page.click("text=Begin the form")
    page.wait_for_selector("#live:has-text('Not saved, keep this page open')")
    assert page.input_value("#id_head-focus") == "History"
    page.context.set_offline(False)
    page.click("text=Begin the form")
    page.wait_for_selector("#draft")
    assert MonitoringForm.objects.get().head_text.focus == "History"


def test_a_form_is_written_and_finished_with_script_switched_off(cast: Cast, visit: Visitor) -> None:
    page = visit(reverse("monitoring_new", args=[cast.alder.urn]), cast.subject_leader, PHONE, script=False)
    page.fill("#id_head-focus", "History")
    page.fill("#id_head-held_on", "12 November 2025")
    page.check("input[value=planning]")
    page.click("text=Begin the form")
    (row,) = MonitoringForm.objects.get().rows.all()
    page.fill(f"#id_row-{row.pk}-who", "Year 5")
    page.fill(f"#id_row-{row.pk}-evaluation", "Plans follow the scheme.")
    page.click("#add-row")
    assert MonitoringForm.objects.get().rows.count() == 2
    page.click("#go-finish")
    page.click("text=Finish the form")
    assert "Plans follow the scheme." in page.inner_text("main")
    assert MonitoringForm.objects.get().status == "finished"
