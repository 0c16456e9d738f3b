"""A framework of another shape through the whole portal: five steps, more is better, its own words, its own offer.

No code knows of it. It goes the way every framework goes: a pack file, a published version, ratings, moderation,
categories, engagements, the report; and then its next version, across which history says where comparison stops.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.content import Moved
from governance.services import publishing
from kit import clock
from riskmatrix.models import Evaluation, Framework
from riskmatrix.queries.kpi_history import kpi_history
from riskmatrix.queries.matrix import agreed_matrix
from riskmatrix.services import frameworks, self_evaluation
from schools.models import Person, Term
from schools.services.calendar import open_term
from support.models import Engagement
from support.services import offers
from tests import states
from tests.cast import LONDON, Cast
from tests.riskmatrix.versions import HARBOUR, HARBOUR_NEXT

OFFER = HARBOUR.parents[2] / "support/packs/harbour-offer-1.yaml"
ClientOf = Callable[[Person], Client]


def words_of(pdf: bytes) -> str:
    printed = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return " ".join(printed.stdout.decode().split())


@pytest.fixture
def harboured(cast: Cast) -> Cast:
    """The invented framework and its offer, published for Larkfield."""
    by = cast.trust_administrator
    frameworks.publish(framework=frameworks.load_pack(path=HARBOUR, trust=cast.trust, by=by), by=by)
    offers.publish(offer=offers.load_pack(path=OFFER, trust=cast.trust, by=by), by=by)
    return cast


def test_it_travels_from_its_pack_file_to_the_pdf(harboured: Cast, client_of: ClientOf) -> None:
    cast = harboured
    evaluation = states.moderated(
        cast, cast.alder, cast.autumn, {"clubs": "limited", "safe-adults": "none"}, default="full",
        changes={"teaching": "partial"},
    )  # fmt: skip
    matrix = agreed_matrix(evaluation)
    classroom, safety = matrix.criteria_by_code["classroom"], matrix.criteria_by_code["keeping-children-safe"]
    assert classroom.level.label == "Partial"  # (0 + 50 + 75) / 3 per cent of the most risk
    assert (safety.level.label, safety.outcome.rule) == ("No assurance", "gate.unchecked")
    made = states.decided(cast, evaluation)
    assert {strand: decision.category_title for strand, decision in made.items()} == {
        "academic": "In tow", "operational": "Fair wind",
    }  # fmt: skip
    assert Engagement.objects.filter(school=cast.alder, commitment__year=cast.year_2026).exists()

    pages = {
        "agreed": reverse("agreed_matrix", args=[evaluation.pk]), "plan": reverse("plan", args=[cast.alder.urn]),
        "dashboard": reverse("dashboard"), "evaluation": reverse("evaluation", args=[evaluation.pk]),
    }  # fmt: skip
    chief = client_of(cast.chief_executive)
    shown = {name: chief.get(url).content.decode() for name, url in pages.items()}
    assert "Keeping children safe" in shown["agreed"]
    assert "In tow" in shown["plan"]
    assert "Running the school" in shown["dashboard"]
    assert "No assurance" in shown["evaluation"]

    report = states.reported(cast, cast.alder, cast.autumn)
    printed = words_of(publishing.download(report=report, by=cast.governor))
    for words in (
        "Harbour assurance review, version 1", "Keeping children safe", "Safe adults", "Limited", "No assurance",
        "In tow", "Fair wind", "Harbour visit, every month", "7 KPIs were agreed",
    ):  # fmt: skip
        assert words.casefold() in printed.casefold(), words
    assert "Critical" not in printed


@pytest.fixture
def spring(harboured: Cast) -> Any:
    """Autumn was rated by version 1, spring by version 2, moderated on 1 March 2027."""
    cast = harboured
    first = states.moderated(
        cast, cast.alder, cast.autumn, {"attendance": "limited", "money": "none"}, default="full"
    )
    with clock.set_to(datetime(2027, 3, 1, 12, tzinfo=LONDON)):
        by = cast.trust_administrator
        term = open_term(
            term=cast.term(2), self_evaluation_due=datetime(2027, 3, 12).date(),
            moderation_due=datetime(2027, 3, 19).date(), report_due=datetime(2027, 3, 25).date(), by=by,
        )  # fmt: skip
        running = self_evaluation.begin(school=cast.birch, term=term, by=cast.other_head)
        frameworks.publish(framework=frameworks.load_pack(path=HARBOUR_NEXT, trust=cast.trust, by=by), by=by)
        second = states.moderated(
            cast,
            cast.alder,
            term,
            {"knowing-where-they-are": "full", "families": "none"},
            default="substantial",
        )
        yield Changed(cast, first, second, Evaluation.objects.get(pk=running.pk), term)


class Changed:
    def __init__(
        self, cast: Cast, first: Evaluation, second: Evaluation, running: Evaluation, term: Term
    ) -> None:
        self.cast, self.first, self.second, self.running, self.term = cast, first, second, running, term


def test_running_evaluations_keep_the_version_they_were_begun_by(spring: Changed) -> None:
    assert spring.running.framework.version == "1"
    assert spring.second.framework.version == "2"
    assert Framework.objects.in_force(spring.cast.trust).version == "2"


@pytest.mark.parametrize(
    ("kpi", "moved", "terms", "line", "words"),
    [
        ("curriculum", "higher", ["2", "1"], ["1", "2"], ""),
        ("knowing-where-they-are", "lower", ["2", "1"], ["1", "2"], ""),
        ("lessons", "not_comparable", ["2", "1"], ["2"], "“Teaching” was split"),
        ("money-and-buildings", "not_comparable", ["2", "1", "1"], ["2"], "were merged"),
        ("families", "first", ["2"], ["2"], "was new in version 2"),
    ],
)  # fmt: skip
def test_matrix_and_trend_line_say_where_comparison_stops(
    spring: Changed, kpi: str, moved: str, terms: list[str], line: list[str], words: str
) -> None:
    matrix = agreed_matrix(spring.second)
    found = {each.code: each for criterion in matrix.criteria for each in criterion.kpis}[kpi]
    assert (found.movement, found.before is None) == (moved, bool(words))
    assert words in found.stops if words else found.stops == ""
    history = kpi_history(spring.cast.alder, kpi, spring.cast.headteacher)
    rated = [(each.term.spec.version, each.comparable) for each in history.terms for _ in each.judged]
    assert [version for version, _ in rated] == terms
    assert [version for version, comparable in reversed(rated) if comparable] == line
    assert words in history.stops if words else history.stops == ""


def test_no_page_sets_what_was_rated_otherwise_against_what_is_rated_now(
    spring: Changed, client_of: ClientOf
) -> None:
    cast = spring.cast
    matrix = agreed_matrix(spring.second)
    assert matrix.criteria_by_code["classroom"].movement == "not_comparable"
    assert "other KPIs make up “Classroom”" in matrix.criteria_by_code["classroom"].stops
    agreed = client_of(cast.governor).get(reverse("agreed_matrix", args=[spring.second.pk])).content.decode()
    assert "“Teaching” was split" in agreed
    assert "“Clubs” ended with version 1." in agreed
    dashboard = client_of(cast.chief_executive).get(reverse("dashboard")).content.decode()
    assert 'title="Comparison stops at version 1: in version 2 other KPIs make up “Classroom”."' in dashboard
    own = (
        client_of(cast.headteacher)
        .get(f"{reverse('evaluation', args=[spring.second.pk])}?all")
        .content.decode()
    )
    assert "Autumn term 2026/27:</span> Comparison stops at version 1" in own

    content = states.reported(cast, cast.alder, spring.term).document
    lessons = next(kpi for criterion in content.criteria for kpi in criterion.kpis if kpi.title == "Lessons")
    assert (lessons.moved, lessons.before) == (Moved.NOT_COMPARABLE, None)
    assert "of 3 that can be compared" in content.headline[0]
    assert [term.steps["full"] for term in content.history] == [5, 1]
    printed = words_of(publishing.download(report=_latest(spring), by=cast.governor))
    assert "Where comparison stops" in printed
    assert "Clubs are counted in the pupil survey instead" in printed


def _latest(spring: Changed) -> Any:
    from governance.models import Report

    return Report.objects.select_related("school__trust", "term__year").get(school=spring.cast.alder)


def test_the_dashboard_of_a_term_shows_the_version_that_it_was_rated_by(
    harboured: Cast, client_of: ClientOf
) -> None:
    """A criterion that came with a later version was not “not rated” before: it was not asked."""
    cast = harboured
    states.moderated(cast, cast.alder, cast.autumn, default="full")
    by = cast.trust_administrator
    spec = Framework.objects.in_force(cast.trust).spec
    more = spec.criteria[0].model_copy(update={"code": "brand-new", "title": "Brand new"})
    kpis = tuple(kpi.model_copy(update={"code": f"new-{kpi.code}"}) for kpi in more.kpis)
    wider = spec.model_copy(
        update={"version": "wider", "criteria": (*spec.criteria, more.model_copy(update={"kpis": kpis}))}
    )
    wider = type(spec).model_validate({**wider.model_dump(), "crosswalk": ({"from_version": "1"},)})
    frameworks.publish(framework=frameworks.keep(spec=wider, trust=cast.trust, by=by), by=by)
    page = client_of(cast.chief_executive).get(reverse("dashboard")).content.decode()
    assert "Keeping children safe" in page
    assert "Brand new" not in page
