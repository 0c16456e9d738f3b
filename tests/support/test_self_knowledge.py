"""What the decision page says about a school's own judgement, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from riskmatrix.calibration_features import FeatureCode
from riskmatrix.models import Evaluation
from riskmatrix.services.first_look import look
from riskmatrix.services.frameworks import PACKS
from riskmatrix.spec import load
from schools.models import Person
from support.models import Offer
from support.queries.self_knowledge import self_knowledge
from tests.cast import Cast
from tests.states import moderated

ClientOf = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def first_day(evaluation: Evaluation, at: Any) -> Any:
    with at("2026-09-01 10:00"):
        yield


def seen(
    cast: Cast, evaluation: Evaluation, by: Person, strand: str = "academic"
) -> list[tuple[str, str, str]]:
    offer = Offer.objects.in_force(cast.trust)
    found = next(each for each in offer.spec.strands if each.code == strand)
    return [
        (each.category.code, each.feature.code, each.verdict)
        for each in self_knowledge(evaluation, found, by)
    ]


def test_each_strand_speaks_of_its_own_key_features(offered: Cast):
    """What only feeds the operational strand is rated far too well, everything else as the moderators see it."""
    generous = {
        criterion.code: [kpi.code for kpi in criterion.kpis]
        for criterion in load(PACKS / "trust-risk-matrix.yaml").criteria
        if criterion.strands == ("operational",)
    }
    changes = dict.fromkeys((code for codes in generous.values() for code in codes), "critical")
    found = moderated(offered, offered.birch, offered.autumn, changes=changes)
    look(school=offered.birch, by=offered.other_head)
    assert seen(offered, found, offered.chief_executive) == [
        ("refine", FeatureCode.ACCURATE, "Met"),
        ("stabilise", FeatureCode.GENEROUS, "Not met"),
    ]
    assert seen(offered, found, offered.chief_financial_officer, "operational") == [
        ("refine", FeatureCode.ACCURATE, "Not met"),
        ("stabilise", FeatureCode.GENEROUS, "Met"),
    ]


def test_the_head_sees_it_before_it_stands_on_the_decision_page(
    offered: Cast, evaluation: Evaluation, client_of: ClientOf
):
    url = reverse("decision", args=[evaluation.pk, "academic"])
    client = client_of(offered.chief_executive)
    assert "How far its self-evaluation can be relied on" not in client.get(url).content.decode()
    look(school=offered.alder, by=offered.headteacher)
    page = " ".join(client.get(url).content.decode().split())
    assert "How far its self-evaluation can be relied on" in page
    assert "Sees itself as it is: its self-evaluation is accurate." in page
    assert "are at the same step" in page


def test_who_does_not_see_the_calibration_does_not_see_it_here(offered: Cast, evaluation: Evaluation):
    look(school=offered.alder, by=offered.headteacher)
    for person in (
        offered.governor,
        offered.trustee,
        offered.improvement_adviser,
        offered.deputy_headteacher,
    ):
        assert seen(offered, evaluation, person) == []
