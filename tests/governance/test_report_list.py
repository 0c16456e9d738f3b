"""The list of reports says how far a school is before its report is prepared, and when the next one comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from governance.queries.next_report import NextReport
from governance.queries.report_list import report_list_page
from schools.models import Person
from tests import states
from tests.cast import Cast


@pytest.fixture
def packed(cast: Cast) -> Cast:
    states.packed(cast)
    return cast


@pytest.fixture(autouse=True)
def quick_reports() -> Iterator[None]:
    """The list tells of reports without opening them: a few bytes stand for each PDF."""
    with mock.patch("governance.services.reports.print_report", return_value=b"%PDF-1.7 report"):
        yield


def test_a_school_says_how_far_it_is_before_its_report_is_prepared(
    packed: Cast, client_of: Callable[[Person], Client]
) -> None:
    states.moderated(packed, packed.alder, packed.autumn)
    page = report_list_page(packed.chief_executive)
    assert [(row.school, row.label) for row in page.missing] == [
        (packed.alder, "Moderated"),
        (packed.birch, "Not begun"),
    ]
    assert page.next is None  # those who prepare reports read it above each school
    answer = client_of(packed.chief_executive).get(reverse("reports")).content.decode()
    assert "While moderation is not finished, a report has no agreed ratings." in answer


@pytest.mark.parametrize("who", ["governor", "headteacher"])
def test_readers_are_told_when_the_next_one_comes(
    packed: Cast, client_of: Callable[[Person], Client], who: str
) -> None:
    person = packed.holder(who)
    assert report_list_page(person).next == NextReport(packed.autumn, date(2026, 12, 18))
    assert "is expected by" in client_of(person).get(reverse("reports")).content.decode()
    states.reported(packed, packed.birch, packed.autumn)
    assert report_list_page(person).next == NextReport(packed.autumn, date(2026, 12, 18))
    states.reported(packed, packed.alder, packed.autumn)
    assert report_list_page(person).next == NextReport(packed.term(2), None)


def test_those_who_read_no_report_expect_none(packed: Cast) -> None:
    assert report_list_page(packed.subject_leader).next is None
