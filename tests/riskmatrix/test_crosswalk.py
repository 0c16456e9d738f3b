"""Following a KPI back through the versions: what it was, and where comparison stops."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmatrix.crosswalk import Trail, ended, origins, same_scale, trail
from riskmatrix.crosswalk_checks import faults
from riskmatrix.spec import ChangeSpec, FrameworkSpec, PackError, loads
from tests.riskmatrix.versions import HARBOUR_NEXT, change, harbour, version


@cache
def base() -> FrameworkSpec:
    return harbour()[0]


def walk(found: Trail) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(step.version, step.codes, step.comparable) for step in found.steps]


def test_the_same_kpi_is_compared_under_its_old_code_too() -> None:
    chain = harbour()
    found = trail(chain, "knowing-where-they-are")
    assert walk(found) == [("2", ("knowing-where-they-are",), True), ("1", ("attendance",), True)]
    assert found.stop is None
    assert walk(trail(chain, "curriculum")) == [("2", ("curriculum",), True), ("1", ("curriculum",), True)]


def test_a_split_kpi_stands_before_each_part_and_is_not_compared() -> None:
    for part in ("lessons", "books"):
        found = trail(harbour(), part)
        assert walk(found) == [("2", (part,), True), ("1", ("teaching",), False)]
        assert found.stop is not None
        assert found.stop.sentence.startswith(
            "Comparison stops at version 1: in version 2 “Teaching” was split"
        )
        assert found.stop.sentence.endswith("lessons and books said differently.")


def test_merged_kpis_stand_side_by_side_and_are_not_compared() -> None:
    found = trail(harbour(), "money-and-buildings")
    assert walk(found)[1] == ("1", ("money", "buildings"), False)
    assert "“Money” and “Buildings” were merged into “Money and buildings”" in found.steps[1].sentence


def test_nothing_stands_before_a_new_kpi_and_a_dropped_one_is_listed() -> None:
    chain = harbour()
    assert walk(trail(chain, "families"))[1] == ("1", (), False)
    assert "was new in version 2" in trail(chain, "families").steps[1].sentence
    [gone] = ended(chain)
    assert (gone.version, gone.code, gone.title) == ("1", "clubs", "Clubs")
    assert gone.sentence == "“Clubs” ended with version 1. Clubs are counted in the pupil survey instead."


def test_after_a_stop_nothing_older_is_compared_and_the_reason_stays() -> None:
    first = version(base(), "1", ["a"])
    second = version(base(), "2", ["a"], after="1")
    third = version(base(), "3", ["b", "c"], (change("split", "a", "b c"),), "2")
    fourth = version(base(), "4", ["b", "c"], after="3")
    found = trail([first, second, third, fourth], "b")
    assert walk(found) == [
        ("4", ("b",), True),
        ("3", ("b",), True),
        ("2", ("a",), False),
        ("1", ("a",), False),
    ]
    assert found.steps[3].sentence == found.steps[2].sentence != ""


def test_several_changes_are_followed_one_after_the_other() -> None:
    first = version(base(), "1", ["a", "b"])
    second = version(base(), "2", ["ab"], (change("merged", "a b", "ab"),), "1")
    third = version(base(), "3", ["x", "y"], (change("split", "ab", "x y"),), "2")
    found = trail([first, second, third], "y")
    assert walk(found)[1:] == [("2", ("ab",), False), ("1", ("a", "b"), False)]
    assert "merged" in found.steps[2].sentence


def test_a_code_that_became_something_else_is_not_the_same_kpi() -> None:
    first = version(base(), "1", ["a"])
    second = version(base(), "2", ["a", "b"], (change("same", "a", "b"), change("new", "", "a")), "1")
    assert {code: o.before for code, o in origins(first, second).items()} == {"a": (), "b": ("a",)}


def test_a_version_without_a_crosswalk_goes_by_codes() -> None:
    first, second = version(base(), "1", ["a", "b"]), version(base(), "2", ["b", "c"])
    assert {code: o.kind for code, o in origins(first, second).items()} == {"b": "same", "c": "new"}
    assert [each.code for each in ended([first, second])] == ["a"]


def rescaled(spec: FrameworkSpec, values: list[float], polarity: str = "higher_is_better") -> FrameworkSpec:
    steps = zip(spec.scale.steps, values, strict=True)
    scale = spec.scale.model_copy(
        update={"steps": tuple(step.model_copy(update={"value": value}) for step, value in steps)}
    )
    return spec.model_copy(update={"scale": scale, "polarity": polarity})


def test_another_scale_stops_comparison_unless_its_steps_mean_the_same_risk() -> None:
    first, second = version(base(), "1", ["a"]), version(base(), "2", ["a"], after="1")
    tens = rescaled(second, [10, 20, 30, 40, 50])
    assert same_scale(first, tens)
    assert trail([first, tens], "a").stop is None
    assert trail([first, rescaled(second, [1, 2, 3, 4, 5], "higher_is_worse")], "a").stop is None

    steeper = rescaled(second, [1, 2, 3, 4, 9])
    stop = trail([first, steeper], "a").stop
    assert stop is not None
    assert stop.codes == ("a",)
    assert stop.sentence == "Comparison stops at version 1: the scale of ratings was changed in version 2."
    shorter = second.scale.model_copy(update={"steps": second.scale.steps[:3]})
    assert not same_scale(first, second.model_copy(update={"scale": shorter}))


def test_a_chain_of_nothing_and_an_unknown_kpi_are_mistakes() -> None:
    with pytest.raises(ValueError, match="at least one version"):
        trail([], "a")
    with pytest.raises(KeyError):
        trail(harbour(), "clubs")


def test_faults_that_only_the_earlier_version_can_tell() -> None:
    older, newer = harbour()
    assert list(faults([older], newer)) == []
    text = HARBOUR_NEXT.read_text(encoding="utf-8")
    wrong = text.replace("before: [clubs]", "before: [klubs]")
    with pytest.raises(PackError) as caught:
        loads(wrong, "next.yaml", checks=lambda spec: faults([older], spec))
    told = [
        (text[: text.index(part)].count("\n") + 1, sentence)
        for part, sentence in (
            (
                'from_version: "1"',
                "Nothing says what became of `clubs` of version 1. Add a change that names it",
            ),
            ("before: [clubs]", "Version 1 had no KPI `klubs`. Correct the code."),
        )
    ]
    assert len(caught.value.findings) == 2
    for finding, (line, sentence) in zip(caught.value.findings, told, strict=True):
        assert finding.startswith(f"next.yaml:{line}: {sentence}")
    assert list(faults([], newer)) == []


CODES = [f"k{i}" for i in range(6)]


@st.composite
def next_version(draw: st.DrawFn, before: FrameworkSpec, name: str) -> FrameworkSpec:
    """Any lawful successor of ``before``: each KPI kept, renamed, split, merged with the next, or dropped."""
    codes = [kpi.code for _, kpi in before.kpis()]
    changes: list[ChangeSpec] = []
    now: list[str] = []
    while codes:
        code = codes.pop(0)
        fate = draw(st.sampled_from(["keep", "rename", "split", "merged", "dropped"]))
        fresh = f"{code}-{name}"
        if fate == "merged" and codes:
            changes.append(change("merged", f"{code} {codes.pop(0)}", fresh))
            now.append(fresh)
        elif fate == "split":
            changes.append(change("split", code, f"{fresh}-a {fresh}-b"))
            now += [f"{fresh}-a", f"{fresh}-b"]
        elif fate == "rename":
            changes.append(change("same", code, fresh))
            now.append(fresh)
        elif fate == "dropped":
            changes.append(change("dropped", code))
        else:
            now.append(code)
    if draw(st.booleans()) or not now:
        changes.append(change("new", "", f"fresh-{name}"))
        now.append(f"fresh-{name}")
    return version(before, name, now, tuple(changes), before.version)


@st.composite
def chains(draw: st.DrawFn) -> list[FrameworkSpec]:
    chain = [version(base(), "v1", CODES[: draw(st.integers(1, 5))])]
    for number in range(2, 2 + draw(st.integers(1, 3))):
        chain.append(draw(next_version(chain[-1], f"v{number}")))
    return chain


@given(chains())
def test_no_kpi_is_lost_on_the_way_and_comparison_never_begins_again(chain: list[FrameworkSpec]) -> None:
    trails = [trail(chain, kpi.code) for _, kpi in chain[-1].kpis()]
    for now, before in zip(chain[1:], chain, strict=False):
        assert list(faults([before], now)) == []
        alive = {code for origin in origins(before, now).values() for code in origin.before}
        gone = {each.code for each in ended([before, now])}
        assert alive | gone == {kpi.code for _, kpi in before.kpis()}
        assert not alive & gone
    for found in trails:
        comparable = [step.comparable for step in found.steps]
        assert comparable == sorted(comparable, reverse=True)
        assert [step.version for step in found.steps] == [s.version for s in chain[::-1]][: len(found.steps)]
        assert all(len(step.codes) == 1 for step in found.steps if step.comparable)
        assert all(step.sentence for step in found.steps if not step.comparable)
        assert all(step.codes for step in found.steps[:-1])
    # Two trails may meet in one code only where that code was split, and then neither is compared there.
    for back, spec in enumerate(chain[::-1]):
        compared = [
            f.steps[back].codes[0] for f in trails if len(f.steps) > back and f.steps[back].comparable
        ]
        assert len(compared) == len(set(compared)), spec.version
