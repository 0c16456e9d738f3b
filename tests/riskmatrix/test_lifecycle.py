"""The table of an evaluation's life: complete, closed, and the same in words and in the picture."""

import itertools

import pytest

from riskmatrix import lifecycle
from riskmatrix.lifecycle import IllegalMove, Status, Turn, Verb, next_status, verbs_from

# Written by hand: what the school and the trust may do, and nothing else.
ALLOWED = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "withdraw"): "draft",
    ("submitted", "withdraw_again"): "returned",
    ("submitted", "begin_moderation"): "in_moderation",
    ("submitted", "return_to_school"): "returned",
    ("in_moderation", "return_to_school"): "returned",
    ("in_moderation", "finish"): "moderated",
    ("in_moderation", "ask"): "answering",
    ("answering", "accept"): "moderated",
    ("answering", "disagree"): "deciding",
    ("answering", "lapse"): "moderated",
    ("deciding", "settle"): "moderated",
    ("draft", "bring_in"): "moderated",
}


@pytest.mark.parametrize(("status", "verb"), list(itertools.product(Status, Verb)))
def test_every_status_and_verb(status: Status, verb: Verb) -> None:
    if (status.value, verb.value) in ALLOWED:
        assert next_status(status, verb) == ALLOWED[status.value, verb.value]
    else:
        with pytest.raises(IllegalMove) as caught:
            next_status(status, verb)
        assert lifecycle.LABEL[status] in str(caught.value)


def test_plain_strings_from_a_row_will_do() -> None:
    assert next_status("draft", "submit") is Status.SUBMITTED
    with pytest.raises(ValueError, match="published"):
        next_status("published", "submit")


def test_the_parallel_tables_cover_everything() -> None:
    assert set(lifecycle.TURN) == set(lifecycle.LABEL) == set(lifecycle.STANDING) == set(Status)
    assert set(lifecycle.AUDIT_VERB) == set(lifecycle.DONE) == set(Verb)
    for table in (lifecycle.LABEL, lifecycle.STANDING, lifecycle.AUDIT_VERB, lifecycle.DONE):
        assert len(set(table.values())) == len(table)


def test_every_status_can_be_reached_and_left_by_whoever_has_the_turn() -> None:
    assert set(lifecycle.MOVES.values()) | {lifecycle.FIRST} == set(Status)
    for status in Status:
        assert bool(verbs_from(status)) == (lifecycle.TURN[status] is not Turn.NOBODY)
    assert {Status.DRAFT, Status.RETURNED} == lifecycle.EDITABLE_BY_SCHOOL


def test_the_diagram_shows_each_move_once() -> None:
    lines = lifecycle.diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    for (start, verb), end in ALLOWED.items():
        assert lines.count(f"    {start} --> {end}: {verb.replace('_', ' ')}") == 1
    assert sum("-->" in line for line in lines) == len(ALLOWED) + 2
    assert "    [*] --> draft" in lines
    assert "    moderated --> [*]" in lines
