"""An offer of another shape through the whole portal: three categories, other strands, other people who confirm.

No code knows of it. It goes the way every offer goes: brought in on the page, published there, categories confirmed by
whom it names, the plan, the dashboard, the governors' PDF.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from governance.models import Report
from governance.services import publishing
from kit.refusals import Refused
from riskmatrix.models import Evaluation
from riskmatrix.services import frameworks
from schools.models import Person
from support.models import AimReview, Engagement, Offer
from support.queries.recommendation import recommendations
from support.services.decisions import confirm
from tests import states
from tests.cast import Cast
from tests.riskmatrix.versions import HARBOUR

OFFER = Path(__file__).resolve().parents[1] / "support/packs/lighthouse-offer-1.yaml"
ClientOf = Callable[[Person], Client]


@pytest.fixture
def in_force(cast: Cast, client_of: ClientOf, tmp_path: Path) -> Offer:
    """A framework with such strands is in force; the offer comes in through the page and is published there."""
    text = HARBOUR.read_text().replace("operational", "keeping-house").replace("academic-year", "a-y")
    pack = tmp_path / "lighthouse.yaml"
    pack.write_text(text.replace("academic", "learning").replace("a-y", "academic-year"))
    by = cast.trust_administrator
    frameworks.publish(framework=frameworks.load_pack(path=pack, trust=cast.trust, by=by), by=by)
    editor = client_of(cast.head_of_school_improvement)
    assert editor.post("/offers/upload/", {"text": OFFER.read_text(), "do": "keep"}).status_code == 302
    row = Offer.objects.get(trust=cast.trust)
    assert editor.get(reverse("offer_draft", args=[row.pk])).status_code == 200
    url = reverse("offer_publish", args=[row.pk])
    assert "It is the trust&#x27;s first offer: 7 engagements in “Learning”, “Keeping house”." in (
        editor.get(url).content.decode()
    )
    assert editor.post(url, {"seen": row.fingerprint}).status_code == 302
    return Offer.objects.in_force(cast.trust)


@pytest.fixture
def evaluation(cast: Cast, in_force: Offer) -> Evaluation:
    answers = {"clubs": "limited", "teaching": "limited"}
    return states.moderated(cast, cast.alder, cast.autumn, answers, default="full")


def test_it_travels_from_its_pack_file_to_the_pdf(
    cast: Cast, evaluation: Evaluation, client_of: ClientOf
) -> None:
    recommended = {each.strand.code: each.recommendation.category for each in recommendations(evaluation)}
    assert recommended == {"learning": "haze", "keeping-house": "dry"}
    page = client_of(cast.chief_financial_officer).get(reverse("decision", args=[evaluation.pk, "learning"]))
    assert [word in page.content.decode() for word in ("Clear", "Haze", "Fog")] == [True] * 3
    made = states.decided(cast, evaluation, learning="fog")
    assert {code: (each.category_title, each.by) for code, each in made.items()} == {
        "learning": ("Fog", cast.chief_financial_officer), "keeping-house": ("Dry", cast.chief_executive),
    }  # fmt: skip

    plan = client_of(cast.headteacher).get(reverse("plan", args=[cast.alder.urn])).content.decode()
    for words in (
        "A light, at least twice a school week",
        "A calm school",
        "A look at the books, twice each half-term",
    ):
        assert words in plan
    rows = Engagement.objects.filter(school=cast.alder).select_related("commitment")
    assert {row.commitment.promise for row in rows} == {"light", "look-at-the-books"}
    twice = Counter(row.window_start for row in rows if row.commitment.promise == "light")
    assert set(list(twice.values())[1:]) == {2}
    assert rows.filter(commitment__promise="light").first().attended_by == ("headteacher", "harbour_pilot")
    assert AimReview.objects.filter(commitment__promise="calm").exists()

    dashboard = client_of(cast.chief_executive).get(reverse("dashboard")).content.decode()
    assert [word in dashboard for word in ("Running the school", "Fog", "Dry")] == [True] * 3

    states.reported(cast, cast.alder, cast.autumn)
    printed = words_of(publishing.download(report=_latest(cast), by=cast.governor))
    for words in ("Fog", "Dry", "A light, at least twice a school week"):
        assert words in printed, words
    for stranger in ("Academic", "Operational", "Stabilise", "Sustain"):
        assert stranger not in printed


def test_only_whom_it_names_confirms(cast: Cast, evaluation: Evaluation) -> None:
    for strand, by in (("learning", cast.chief_executive), ("keeping-house", cast.chief_financial_officer)):
        with pytest.raises(Refused) as refused:
            confirm(
                school=cast.alder,
                strand=strand,
                category="fog",
                reason="Agreed.",
                evaluation=evaluation,
                by=by,
            )
        assert refused.value.refusal.code == "not-yours"


def words_of(pdf: bytes) -> str:
    printed = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return " ".join(printed.stdout.decode().split())


def _latest(cast: Cast) -> Report:
    return Report.objects.select_related("school__trust", "term__year").get(school=cast.alder)
