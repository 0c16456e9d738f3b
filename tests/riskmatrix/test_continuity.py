"""Two terms beside each other: what may be compared across versions, and the sentence where comparison stops."""

from __future__ import annotations

import pytest

from riskmatrix.continuity import Continuity, Tie, between
from riskmatrix.spec import FrameworkSpec
from tests.riskmatrix.versions import harbour

OLD, NEW = harbour()


def changed(spec: FrameworkSpec, **more: object) -> FrameworkSpec:
    return spec.model_copy(update={"version": "3", "crosswalk": (), **more})


def test_the_same_version_ties_everything_to_itself() -> None:
    tie = between(OLD, OLD, [])
    assert tie.is_unbroken
    assert {was.tie for was in (*tie.kpis.values(), *tie.criteria.values())} == {Tie.SAME}
    assert tie.kpis["teaching"].codes == ("teaching",)
    assert tie.ended == ()


@pytest.mark.parametrize(
    ("kpi", "tie", "codes", "words"),
    [
        ("curriculum", Tie.SAME, ("curriculum",), ""),
        ("knowing-where-they-are", Tie.SAME, ("attendance",), ""),
        ("lessons", Tie.STOPPED, ("teaching",), "was split"),
        ("books", Tie.STOPPED, ("teaching",), "was split"),
        ("money-and-buildings", Tie.STOPPED, ("money", "buildings"), "were merged"),
        ("families", Tie.NEW, (), "was new in version 2"),
    ],
)
def test_each_kind_of_change_says_what_may_be_compared(
    kpi: str, tie: Tie, codes: tuple[str, ...], words: str
) -> None:
    was = between(OLD, NEW, [OLD, NEW]).kpis[kpi]
    assert (was.tie, was.codes) == (tie, codes)
    assert (words in was.sentence) if words else was.sentence == ""


def test_what_was_dropped_has_ended() -> None:
    (over,) = between(OLD, NEW, [OLD, NEW]).ended
    assert (over.code, over.version) == ("clubs", "1")
    assert "Clubs are counted in the pupil survey instead." in over.sentence


def test_a_criterion_is_compared_only_while_the_same_kpis_add_up_to_it_in_the_same_way() -> None:
    criteria = between(OLD, NEW, [OLD, NEW]).criteria
    assert criteria["classroom"].tie is Tie.STOPPED
    assert "other KPIs make up “Classroom”" in criteria["classroom"].sentence

    heavier = changed(OLD, criteria=(_with_weight(OLD, 3.0), *OLD.criteria[1:]))
    tie = between(OLD, heavier, [OLD, heavier])
    assert "by another rule" in tie.criteria["classroom"].sentence
    assert tie.kpis["curriculum"].tie is Tie.SAME
    assert tie.criteria["running-the-school"].tie is Tie.SAME

    levels = (*OLD.scoring.levels[:-1], OLD.scoring.levels[-1].model_copy(update={"from_percent": 90}))
    stricter = changed(OLD, scoring=OLD.scoring.model_copy(update={"levels": levels}))
    assert {was.tie for was in between(OLD, stricter, []).criteria.values()} == {Tie.STOPPED}


def _with_weight(spec: FrameworkSpec, weight: float) -> object:
    first = spec.criteria[0]
    kpis = (first.kpis[0].model_copy(update={"weight": weight}), *first.kpis[1:])
    return first.model_copy(update={"kpis": kpis})


def test_a_new_criterion_has_nothing_before_it() -> None:
    fewer = changed(OLD, version="0", criteria=OLD.criteria[1:])
    was = between(fewer, OLD, [fewer, OLD]).criteria["classroom"]
    assert was.tie is Tie.NEW
    assert "“Classroom” was new in version 1" in was.sentence


def test_another_scale_stops_every_comparison() -> None:
    steps = OLD.scale.steps[:-1]
    shorter = changed(OLD, scale=OLD.scale.model_copy(update={"steps": steps}))
    tie = between(OLD, shorter, [])
    assert {was.tie for was in (*tie.kpis.values(), *tie.criteria.values())} == {Tie.STOPPED}
    assert "the scale of ratings was changed" in tie.criteria["classroom"].sentence


def test_another_framework_is_never_compared_even_where_codes_are_the_same() -> None:
    other = changed(OLD, key="another", title="Another review")
    tie = Continuity((other, OLD))
    assert tie.kpis["curriculum"].tie is Tie.STOPPED
    assert tie.kpis["curriculum"].codes == ()
    assert "another framework, “Another review”" in tie.kpis["curriculum"].sentence
    assert tie.criteria["classroom"].sentence == tie.kpis["curriculum"].sentence
    assert tie.ended == ()


def test_the_versions_in_between_are_followed() -> None:
    third = changed(NEW)
    assert between(OLD, third, [OLD, NEW, third]).kpis["lessons"].codes == ("teaching",)
    assert between(OLD, third, [OLD, third]).kpis["lessons"].tie is Tie.NEW
    assert between(third, OLD, [OLD, NEW, third]).chain == (third, OLD)
