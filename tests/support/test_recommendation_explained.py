"""The decision page explains the recommendation: it adds up, it says what would change it, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Evaluation
from riskmatrix.queries.matrix import agreed_matrix
from riskmatrix.scoring import Scored
from riskmatrix.services.first_look import look
from schools.models import Person
from support.models import Decision
from support.queries.key_features import key_features
from support.queries.recommendation import recommendations
from support.services import appeals
from tests.cast import Cast
from tests.states import moderated

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]
MIXED = {
    "attainment-and-progress": "high",
    "pupil-attendance-rates": "moderate",
    "section-175-audit": "critical",
    "staff-voice": "moderate",
    "staff-attendance": "high",
}


@pytest.fixture(autouse=True)
def first_day(offered: Cast, at: Any) -> Any:
    with at("2026-09-01 10:00"):
        yield


@pytest.fixture
def evaluation(offered: Cast) -> Evaluation:
    """Alder's, of the autumn term: low but for ``MIXED``."""
    return moderated(offered, offered.alder, offered.autumn, answers=MIXED)


@pytest.fixture
def mixed(evaluation: Evaluation) -> Evaluation:
    return evaluation


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_scores_are_those_of_the_framework_and_contributions_add_up(mixed: Evaluation):
    matrix = agreed_matrix(mixed)
    for found in recommendations(mixed):
        scores = {each.code: each.score for each in found.rated.scores(())}
        for criterion in matrix.criteria:
            if criterion.spec.code in scores and isinstance(criterion.outcome, Scored):
                assert float(scores[criterion.spec.code] or 0) == pytest.approx(criterion.outcome.percent)
        outcome = matrix.strands[found.strand.code]
        assert isinstance(outcome, Scored)
        shown = sum((each.points for each in found.recommendation.contributions), Decimal(0))
        assert shown == found.recommendation.score
        assert float(shown) == pytest.approx(outcome.percent, abs=0.05)


def test_the_page_says_what_holds_it_and_what_would_change_it(
    client_of: ClientOf, offered: Cast, mixed: Evaluation
):
    page = words(client_of(offered.chief_executive).get(reverse("decision", args=[mixed.pk, "academic"])))

    assert "Recommended: Reinforce" in page
    assert page.count("Does not hold</span>") == 1  # three critical; the other two gates hold
    assert "category.gate.safeguarding-critical" in page
    assert "Section 175 audit" in page
    better = page[page.index("To less support") : page.index("To more support")]
    assert "<strong>One rating</strong>, by one step" in better
    assert "from Critical to High" in better
    assert "The score alone would allow it; a rule that cannot be averaged away holds it." in better
    assert "points away" in page[page.index("To more support") :]
    assert "No figure in the portal speaks of this" in page
    assert "No figure stands beside England’s of the same year yet." in page
    assert "1 of 1 at High or Critical (asked for: 1 or more)" not in page  # capacity is moderate at most


def test_features_are_judged_from_ratings_and_left_out_for_those_who_may_not_see_what_is_behind(
    offered: Cast, mixed: Evaluation
):
    found = recommendations(mixed)[0]
    seen = {each.rule: each for each in key_features(mixed, found, offered.chief_executive)}
    assert seen["feature.sustain-shares-practice"].word == "Met"
    assert "5 of 7 at Low" in seen["feature.sustain-shares-practice"].sentence
    assert seen["feature.refine-some-support"].word == "Met"
    assert seen["feature.refine-improves-itself"].word == "Met"
    assert seen["feature.stabilise-no-capacity"].word == "Not met"
    assert seen["feature.sustain-develops-teachers"].word == "Cannot tell"
    assert seen["feature.sustain-strong-outcomes"].word == "Cannot tell"
    assert "feature.refine-judges-itself-accurately" not in seen  # the head has not looked at it yet
    look(school=offered.alder, by=offered.headteacher)
    kinds = {
        person: {each.behind for each in key_features(mixed, found, person)}
        for person in (offered.chief_executive, offered.trustee)
    }
    assert kinds[offered.chief_executive] == {"", "ratings", "outcomes", "self_evaluation"}
    assert kinds[offered.trustee] == {"", "ratings"}


def test_what_was_seen_when_it_was_decided_is_kept_and_read_by_those_who_may(
    client_of: ClientOf, offered: Cast, mixed: Evaluation, choose: Choose
):
    look(school=offered.alder, by=offered.headteacher)
    kept = choose("reinforce", evaluation=mixed, reason="").recommendation
    assert kept["better"]["kpis"] == 1
    assert {each["behind"] for each in kept["features"]} == {"", "ratings", "outcomes", "self_evaluation"}
    assert [gate["holds"] for gate in kept["gates"]] == [True, True, False]

    url = reverse("decision", args=[mixed.pk, "academic"])
    assert "feature.refine-judges-itself-accurately" in words(client_of(offered.headteacher).get(url))
    page = words(client_of(offered.trustee).get(url))
    assert "feature.refine-judges-itself-accurately" not in page
    assert "feature.sustain-strong-outcomes" not in page
    assert "feature.refine-some-support" in page


def test_older_decisions_that_kept_less_are_still_shown(
    client_of: ClientOf, offered: Cast, mixed: Evaluation
):
    found = recommendations(mixed)[0]
    kept = {"rules": "The offer, version 1", "answer": "recommended", "category": "reinforce", "near": []}
    kept |= {"title": "Reinforce", "score": "20.0", "reasons": [], "contributions": []}
    Decision.objects.create(
        school=offered.alder, strand="academic", category="reinforce", offer=found.offer, evaluation=mixed,
        recommended="reinforce", recommendation=kept, is_override=False, starts_on="2026-09-01",
        by=offered.chief_executive,
    )  # fmt: skip
    page = words(client_of(offered.chief_executive).get(reverse("decision", args=[mixed.pk, "academic"])))
    assert "The offer, version 1" in page
    assert "feature.refine-some-support" in page
    assert "What would change this" not in page


def test_a_category_for_a_time_is_confirmed_with_what_ends_it(
    client_of: ClientOf, offered: Cast, mixed: Evaluation
):
    client, url = client_of(offered.chief_executive), reverse("decision", args=[mixed.pk, "academic"])
    page = words(client.get(url))
    assert "What Stabilise would do to the promises from today on" in page
    sent = {"category": "stabilise", "reason": "Safeguarding comes first."}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Stabilise is meant for a time: say what the school will have reached" in words(answer)
    assert "Safeguarding comes first." in words(answer)
    sent |= {"exit_criteria": "The audit is <clean>.", "conversation": "We met.", "review_on": "1 May 2027"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Stabilise is reviewed within 16 weeks, by 22 December 2026 at the latest." in words(answer)
    assert client.post(url, sent | {"review_on": "1 December 2026"}).status_code == 302
    page = words(client_of(offered.headteacher).get(url))
    assert "The audit is &lt;clean&gt;." in page
    assert "Tuesday 1 December 2026" in page[page.index("Looked at again by") :]
    assert "Answer this decision" in page


def test_the_school_answers_and_appeals_on_its_pages(
    client_of: ClientOf, offered: Cast, mixed: Evaluation, choose: Choose
):
    made = choose("reinforce", evaluation=mixed, reason="")
    head, url = client_of(offered.headteacher), reverse("decision_answer", args=[made.pk])
    assert head.post(url, {"text": ""}).status_code == 422
    assert head.post(url, {"text": "We <see> it so."}).status_code == 302
    assert head.post(url, {"text": "Attendance has turned.", "appeals": "on"}).status_code == 302
    assert "The school has appealed already." in words(head.get(url))
    page = words(head.get(made.get_absolute_url()))
    assert "We &lt;see&gt; it so." in page
    assert "See the appeal" in page
    row = made.appeal
    trustee, address = client_of(offered.trustee), reverse("appeal", args=[row.pk])
    assert f"{address}" in words(trustee.get(reverse("categories")))
    assert trustee.post(address, {"category": "", "reason": ""}).status_code == 422
    assert client_of(offered.chief_executive).post(address, {}).status_code == 403
    assert trustee.post(address, {"category": "refine", "reason": "It is so."}).status_code == 302
    page = words(head.get(address))
    assert "Refine instead of Reinforce" in page
    assert "Decide the appeal" not in page
    for who, status in (("governor", 404), ("other_head", 404), ("foreign_chief", 404), ("trustee", 403)):
        assert client_of(getattr(offered, who)).get(url).status_code == status
    assert client_of(offered.other_head).get(address).status_code == 404


def test_categories_over_the_years_cost_the_same_for_one_school_and_for_more(
    client_of: ClientOf, offered: Cast, mixed: Evaluation, choose: Choose
):
    client, url = client_of(offered.trustee), reverse("categories")
    assert "Nobody has confirmed a category yet." in words(client.get(url))
    appeals.appeal(decision=choose("reinforce", evaluation=mixed), reason="No.", by=offered.headteacher)

    def asked() -> tuple[int, str]:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = words(client.get(url))
        return len(queries), page

    few, page = asked()
    assert "0% (0 of 1)" in page
    assert "Alder Primary, academic: Reinforce" in page
    other = moderated(offered, offered.birch, offered.autumn, default="moderate")
    row = choose("reinforce", evaluation=other)
    appeals.appeal(decision=row, reason="No.", by=offered.other_head)
    choose("refine", "operational", evaluation=other, reason="So it is.")
    many, page = asked()
    assert "50% (1 of 2)" in page
    assert "2 schools have too few agreed terms to be judged." in page
    assert many == few
    for who, status in (("headteacher", 403), ("governor", 403), ("head_of_school_improvement", 200)):
        assert client_of(getattr(offered, who)).get(url).status_code == status
