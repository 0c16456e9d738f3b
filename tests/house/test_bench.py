"""What the portal is measured against does the same as the portal does, and keeps nobody out less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Rating
from riskmatrix.services import self_evaluation
from scripts import bench_bare, bench_planning
from scripts.bench_requests import Browser, InProcess
from tests import states
from tests.cast import Cast


@pytest.fixture(autouse=True)
def beside_each_other(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "scripts.bench_bare"
    # As Django's test client does: a request must not end the connection that the test's transaction is on.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def rating(cast: Cast) -> Rating:
    states.packed(cast)
    evaluation = self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)
    return evaluation.ratings.first()  # type: ignore[return-value]


SENT = {"answer": "low", "commentary": "Typed.", "version": 0}


def test_the_bare_view_saves_for_somebody_signed_in_and_for_nobody_else(cast: Cast, rating: Rating) -> None:
    site, browser, address = (
        InProcess(),
        Browser.of(cast.headteacher),
        reverse(bench_bare.save, args=[rating.pk]),
    )
    with CaptureQueriesContext(connection) as queries:
        browser.ask(site, address, SENT)
    assert [query["sql"].split()[0] for query in queries].count("UPDATE") == 1
    rating.refresh_from_db()
    assert (rating.commentary, rating.version, rating.by) == ("Typed.", 1, cast.headteacher)
    for stranger, status in (
        (Browser("", browser.token), "401"),
        (Browser(browser.session, ""), "403"),
    ):
        with pytest.raises(RuntimeError, match=status):
            stranger.ask(site, address, {**SENT, "commentary": "Not mine."})
    rating.refresh_from_db()
    assert rating.commentary == "Typed."


def test_the_portal_answers_the_same_browser(cast: Cast, rating: Rating) -> None:
    sent = {f"{rating.kpi.code}-{name}": value for name, value in SENT.items()}
    address = reverse("rating_save", args=[rating.pk])
    answer = Browser.of(cast.headteacher).ask(InProcess(), address, sent)
    assert b"Saved" in answer
    with pytest.raises(RuntimeError, match="403"):
        Browser(Browser.of(cast.headteacher).session, "").ask(InProcess(), address, sent)


def test_the_bare_page_has_the_same_fields_as_the_portals(cast: Cast, rating: Rating) -> None:
    browser, pk = Browser.of(cast.headteacher), rating.evaluation_id
    bare = browser.ask(InProcess(), reverse(bench_bare.page, args=[pk])).decode()
    portal = browser.ask(InProcess(), f"{reverse('evaluation', args=[pk])}?all").decode()
    for what, of_portal in (("radio", 'type="radio"'), ("text", r'name="[^"]*-commentary"')):
        of_bare = of_portal if what == "radio" else r"<textarea"
        assert len(re.findall(of_bare, bare)) == len(re.findall(of_portal, portal)) > 38, what


def test_the_planner_is_measured_from_10_to_1000_schools(monkeypatch: Any) -> None:
    assert (bench_planning.SIZES[0], bench_planning.SIZES[-1]) == (10, 1000)
    monkeypatch.setattr(bench_planning, "SIZES", (2, 8))
    found = bench_planning.planning_a_year()
    few, many = found.sizes
    assert len(many.found.proposals) > len(few.found.proposals) > 50
    assert "8 schools" in found.line()
    assert f"to the power of {found.power:.2f}" in found.line()
