"""A school falls from refine to stabilise and recovers, in a browser: at each step every promise is accounted for.

What the plan says of a promise is written down here by hand, from the strategy and the year 2026/27: half-terms of 8,
7, 6, 5, 7 and 7 school weeks. The category changes on Monday 18 January, the first day of school week 18, when 44 of
the spring's 54 school days and 20 of its first half's 30 are left, and on Monday 7 June 2027, the first day of week 34,
when 33 of the summer's 67 are left: less than half, so that nothing is promised once more for that term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from riskmatrix.models import Evaluation
from schools.services.calendar import open_term
from support.models import Engagement
from support.services.engagements import record_held
from tests.browser import PHONE, Visitor, barriers, sideways
from tests.cast import Cast
from tests.states import moderated, packed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Counts = tuple[int, int, int, int]
"""(held, missed, cancelled, planned), as the plan says them."""


@dataclass(frozen=True)
class Account:
    """What the plan says of one strand: of the promises that run, and of those that a change ended."""

    running: dict[str, Counts]
    ended: dict[str, Counts]

    @property
    def total(self) -> Counts:
        held, missed, cancelled, planned = (
            sum(column) for column in zip(*self.running.values(), *self.ended.values(), strict=True)
        )
        return held, missed, cancelled, planned


def account(page: Page, cast: Cast) -> Account:
    """Read from the plan, and compared with the rows: each is in one of the four columns, or was called off."""
    page.goto(reverse("plan", args=[cast.alder.urn]))
    rows = page.locator("tr[id^=academic-]")
    running = {_promise(row): _counts(row.locator("td.number").all_inner_texts()) for row in rows.all()}
    ended: dict[str, Counts] = {}
    for heading in page.locator("h4[id^=academic-]").all():
        said = heading.locator("xpath=following-sibling::p[1]").text_content() or ""
        ended[_promise(heading)] = (
            _said("Held", said), _said("missed", said), _said("cancelled", said), _said("still owed", said),
        )  # fmt: skip
    found = Account(running, ended)
    promised = [
        row for row in Engagement.objects.filter(commitment__strand="academic") if not row.is_called_off
    ]
    assert sum(found.total) == len(promised)
    return found


def _promise(line: Locator) -> str:
    return (line.get_attribute("id") or "").removeprefix("academic-")


def _counts(cells: list[str]) -> Counts:
    so_far, held, missed, cancelled, planned = (int(cell) for cell in cells)
    assert so_far == held + missed + cancelled
    return held, missed, cancelled, planned


def _said(word: str, sentence: str) -> int:
    found = re.search(rf"{word} (\d+)", sentence)
    return int(found[1]) if found else 0


def decide(page: Page, evaluation: Evaluation, category: str, **words: str) -> tuple[int, int]:
    """Confirm a category on its page; how many appointments the page said it calls off and plans anew.

    ``words`` are typed into the fields whose labels hold the names, with spaces for underscores.
    """
    page.goto(reverse("decision", args=[evaluation.pk, "academic"]))
    folds = page.locator("details.fold", has_text=f"What {category} would do to the promises")
    for fold in page.locator("details.fold").all():
        fold.evaluate("each => { each.open = true }")
    foreseen = folds.first.inner_text()
    assert barriers(page) == []
    page.get_by_role("radio", name=re.compile(rf"^{category}\b")).check()
    for label, text in words.items():
        page.get_by_label(re.compile(label.replace("_", " "), re.IGNORECASE)).first.fill(text)
    page.get_by_role("button", name="Confirm this category").click()
    expect(page.locator("main")).to_contain_text(f"{category} is confirmed as the academic category")
    expect(page.locator(".category-name").first).to_have_text(category)
    assert barriers(page) == []
    return _sum(r"(\d+) called off", foreseen), _sum(r"(\d+) planned", foreseen)


def _sum(pattern: str, text: str) -> int:
    return sum(int(number) for number in re.findall(pattern, text))


def hold(cast: Cast, promise: str, day: date) -> None:
    """What was to be held next, recorded by the head of school improvement or the chief executive."""
    rows = Engagement.objects.still_planned().filter(
        commitment__promise=promise, commitment__strand="academic"
    )
    row = rows.filter(window_start__lte=day).order_by("window_start").first()
    assert row is not None
    record_held(engagement=row, held_on=day, note="", version=row.version, by=cast.chief_executive)


def of_term(cast: Cast, number: int, due: tuple[str, str, str], default: str) -> Evaluation:
    """The term is opened, and what the school rates, ``default`` everywhere, is moderated."""
    days = [date.fromisoformat(day) for day in due]
    term = open_term(
        term=cast.term(number), self_evaluation_due=days[0], moderation_due=days[1], report_due=days[2],
        by=cast.trust_administrator,
    )  # fmt: skip
    return moderated(cast, cast.alder, term, default=default)


def test_a_school_falls_to_stabilise_and_recovers(cast: Cast, at: Any, visit: Visitor) -> None:
    with at("2026-09-01 08:00"):
        packed(cast, by=None)
        evaluation = moderated(cast, cast.alder, cast.autumn, default="moderate")
    chief = visit("/", cast.chief_executive)
    promised_a_year_of_refine(cast, at, chief, evaluation)
    some_is_held_in_the_autumn(cast, at, chief)
    fallen_in_january(cast, at, chief)
    with at("2027-01-18 19:00"):
        the_head_is_told(cast, visit)
    some_is_held_until_june(cast, at)
    recovered_in_june(cast, at, chief)
    with at("2027-07-31 10:00"):
        assert account(chief, cast).total == (
            7,
            49,
            0,
            0,
        )  # the year is over: nothing is open, nothing is lost


def promised_a_year_of_refine(cast: Cast, at: Any, chief: Page, evaluation: Evaluation) -> None:
    with at("2026-09-01 10:00"):
        decide(chief, evaluation, "Refine", reason="Agreed after a visit.")
        assert account(chief, cast) == Account(
            {
                "headteacher-network": (0, 0, 0, 13),
                "deputy-and-subject-leader-network": (0, 0, 0, 6),
                "progress-meeting": (0, 0, 0, 3),
                "joint-monitoring-visit": (0, 0, 0, 3),
                "improvement-support": (0, 0, 0, 12),
                "trust-training-day": (0, 0, 0, 1),
            },
            {},
        )


def some_is_held_in_the_autumn(cast: Cast, at: Any, chief: Page) -> None:
    with at("2026-11-20 16:00"):
        meeting = Engagement.objects.get(commitment__promise="progress-meeting", sequence=1)
        chief.goto(meeting.get_absolute_url())
        chief.get_by_label("Held on").fill("20 November 2026")
        chief.get_by_role("button", name="Record it as held").click()
        expect(chief.locator("main")).to_contain_text("Friday 20 November 2026")
        hold(cast, "improvement-support", date(2026, 11, 12))
    with at("2026-11-25 16:00"):
        hold(cast, "headteacher-network", date(2026, 11, 25))


def fallen_in_january(cast: Cast, at: Any, chief: Page) -> None:
    with at("2027-01-18 10:00"):
        evaluation = of_term(cast, 2, ("2027-01-11", "2027-01-15", "2027-03-19"), "critical")
        assert account(chief, cast) == Account(
            {
                "headteacher-network": (1, 4, 0, 8),  # weeks 3, 6, 9, 12 and 15 are over
                "deputy-and-subject-leader-network": (0, 2, 0, 4),
                "progress-meeting": (1, 0, 0, 2),
                "joint-monitoring-visit": (0, 1, 0, 2),
                "improvement-support": (1, 3, 0, 8),
                "trust-training-day": (0, 0, 0, 1),
            },
            {},
        )
        foreseen = decide(
            chief, evaluation, "Stabilise", reason="Three of five classes have no teacher.",
            will_have_been_reached="Every class has its teacher.",
        )  # fmt: skip
        # Off: two meetings, two visits and seven of eight sessions; one session's share of the half-term is past.
        # New: a meeting in each of seven months, a session in each of 23 weeks, three reviews, weeks 18, 24, 30, 36.
        assert foreseen == (2 + 2 + 7, 7 + 23 + 3 + 4)
        assert account(chief, cast) == Account(
            {
                "headteacher-network": (1, 4, 0, 8),
                "deputy-and-subject-leader-network": (0, 2, 0, 4),
                "progress-meeting": (1, 0, 0, 7),
                "improvement-support": (1, 3, 0, 1 + 23),
                "trust-training-day": (0, 0, 0, 1),
                "reviews": (0, 0, 0, 3),
                "rapid-improvement-plan": (0, 0, 0, 4),
            },
            {"joint-monitoring-visit": (0, 1, 0, 0)},
        )


def the_head_is_told(cast: Cast, visit: Visitor) -> None:
    head = visit("/notices/", cast.headteacher, PHONE)
    expect(head.locator("main")).to_contain_text("Stabilise")
    head.goto(reverse("plan", args=[cast.alder.urn]))
    expect(head.locator(".category-name").first).to_have_text("Stabilise")
    assert sideways(head) <= 0
    assert barriers(head) == []


def some_is_held_until_june(cast: Cast, at: Any) -> None:
    for day in ("2027-01-20", "2027-01-27", "2027-02-03"):
        with at(f"{day} 16:00"):
            hold(cast, "improvement-support", date.fromisoformat(day))
    with at("2027-01-28 16:00"):
        hold(cast, "progress-meeting", date(2027, 1, 28))


def recovered_in_june(cast: Cast, at: Any, chief: Page) -> None:
    with at("2027-06-07 10:00"):
        evaluation = of_term(cast, 3, ("2027-05-21", "2027-05-28", "2027-07-09"), "moderate")
        assert account(chief, cast) == Account(
            {
                "headteacher-network": (1, 10, 0, 2),
                "deputy-and-subject-leader-network": (0, 4, 0, 2),
                "progress-meeting": (2, 4, 0, 2),  # none from February to May
                "improvement-support": (4, 17, 0, 7),
                "trust-training-day": (0, 0, 0, 1),
                "reviews": (0, 3, 0, 0),
                "rapid-improvement-plan": (0, 3, 0, 1),
            },
            {"joint-monitoring-visit": (0, 1, 0, 0)},
        )
        foreseen = decide(chief, evaluation, "Refine", reason="Every class has its teacher.")
        assert foreseen == (2 + 7 + 1, 2)  # the half-term has its two sessions
        assert account(chief, cast) == Account(
            {
                "headteacher-network": (1, 10, 0, 2),
                "deputy-and-subject-leader-network": (0, 4, 0, 2),
                "progress-meeting": (2, 4, 0, 0),
                "joint-monitoring-visit": (0, 1, 0, 0),
                "improvement-support": (4, 17, 0, 2),
                "trust-training-day": (0, 0, 0, 1),
            },
            {"reviews": (0, 3, 0, 0), "rapid-improvement-plan": (0, 3, 0, 0)},
        )
