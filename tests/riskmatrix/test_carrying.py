"""Last term's answers seen through a draft."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmatrix.carrying import Carry, carry
from riskmatrix.outcomes import State
from riskmatrix.scoring import ladder_of, ratings_of, score_criterion
from riskmatrix.spec import FrameworkSpec
from tests.riskmatrix.test_crosswalk import chains, rescaled
from tests.riskmatrix.versions import change, harbour, version

FULL = {
    "curriculum": "full",
    "teaching": "partial",
    "clubs": "none",
    "safe-adults": "substantial",
    "attendance": "limited",
    "money": "substantial",
    "buildings": "limited",
}


@cache
def both() -> tuple[FrameworkSpec, FrameworkSpec]:
    return harbour()


def told(found: Carry) -> dict[str, tuple[str | None, str]]:
    return {each.kpi: (each.step, each.reason) for each in found.kpis}


def test_each_kind_of_change_carries_what_it_can() -> None:
    before, now = both()
    found = carry(FULL, before, now)
    assert told(found) == {
        "curriculum": ("full", "The same KPI: “Curriculum” was Full."),
        "lessons": ("partial", "One part of “Teaching”, which was Partial as a whole."),
        "books": ("partial", "One part of “Teaching”, which was Partial as a whole."),
        "safe-adults": ("substantial", "The same KPI: “Safe adults” was Substantial."),
        "knowing-where-they-are": ("limited", "The same KPI: “Attendance” was Limited."),
        "money-and-buildings": (
            "limited",
            "Merged from “Money” and “Buildings”: the worst of them was Limited.",
        ),
        "families": (None, "New in this version: nobody has rated it yet."),
    }
    assert "families" not in found.answers


def test_what_was_not_rated_is_never_made_up() -> None:
    before, now = both()
    found = carry({"money": "none"}, before, now)
    assert found.answers == {}
    assert told(found)["money-and-buildings"] == (None, "“Buildings” had no rating to take over.")
    assert told(found)["curriculum"] == (None, "“Curriculum” had no rating to take over.")


def test_what_did_not_apply_still_does_not_and_leaves_the_rest_of_a_merger_to_speak() -> None:
    before, now = both()
    found = carry(FULL, before, now, not_applicable=["buildings", "teaching"])
    assert found.not_applicable == {"lessons", "books"}
    assert found.answers["money-and-buildings"] == "substantial"
    neither = carry(FULL, before, now, not_applicable=["money", "buildings"])
    assert "money-and-buildings" in neither.not_applicable


def test_a_step_goes_over_to_the_step_of_the_same_risk_or_not_at_all() -> None:
    before = version(both()[0], "1", ["a", "b"])
    now = rescaled(version(both()[0], "2", ["a", "b"], after="1"), [1, 2, 3, 4, 9])
    found = carry({"a": "none", "b": "partial"}, before, now)
    assert found.answers == {"a": "none"}
    assert told(found)["b"][1] == (
        "No step of the new scale stands for “Partial”, so it has to be rated afresh."
    )
    turned = rescaled(now, [1, 2, 3, 4, 5], "higher_is_worse")
    assert carry({"a": "none", "b": "partial"}, before, turned).answers == {"a": "full", "b": "partial"}


def test_the_preview_can_be_scored() -> None:
    before, now = both()
    found = carry(FULL, before, now)
    ratings = ratings_of(now, found.answers, found.not_applicable)
    classroom = score_criterion([r for r in ratings if r.criterion == "classroom"], ladder_of(now))
    assert classroom.kind == "scored"
    running = score_criterion([r for r in ratings if r.criterion == "running-the-school"], ladder_of(now))
    assert running.kind == "incomplete"


def test_an_answer_that_the_old_scale_does_not_have_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        carry({"a": "splendid"}, version(both()[0], "1", ["a"]), version(both()[0], "2", ["a"]))


STEPS = ["none", "limited", "partial", "substantial", "full"]


@given(chains(), st.data())
def test_carrying_keeps_every_kpi_invents_nothing_and_never_flatters(
    chain: list[FrameworkSpec], data: st.DataObject
) -> None:
    before, now = chain[0], chain[1]
    answers = {
        kpi.code: step
        for _, kpi in before.kpis()
        if (step := data.draw(st.sampled_from([*STEPS, None]))) is not None
    }
    found = carry(answers, before, now)
    assert [each.kpi for each in found.kpis] == [kpi.code for _, kpi in now.kpis()]
    for each in found.kpis:
        assert (each.step is not None) == (each.state is State.RATED)
        assert each.reason.endswith(".")
        if each.step is not None:
            risks = [before.severity(answers[code]) for code in each.before]
            assert now.severity(each.step) == pytest.approx(max(risks))


def test_a_merger_takes_the_worst_whichever_comes_first() -> None:
    before = version(both()[0], "1", ["a", "b"])
    now = version(both()[0], "2", ["ab"], (change("merged", "a b", "ab"),), "1")
    assert carry({"a": "full", "b": "limited"}, before, now).answers == {"ab": "limited"}
    assert carry({"a": "limited", "b": "full"}, before, now).answers == {"ab": "limited"}
