"""A draft as plain data: every step leaves a whole framework, or says what stands in the way."""

from __future__ import annotations

import pytest

from kit.drafting import differences
from riskmatrix.crosswalk import origins
from riskmatrix.drafting import Data, Faulty, checked, code_for, codes, place_of, plain, reach
from riskmatrix.drafting.crosswalk import begun, changes_of, claimed, completed, key_of
from riskmatrix.drafting.ordering import into_criterion, move, turned
from riskmatrix.drafting.taking_out import take_out
from riskmatrix.drafting.telling import told
from riskmatrix.spec import load
from riskmatrix.spec.base import Code
from tests.riskmatrix.versions import harbour

OLD, NEW = harbour()


@pytest.fixture
def data() -> Data:
    """A draft that follows the first version of the invented framework."""
    made = {**plain(OLD), "version": "2"}
    begun(made, OLD)
    return made


@pytest.mark.parametrize(
    "spec", [OLD, NEW, load("riskmatrix/packs/trust-risk-matrix.yaml")], ids=lambda s: s.key
)
def test_plain_data_is_the_framework_again(spec) -> None:
    assert checked(plain(spec)) == spec


class TestTakingOut:
    def test_a_kpi_goes_with_what_rests_on_it_alone_and_is_said_to_be_dropped(self, data: Data) -> None:
        take_out(data, "kpi", "attendance", OLD)
        spec = checked(data)
        assert "attendance" not in [measure.code for measure in spec.measures]
        assert origins(OLD, spec).keys() == {kpi.code for _, kpi in OLD.kpis()} - {"attendance"}
        assert [(c.kind, c.before) for c in spec.crosswalk[0].changes] == [("dropped", ("attendance",))]

    def test_a_criterion_goes_with_its_kpis(self, data: Data) -> None:
        take_out(data, "criterion", "classroom", OLD)
        dropped = {code for change in checked(data).crosswalk[0].changes for code in change.before}
        assert dropped == {"curriculum", "teaching", "clubs"}

    def test_the_last_kpi_of_a_criterion_stays(self, data: Data) -> None:
        take_out(data, "kpi", "money", OLD)
        take_out(data, "kpi", "buildings", OLD)
        with pytest.raises(Faulty) as faulty:
            checked(data)
        assert [found.path[:3] for found in faulty.value.findings] == [("criteria", 2, "kpis")]

    def test_a_strand_that_somebody_moderates_for_stays(self, data: Data) -> None:
        take_out(data, "strand", "operational", OLD)
        with pytest.raises(Faulty) as faulty:
            checked(data)
        assert {found.path[-1] for found in faulty.value.findings} >= {"moderated_by"}

    def test_a_step_goes_with_its_guidance_and_its_level(self, data: Data) -> None:
        take_out(data, "step", "full", OLD)
        spec = checked(data)
        assert [level.step for level in spec.scoring.levels] == ["substantial", "partial", "limited", "none"]
        assert spec.scoring.levels[0].from_percent == 0
        assert "full" not in spec.kpi("clubs").steps

    def test_a_step_that_a_gate_names_stays(self, data: Data) -> None:
        take_out(data, "step", "none", OLD)
        with pytest.raises(Faulty, match="gate"):
            checked(data)

    def test_a_measure_goes_with_its_suggestions(self, data: Data) -> None:
        take_out(data, "measure", "attendance", OLD)
        assert checked(data).kpi("attendance").suggestions == ()

    def test_a_part_that_is_not_there(self, data: Data) -> None:
        with pytest.raises(KeyError):
            take_out(data, "kpi", "no-such", OLD)


class TestCrosswalk:
    def test_a_draft_begins_at_the_version_it_replaces_and_at_no_other(self) -> None:
        made = {**plain(NEW), "version": "3"}
        begun(made, NEW)
        assert [each["from_version"] for each in made["crosswalk"]] == ["2"]
        begun(made, None)
        assert made["crosswalk"] == []

    def test_a_change_claims_what_was_only_dropped_or_new(self, data: Data) -> None:
        take_out(data, "kpi", "clubs", OLD)
        changes = changes_of(data, OLD)
        assert changes is not None
        note = "Both are seen in one visit."
        claimed(
            changes, {"kind": "merged", "before": ["clubs", "teaching"], "now": ["teaching"], "note": note}
        )
        assert [key_of(change) for change in changes] == ["merged-clubs"]
        assert origins(OLD, checked(data))["teaching"].kind == "merged"

    @pytest.mark.parametrize(
        ("gone", "kinds"),
        [("lessons", ["dropped", "new"]), ("money-and-buildings", ["dropped"]), ("families", [])],
    )
    def test_what_is_left_of_a_change_is_a_change(self, gone: str, kinds: list[str]) -> None:
        made = plain(NEW)
        before = {"lessons": "teaching", "money-and-buildings": "money", "families": ""}[gone]
        take_out(made, "kpi", gone, OLD)
        left = changes_of(made, OLD)
        assert left is not None
        named = [c for c in left if before in c["before"] or c["now"] == ["books"]]
        assert [change["kind"] for change in named] == kinds
        if gone != "money-and-buildings":  # the only KPI of its criterion but one
            checked(made)

    def test_nothing_is_said_twice(self, data: Data) -> None:
        take_out(data, "kpi", "clubs", OLD)
        before = plain(checked(data))
        completed(data, OLD)
        assert data == before


class TestOrder:
    def test_a_part_moves_among_its_own_and_stops_at_the_end(self, data: Data) -> None:
        move(data, "kpi", "clubs", -1)
        move(data, "criterion", "classroom", -1)
        spec = checked(data)
        assert [kpi.code for kpi in spec.criteria[0].kpis] == ["curriculum", "clubs", "teaching"]
        assert spec.criteria[0].code == "classroom"

    def test_a_kpi_moves_to_another_criterion_and_stays_itself(self, data: Data) -> None:
        into_criterion(data, "clubs", "running-the-school")
        assert place_of(data, "kpi", "clubs") == ("criteria", 2, "kpis", 2)
        assert origins(OLD, checked(data))["clubs"].kind == "same"

    def test_turning_the_polarity_twice_changes_nothing_and_once_leaves_a_whole(self, data: Data) -> None:
        before = checked(data)
        turned(data)
        once = checked(data)
        assert once.polarity == "higher_is_worse"
        assert once.scoring.gates[0].at == "full"
        turned(data)
        assert checked(data) == before


@pytest.mark.parametrize(
    ("title", "taken", "code"),
    [
        ("Pupils’ views", [], "pupils-views"),
        ("Être là", [], "etre-la"),
        ("  — 39 steps —  ", [], "part-39-steps"),
        ("数学", [], "part"),
        ("Clubs", ["clubs", "clubs-2"], "clubs-3"),
        ("x" * 200, [], "x" * 56),
    ],
)
def test_codes_come_from_titles_and_are_nobody_elses(title: str, taken: list[str], code: str) -> None:
    from pydantic import TypeAdapter

    made = code_for(title, taken)
    assert made == code
    TypeAdapter(Code).validate_python(made)


def test_what_changed_is_told_by_place_and_in_sentences(data: Data) -> None:
    reach(data, place_of(data, "kpi", "clubs"))["question"] = "Does everybody take part in something?"
    data["criteria"][0]["weight"] = 2.0
    take_out(data, "kpi", "money", OLD)
    now = checked(data)
    was, is_ = differences(OLD, now)
    place = "criteria › classroom › kpis › clubs › question"
    assert (was[place][:12], is_[place][:14]) == ("Are we sure ", "Does everybody")
    assert any("money › title" in place for place in was)
    assert not any("money › title" in place for place in is_)
    sentences = " ".join(told(OLD, now))
    assert "No longer rated: “Money”." in sentences
    assert "Asked in other words, with other guidance: “Clubs”." in sentences
    assert "by another rule" in sentences
    assert "“Buildings”" not in sentences


def test_what_a_version_brings_is_told_for_each_kind_of_change() -> None:
    sentences = told(OLD, NEW)
    assert [s for s in sentences if s.startswith("Parts of a KPI that was split")]
    assert [s for s in sentences if s.startswith("Merged from several KPIs")]
    assert told(None, OLD) == ("It is the trust's first framework: 3 criteria, 7 KPIs.",)
    assert "another framework" in told(OLD.model_copy(update={"key": "other"}), NEW)[0]
    assert told(OLD, OLD) == ("Nothing changes but its version.",)


def test_codes_of_a_kind_are_listed() -> None:
    assert list(codes(plain(OLD), "suggestion")) == ["attendance-against-england"]
