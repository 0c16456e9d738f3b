"""An offer as plain data: whole after each step, and each change is told in a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.drafting import Data, plain, reach
from kit.packs import Faulty
from support.drafting import checked, into_category, move, named, place_of, places, take_out
from support.drafting.copying import category_like, strand_like
from support.drafting.telling import told
from support.services.offers import DEFAULT_PACK
from support.spec import load

OFFER = load(DEFAULT_PACK)
KINDS = ("person", "strand", "category", "engagement")
PARTS = [(kind, code) for kind in KINDS for code in places(plain(OFFER), kind)]


def without_gates() -> Data:
    """The trust's offer; a gate at the second category keeps that from becoming the first."""
    data = plain(OFFER)
    for strand in data["strands"]:
        strand["recommendation"]["gates"] = []
    return data


@given(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from([-1, 1])), max_size=6))
def test_whatever_is_moved_the_offer_stays_whole_and_promises_the_same(moves: list[Any]) -> None:
    data = without_gates()
    for (kind, code), by in moves:
        move(data, kind, code, by)
    now = checked(data)
    assert {e.code for _, _, e in now.engagements()} == {e.code for _, _, e in OFFER.engagements()}
    for strand in now.strands:
        found = [each.at_most for each in strand.recommendation.thresholds]
        assert found == [each.at_most for each in OFFER.strand(strand.code).recommendation.thresholds]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_moved_down_and_up_again_stands_where_it_stood(kind: str) -> None:
    data = without_gates()
    before = checked(data)
    first = next(iter(places(data, kind)))
    move(data, kind, first, 1)
    assert checked(data) != before
    move(data, kind, first, -1)
    assert checked(data) == before
    move(data, kind, first, -1)  # at the end it stays
    assert checked(data) == before


@pytest.mark.parametrize(("kind", "code"), PARTS)
def test_taking_a_part_out_leaves_a_whole_offer_or_says_why_not(kind: str, code: str) -> None:
    data = plain(OFFER)
    take_out(data, kind, code)
    try:
        now = checked(data)
    except Faulty as faulty:
        said = [bool(each.sentence and each.remedy) for each in faulty.findings]
        allowed = kind in ("person", "category")
    else:
        said, allowed = [True], True
        assert code not in places(plain(now), kind)
        assert told(OFFER, now) != ("Nothing changes but its version.",)
    assert all(said)
    assert allowed


@pytest.mark.parametrize("like", [category.code for category in OFFER.strands[0].categories])
def test_a_copy_of_any_category_or_strand_is_whole(like: str) -> None:
    data = plain(OFFER)
    strand = reach(data, place_of(data, "strand", "academic"))
    model = reach(data, place_of(data, "category", f"academic__{like}"))
    strand["categories"].append(category_like(data, strand, model, "Anchored"))
    strand["recommendation"]["thresholds"][-1]["at_most"] = 90
    strand["recommendation"]["thresholds"].append({"category": "", "at_most": None})
    named(strand)
    data["strands"].append(strand_like(data, "operational", "estates", title="Estates"))
    now = checked(data)
    assert now.strand("academic").categories[-1].code == "anchored"
    promises = {e.promise for s, _, e in now.engagements() if s.code == "estates"}
    assert not promises & {e.promise for s, _, e in now.engagements() if s.code != "estates"}
    said = told(OFFER, now)
    assert "New strand: “Estates”." in said
    assert "New category of Academic: “Anchored”." in said


def test_each_kind_of_change_is_told() -> None:
    data = plain(OFFER)
    meeting = reach(data, place_of(data, "engagement", "academic-sustain-progress-meeting"))
    meeting |= {"minutes": 60, "attended_by": ["headteacher"], "note": "Agreed in June with all heads."}
    into_category(data, "academic-sustain-joint-monitoring-visit", "academic__reinforce")
    visit = reach(data, place_of(data, "engagement", "operational-sustain-operational-joint-visit"))
    visit["record"] = []
    networks = [
        (category.title, each)
        for _, category, each in OFFER.engagements()
        if each.promise == "operations-network"
    ]
    for _, each in networks:
        reach(data, place_of(data, "engagement", each.code))["network"] = False
    data["strands"][0]["appeals"]["decided_by"] = "chief_financial_officer"
    data["strands"][1]["appeals"] = data["watching"] = None
    data["outcomes"]["years"] = 4
    data["early_warning"]["school_days"] = 3
    data["strands"][0]["recommendation"]["near"] = 3
    data["strands"][1]["confirmed_by"] = "chief_executive"
    data["strands"][0]["categories"][1]["descriptor"] = "A school on its way up, with much to give."
    data["schedule"]["month_needs_school_days"] = 12
    data["without_category"]["rule"] = "identical"
    data["people"][0]["label"] = "Head of the school"
    assert told(OFFER, checked(data)) == (
        "The category of Operational is confirmed by the Chief executive.",
        "Academic, Sustain: “Progress meeting with the chief executive, once a term” is attended by: Head of the "
        "school; lasts 60 minutes; is said in other words.",
        "Academic, Reinforce: “Monitoring visit made together with the chief executive, once a term” stood in "
        "Academic, Sustain before.",
        "Operational, Sustain: “Monitoring visit by headteacher and chief financial officer, once a term” asks for "
        "other things in its record.",
        *(
            f"Operational, {title}: “{each.title}” is no longer attended by schools together."
            for title, each in networks
        ),
        "Academic: the category is recommended by another rule.",
        "Academic: an appeal is decided by the Chief financial officer within 15 school days.",
        "Operational: an appeal is decided by nobody.",
        "Results of assessments are compared by another rule.",
        "When support is looked at again is said by another rule.",
        "When it is said that something promised may lapse is decided by another rule.",
        "Frequencies are counted by another rule.",
        "A school without a category is promised by another rule.",
        "Academic, Refine is described in other words.",
        "The people whom it names are others, or called otherwise.",
    )
    assert told(OFFER, OFFER) == ("Nothing changes but its version.",)
    assert told(None, OFFER) == (
        "It is the trust's first offer: 58 engagements in “Academic”, “Operational”.",
    )
