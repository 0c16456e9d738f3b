"""What a form still lacks, and whether two texts are the same: plain values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.content import (
    HeadText,
    RequiredActionText,
    RowText,
    in_words,
    lowered,
    missing_from_head,
    missing_from_rows,
    seal,
)

TODAY = date(2026, 11, 23)
HEAD = HeadText(focus="Science", held_on=date(2026, 11, 12), lead=7, methods=("array",))
ACTION = RequiredActionText("Record practical work", "Time with the science leader", date(2027, 1, 29))
ROW = RowText(who="Year 3", evaluation="Clear progress.", actions=(ACTION,))

texts = st.text(max_size=12)
actions = st.builds(RequiredActionText, what=texts, support=texts, check_impact_on=st.none() | st.dates())
rows = st.builds(RowText, who=texts, evaluation=texts, actions=st.lists(actions, max_size=3).map(tuple))


def lacking(head: HeadText, needs_words: bool = False) -> list[str]:
    return [lack.sentence for lack in missing_from_head(head, needs_words=needs_words, today=TODAY)]


def test_a_complete_form_lacks_nothing() -> None:
    assert lacking(HEAD) == []
    assert missing_from_rows([(1, ROW)], held_on=HEAD.held_on) == []


def test_a_blank_head_lacks_four_things() -> None:
    assert len(lacking(HeadText())) == 4


@pytest.mark.parametrize(
    ("head", "needs_words", "said"),
    [
        (HeadText(held_on=HEAD.held_on, lead=7, methods=("array",)), False, "what the monitoring looked at"),
        (HeadText(focus="Science", lead=7, methods=("array",)), False, "Give the date"),
        (
            HeadText(focus="Science", held_on=TODAY + timedelta(1), lead=7, methods=("array",)),
            False,
            "lies ahead",
        ),
        (HeadText(focus="Science", held_on=TODAY, lead=7), False, "at least one method"),
        (HeadText(focus="Science", held_on=TODAY, methods=("array",)), False, "who led"),
        (HEAD, True, "what the other method was"),
    ],
)
def test_each_thing_missing_from_the_head_is_said(head: HeadText, needs_words: bool, said: str) -> None:
    (sentence,) = lacking(head, needs_words)
    assert said in sentence


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (RowText(evaluation="Clear progress."), "does not say which class"),
        (RowText(who="Year 3"), "Year 3: write an evaluative comment"),
        (RowText("Year 3", "Good.", (RequiredActionText("Do it", "", TODAY),)), "which support"),
        (
            RowText("Year 3", "Good.", (RequiredActionText("Do it", "With help"),)),
            "the date to check the impact",
        ),
        (
            RowText("Year 3", "Good.", (RequiredActionText("", "With help", TODAY),)),
            "without its required action",
        ),
        (
            RowText("Year 3", "Good.", (RequiredActionText("Do it", "Help", date(2026, 11, 1)),)),
            "before the monitoring",
        ),
    ],
)
def test_each_thing_missing_from_a_row_is_said_and_leads_to_the_row(row: RowText, said: str) -> None:
    (lack,) = missing_from_rows([(12, row)], held_on=HEAD.held_on)
    assert said in lack.sentence
    assert lack.anchor == "row-12"


def test_blank_rows_are_passed_over_but_one_must_be_written() -> None:
    blank = RowText(actions=(RequiredActionText(),))
    assert missing_from_rows([(1, ROW), (2, blank)], held_on=HEAD.held_on) == []
    (lack,) = missing_from_rows([(2, blank)], held_on=HEAD.held_on)
    assert "at least one class" in lack.sentence


def test_a_long_action_is_quoted_shortly() -> None:
    row = RowText("Year 3", "Good.", (RequiredActionText("word " * 80, "", TODAY),))
    (lack,) = missing_from_rows([(1, row)], held_on=None)
    assert len(lack.sentence) < 130


@given(rows, rows)
def test_two_texts_have_the_same_seal_only_when_they_are_the_same(one: RowText, other: RowText) -> None:
    assert (seal(one) == seal(other)) == (one == other)


def test_titles_in_a_row_keep_the_first_capital_and_abbreviations() -> None:
    assert in_words([]) == ""
    assert in_words(["Data"]) == "Data"
    assert in_words(["Data", "Pupil voice", "SEND review"]) == "Data, pupil voice, SEND review"
    assert lowered("") == ""
