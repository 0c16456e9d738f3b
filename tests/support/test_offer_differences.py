"""Before a draft of the offer is published, it is seen which past recommendations would have been others."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Evaluation
from schools.models import Person
from support import spec
from support.models import Decision, Offer
from support.queries.offer_differences import Differences, differences
from support.services import offers
from tests.cast import Cast
from tests.states import moderated

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def first_day(evaluation: Evaluation, at: Any) -> Any:
    """Alder is low throughout, Birch moderate: a score of 0 and one of 33.3."""
    with at("2026-09-01 10:00"):
        yield


def with_thresholds(*ends: float, version: str = "harder") -> spec.Offer:
    """The offer with other ends of its academic categories."""
    offer = spec.load(offers.DEFAULT_PACK)
    academic = offer.strand("academic")
    thresholds = tuple(
        each.model_copy(update={"at_most": end})
        for each, end in zip(academic.recommendation.thresholds, [*ends, None], strict=True)
    )
    rule = academic.recommendation.model_copy(update={"thresholds": thresholds})
    changed = academic.model_copy(update={"recommendation": rule})
    strands = tuple(changed if each.code == "academic" else each for each in offer.strands)
    return offer.model_copy(update={"strands": strands, "version": version})


def found(cast: Cast, candidate: spec.Offer) -> Differences:
    return differences(candidate, cast.trust, Offer.objects.in_force(cast.trust))


def told(differing: Differences) -> list[tuple[str, str, str, str]]:
    return [(each.school.name, each.strand, each.was, each.would_be) for each in differing.found]


def test_what_would_differ_is_named_and_the_rest_is_counted(offered: Cast, choose: Choose):
    moderated(offered, offered.birch, offered.autumn, default="moderate")
    same = found(offered, spec.load(offers.DEFAULT_PACK))
    assert (same.found, same.compared) == ((), 4)

    harder = found(offered, with_thresholds(10, 30, 60))
    assert told(harder) == [("Birch Junior", "Academic", "Refine", "Reinforce")]
    assert harder.compared == 4


def test_what_was_decided_counts_as_it_was_recommended_then(offered: Cast, choose: Choose):
    choose("refine")  # recommended was Sustain
    assert told(found(offered, with_thresholds(10, 30, 60))) == []
    offers.publish(
        offer=offers.keep(offer=with_thresholds(10, 30, 60), trust=offered.trust, by=None), by=None
    )
    one = spec.load(offers.DEFAULT_PACK).strand("operational")
    lone = with_thresholds(20, 40, 60, version="lone").model_copy(update={"strands": (one,)})
    assert told(found(offered, lone)) == [("Alder Primary", "Academic", "Sustain", "No such strand")]


def test_the_page_names_schools_to_those_who_confirm_and_counts_them_for_others(
    offered: Cast, client_of: ClientOf, at: Any
):
    moderated(offered, offered.birch, offered.autumn, default="moderate")
    draft = offers.keep(offer=with_thresholds(10, 30, 60), trust=offered.trust, by=None)
    url = reverse("offer_differences", args=[draft.pk])

    def words(who: Person) -> str:
        return " ".join(client_of(who).get(url).content.decode().split())

    page = words(offered.chief_executive)
    assert "<strong>1 of 4</strong> recommendations so far would be others" in page
    assert "Birch Junior" in page
    assert url in client_of(offered.chief_executive).get(reverse("decisions")).content.decode()
    with at("2026-11-24"):  # the administrator came in November
        page = words(offered.trust_administrator)
    assert "1 of them are at schools whose category you do not confirm" in page
    assert "Birch Junior" not in page
    assert client_of(offered.trustee).get(url).status_code == 403
    assert client_of(offered.foreign_chief).get(url).status_code == 404
    offers.publish(offer=draft, by=None)
    assert client_of(offered.chief_executive).get(url).status_code == 404


def test_whoever_publishes_sees_it_before(offered: Cast, client_of: ClientOf):
    moderated(offered, offered.birch, offered.autumn, default="moderate")
    draft = offers.keep(offer=with_thresholds(10, 30, 60), trust=offered.trust, by=None)
    url, there = reverse("offer_publish", args=[draft.pk]), reverse("offer_differences", args=[draft.pk])
    chief, improvement = client_of(offered.chief_executive), client_of(offered.head_of_school_improvement)
    page = chief.get(url).content.decode()
    assert ("<strong>1 of 4</strong>" in page, "Birch Junior" in page, there in page) == (True, True, True)
    page = improvement.get(url).content.decode()
    assert ("<strong>1 of 4</strong>" in page, "Birch Junior" in page, there in page) == (True, False, True)
    page = improvement.get(there)
    assert page.status_code == 200
    assert reverse("offer_draft", args=[draft.pk]) in page.content.decode()


def test_it_costs_the_same_with_one_term_and_with_more(
    offered: Cast, client_of: ClientOf, at: Any, open_spring: Any
):
    draft = offers.keep(offer=with_thresholds(10, 30, 60), trust=offered.trust, by=None)
    url, client = reverse("offer_differences", args=[draft.pk]), client_of(offered.chief_executive)

    def asked() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    with at("2027-02-01"):
        few = asked()
        for school in (offered.alder, offered.birch):
            moderated(offered, school, open_spring, default="moderate")
        assert asked() == few
        assert client.get(url).content.decode().count("<td role") == 2 * 4


def test_the_command_says_so_before_it_publishes(offered: Cast, tmp_path: Path):
    text = offers.DEFAULT_PACK.read_text().replace("version: '4'", "version: '5'")
    pack = tmp_path / "offer.yaml"
    pack.write_text(text.replace("at_most: 20.0", "at_most: 0.0"))
    out = StringIO()
    moderated(offered, offered.birch, offered.autumn, answers={"clarity-of-curriculum-intent": "high"})
    call_command("load_offer", str(pack), "--trust", offered.trust.name, stdout=out)
    assert "By this version 1 of 4 past recommendations differ from what they were." in out.getvalue()
    assert "Birch Junior, Autumn term 2026/27, Academic: Sustain would be Refine" in out.getvalue()
