"""An offer names nothing that the trust's risk framework does not have: said at the dry run, refused at publishing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kit.refusals import Refused
from riskmatrix.models import Framework
from support import spec
from support.models import Offer
from support.references import strays
from support.services import offers
from tests.cast import Cast

PACK = offers.DEFAULT_PACK.read_text(encoding="utf-8")


def read(old: str, new: str) -> spec.Offer:
    assert old in PACK
    return spec.loads(PACK.replace(old, new, 1).replace("version: '4'", "version: '6'"))


@pytest.fixture(autouse=True)
def september(offered: Cast, at: Any) -> Any:
    with at("2026-09-02 10:00"):
        yield


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "kpis: [staff-absence-rates, declining-roll]", "kpis: [staff-absence-rates, weather]",
            "`shown_by, kpis` names the KPI `weather`",
        ),
        (
            "{kind: ratings, criteria: [capacity-to-improve], at: [low, moderate]}",
            "{kind: ratings, criteria: [capacity], at: [low, moderate]}",
            "`shown_by, criteria` names the criterion `capacity`",
        ),
        (
            "shown_by: {kind: ratings, at: [low], at_least: 4}", "shown_by: {kind: ratings, at: [green], at_least: 4}",
            "`shown_by, at` names the step `green`",
        ),
        ("    - phonics-check", "    - spelling-check", "`measures` names the measure `spelling-check`"),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_keeps_an_offer_from_being_published(
    offered: Cast, client: Client, old: str, new: str, says: str
):
    odd = read(old, new)
    draft = offers.keep(offer=odd, trust=offered.trust, by=offered.head_of_school_improvement)
    with pytest.raises(Refused) as refused:
        offers.publish(offer=draft, by=offered.head_of_school_improvement)
    assert refused.value.refusal.code == "other-framework"
    assert says in refused.value.refusal.sentence
    assert "Correct the code, or take it out." in refused.value.refusal.sentence
    assert Offer.objects.in_force(offered.trust) != draft

    client.force_login(offered.head_of_school_improvement)
    text = PACK.replace(old, new, 1).replace("version: '4'", "version: '5'")
    file = SimpleUploadedFile("offer.yaml", text.encode(), "application/yaml")
    shown = client.post(reverse("offer_upload"), {"file": file}).content.decode()
    assert "To be mended before it can be published" in shown
    assert says.split("names")[1].split("`")[1] in shown


def test_where_a_name_stands_is_said(offered: Cast):
    framework = Framework.objects.in_force(offered.trust)
    assert framework is not None
    odd = read("{kind: ratings, criteria: [capacity-to-improve]", "{kind: ratings, criteria: [capacity]")
    (sentence,) = strays(odd, framework.spec)
    assert sentence.startswith("Academic, Refine, key feature `")
    assert strays(spec.load(offers.DEFAULT_PACK), framework.spec) == []


def test_many_are_counted(offered: Cast):
    text = PACK.replace("at: [low]", "at: [green]").replace("at: [high, critical]", "at: [amber, red]")
    odd = spec.loads(text.replace("version: '4'", "version: '6'"))
    draft = offers.keep(offer=odd, trust=offered.trust, by=None)
    with pytest.raises(Refused, match=r"There are \d+ more such places\."):
        offers.publish(offer=draft, by=None)
