"""What the portal is measured against does the same as the portal does, and keeps nobody out less."""

from __future__ import annotations

import re

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Rating
from riskmatrix.services import self_evaluation
from scripts.bench_bare import bare_site
from scripts.bench_requests import Browser
from tests import states
from tests.cast import Cast


@pytest.fixture
def rating(cast: Cast) -> Rating:
    states.packed(cast)
    evaluation = self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)
    return evaluation.ratings.first()  # type: ignore[return-value]


SENT = {"answer": "low", "commentary": "Typed.", "version": 0}


def test_the_bare_view_saves_for_somebody_signed_in_and_for_nobody_else(cast: Cast, rating: Rating) -> None:
    bare, browser, address = bare_site(), Browser.of(cast.headteacher), f"/save/{rating.pk}/"
    with CaptureQueriesContext(connection) as queries:
        browser.ask(bare, address, SENT)
    assert [query["sql"].split()[0] for query in queries].count("UPDATE") == 1
    rating.refresh_from_db()
    assert (rating.commentary, rating.version, rating.by) == ("Typed.", 1, cast.headteacher)
    for stranger, status in (
        (Browser("", browser.token), "302"),
        (Browser(browser.session, ""), "403"),
    ):
        with pytest.raises(RuntimeError, match=status):
            stranger.ask(bare, address, {**SENT, "commentary": "Not mine."})
    rating.refresh_from_db()
    assert rating.commentary == "Typed."


def test_the_portal_answers_the_same_browser(cast: Cast, rating: Rating) -> None:
    sent = {f"{rating.kpi.code}-{name}": value for name, value in SENT.items()}
    address = reverse("rating_save", args=[rating.pk])
    answer = Browser.of(cast.headteacher).ask(WSGIHandler(), address, sent)
    assert b"Saved" in answer
    with pytest.raises(RuntimeError, match="403"):
        Browser(Browser.of(cast.headteacher).session, "").ask(WSGIHandler(), address, sent)


def test_the_bare_page_has_the_same_fields_as_the_portals(cast: Cast, rating: Rating) -> None:
    browser, pk = Browser.of(cast.headteacher), rating.evaluation_id
    bare = browser.ask(bare_site(), f"/page/{pk}/").decode()
    portal = browser.ask(WSGIHandler(), f"{reverse('evaluation', args=[pk])}?all").decode()
    for what, of_portal in (("radio", 'type="radio"'), ("text", r'name="[^"]*-commentary"')):
        of_bare = of_portal if what == "radio" else r"<textarea"
        assert len(re.findall(of_bare, bare)) == len(re.findall(of_portal, portal)) > 38, what
