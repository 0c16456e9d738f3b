"""Quiet flags: each is raised where its rule says so, and a day or a term before that it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from riskmatrix.flags import (
    NOTHING_BEHIND,
    OLD_EVIDENCE,
    PAST_CYCLE,
    RULES,
    UNMOVED,
    Earlier,
    LastFigure,
    Standing,
    flags,
    words_since,
)
from riskmatrix.lineage import same_kpis
from riskmatrix.spec import FlagsSpec
from tests.riskmatrix.versions import change, harbour, version

TODAY = date(2026, 11, 23)
SPEC = FlagsSpec(terms_unmoved=3, evidence_older_than_months=12, lowest_risk_needs_evidence=True)
SUMMER, SPRING = (Earlier(f"{term} term 2025/26", 0.5, "As it is.") for term in ("Summer", "Spring"))
STILL = Standing(risk=0.5, words="As it is.", earlier=(SUMMER, SPRING))


def raised(standing: Standing, spec: FlagsSpec = SPEC) -> list[str]:
    return [flag.rule for flag in flags(standing, spec, TODAY)]


def said(standing: Standing) -> str:
    [flag] = flags(standing, SPEC, TODAY)
    return flag.sentence


class TestUnmoved:
    def test_after_so_many_terms_this_one_included(self) -> None:
        assert raised(STILL) == [UNMOVED]
        assert said(STILL).endswith("the same for 3 terms, since the Spring term 2025/26.")

    @pytest.mark.parametrize(
        "other",
        [
            replace(STILL, earlier=(SUMMER,)),
            replace(STILL, words="As it was."),
            replace(STILL, risk=1.0),
            replace(STILL, risk=None),
            replace(STILL, earlier=(SUMMER, replace(SPRING, risk=1.0))),
            replace(STILL, earlier=(SUMMER, replace(SPRING, risk=None))),
            replace(STILL, earlier=(replace(SUMMER, words="Otherwise."), SPRING)),
        ],
        ids=["a term early", "words", "rating", "unrated", "rating then", "another scale then", "words then"],
    )
    def test_not_when_something_moved(self, other: Standing) -> None:
        assert UNMOVED not in raised(other)

    def test_a_thirds_rounding_and_spaces_are_no_movement(self) -> None:
        earlier = (
            replace(SUMMER, risk=1 / 3, words=" As it\nis. "),
            replace(SPRING, risk=0.1 + 0.2 + 1 / 30),
        )
        assert raised(replace(STILL, risk=1 / 3, earlier=earlier)) == [UNMOVED]

    def test_words_that_nobody_wrote_do_not_move_either(self) -> None:
        silent = replace(STILL, words="", earlier=tuple(replace(each, words="") for each in STILL.earlier))
        assert raised(silent) == [UNMOVED]

    def test_only_where_the_framework_sets_a_number(self) -> None:
        assert raised(STILL, SPEC.model_copy(update={"terms_unmoved": None})) == []
        assert raised(STILL, SPEC.model_copy(update={"terms_unmoved": 4})) == []


class TestOldEvidence:
    def test_a_day_more_than_so_many_months(self) -> None:
        old = Standing(risk=None, evidence=(date(2025, 11, 22), date(2024, 1, 1)))
        assert said(old) == "The newest evidence speaks about 22 November 2025, more than 12 months ago."
        assert raised(replace(old, evidence=(*old.evidence, date(2025, 11, 23)))) == []

    def test_only_where_the_framework_sets_a_number(self) -> None:
        spec = SPEC.model_copy(update={"evidence_older_than_months": None})
        assert raised(Standing(risk=None, evidence=(date(2020, 1, 1),)), spec) == []

    def test_a_figure_has_the_cycle_of_its_measure(self) -> None:
        figure = LastFigure("Attendance", date(2026, 6, 22), 5)
        assert raised(Standing(risk=None, figures=(figure,))) == [PAST_CYCLE]
        assert said(Standing(risk=None, figures=(figure,))) == (
            "The newest figure for Attendance is of 22 June 2026; another is expected after 5 months."
        )
        assert raised(Standing(risk=None, figures=(replace(figure, upto=date(2026, 6, 23)),))) == []


class TestNothingBehind:
    def test_the_lowest_risk_alone_needs_something(self) -> None:
        assert raised(Standing(risk=0.0)) == [NOTHING_BEHIND]
        assert raised(Standing(risk=1 / 3)) == raised(Standing(risk=None)) == []

    def test_evidence_or_a_figure_is_something(self) -> None:
        assert raised(Standing(risk=0.0, evidence=(TODAY,))) == []
        assert raised(Standing(risk=0.0, figures=(LastFigure("Attendance", TODAY, 5),))) == []

    def test_only_where_the_framework_asks_for_it(self) -> None:
        assert raised(Standing(risk=0.0), SPEC.model_copy(update={"lowest_risk_needs_evidence": False})) == []


def test_every_rule_has_its_sentence() -> None:
    assert set(RULES) == {UNMOVED, OLD_EVIDENCE, PAST_CYCLE, NOTHING_BEHIND}


class TestWordsSince:
    def test_back_to_the_first_term_in_a_row(self) -> None:
        autumn = Earlier("Autumn term 2025/26", 0.5, "Before that.")
        older = Earlier("Summer term 2024/25", 0.5, "As it is.")
        assert words_since("As it is.", (SUMMER, SPRING, autumn, older)) == "Spring term 2025/26"

    def test_new_words_and_none_have_no_since(self) -> None:
        assert words_since("New.", (SUMMER, SPRING)) == words_since("As it is.", ()) == ""
        assert words_since(" ", (Earlier("Summer term 2025/26", None, ""),)) == ""


class TestLineage:
    def test_only_what_is_the_same_goes_through_a_change_of_version(self) -> None:
        same = same_kpis(harbour())
        assert same["knowing-where-they-are"] == "attendance", "Renamed, and still the same."
        assert same["curriculum"] == "curriculum", "Not named in the crosswalk."
        for code in ("lessons", "books", "money-and-buildings", "families"):
            assert code not in same, "Split, merged or new."

    def test_through_three_versions_one_change_is_enough_to_end_it(self) -> None:
        first, _ = harbour()
        one = version(first, "1", ["a", "b"])
        two = version(one, "2", ["a", "c"], (change("same", "b", "c"),), after="1")
        three = version(two, "3", ["a", "c", "d"], (change("split", "a", "a d"),), after="2")
        assert same_kpis([one, two, three]) == {"c": "b"}
        assert same_kpis([three]) == {"a": "a", "c": "c", "d": "d"}
