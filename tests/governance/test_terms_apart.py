"""Ratings of another term are named as that term's, and never stand in for this one's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client

from governance.models import Report
from governance.queries.report import gather
from governance.services.printing import sheet_of
from kit import clock
from riskmatrix.models import Evaluation
from schools.models import Person, Term
from schools.services.calendar import open_term
from tests.cast import Cast
from tests.governance.test_same_words import spoken
from tests.states import moderated

At = Callable[[str], AbstractContextManager[None]]
ClientOf = Callable[[Person], Client]
EARLIER_WORDS = "What we know about"  # begins every commentary of the earlier term


def kept(cast: Cast, term: Term) -> Report:
    """A report as it is gathered, without the drawing."""
    report = Report(school=cast.alder, term=term, job_state="done", pdf="reports/x.pdf", sha256="0" * 64)
    report.content = gather(report).model_dump(mode="json")
    report.frozen_at = report.issued_at = clock.now()
    report.save()
    return report


@pytest.fixture
def open_summer(offered: Cast, at: At) -> Term:
    with at("2027-04-20"):
        return open_term(
            term=offered.term(3), self_evaluation_due=date(2027, 6, 25), moderation_due=date(2027, 7, 2),
            report_due=date(2027, 7, 9), by=offered.trust_administrator,
        )  # fmt: skip


def test_a_term_that_is_not_moderated_shows_nothing_of_the_one_before(
    offered: Cast, evaluation: Evaluation, open_spring: Term, at: At, client_of: ClientOf
) -> None:
    with at("2027-03-19"):
        assert EARLIER_WORDS in kept(offered, offered.autumn).document.model_dump_json()  # the control
        report = kept(offered, open_spring)
        page = client_of(offered.governor).get(report.get_absolute_url()).content.decode()

    content = report.document
    assert (content.is_moderated, content.criteria, content.previous_term) == (False, (), "")
    assert "are not agreed yet" in content.headline[0]
    for said in (content.model_dump_json(), page, sheet_of(report)):
        assert EARLIER_WORDS not in said
    for said in (page, sheet_of(report)):
        assert "Not yet moderated" in said
        assert 'class="risk ' not in said


def test_after_a_gap_the_term_compared_with_is_named(
    offered: Cast, evaluation: Evaluation, open_spring: Term, open_summer: Term, at: At, client_of: ClientOf
) -> None:
    with at("2027-07-05"):
        moderated(offered, offered.alder, open_summer, default="moderate")
        report = kept(offered, open_summer)
        page = client_of(offered.governor).get(report.get_absolute_url()).content.decode()

    assert [(each.term, each.agreed) for each in report.document.history] == [
        ("Autumn term 2026/27", True),
        ("Spring term 2026/27", False),  # nobody evaluated in it: a gap, not a term that never was
        ("Summer term 2026/27", True),
    ]
    assert report.document.previous_term == "Autumn term 2026/27"
    assert "higher risk than the Autumn term 2026/27" in spoken(page)
    assert '<th scope="col" class="w-mark">Autumn term 2026/27</th>' in sheet_of(report)
    for said in (page, sheet_of(report)):
        assert "What has changed since the Autumn term 2026/27" in said
        assert "last term" not in said.lower()
