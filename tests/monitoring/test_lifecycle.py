import itertools

import pytest

from monitoring.lifecycle import (
    AUDIT_VERB,
    DONE,
    FIRST,
    LABEL,
    MOVES,
    STANDING,
    TONE,
    IllegalMove,
    Status,
    Verb,
    allows,
    diagram,
    next_status,
)


def test_every_pair_either_moves_or_is_refused_with_a_sentence() -> None:
    legal = {
        ("draft", "finish"): "finished",
        ("finished", "consider"): "considered",
        ("considered", "consider"): "considered",
    }
    for status, verb in itertools.product(Status, Verb):
        if (status.value, verb.value) in legal:
            assert next_status(status, verb) == legal[status.value, verb.value]
            assert allows(status, verb)
        else:
            assert not allows(status, verb)
            with pytest.raises(IllegalMove, match=LABEL[status]):
                next_status(status, verb)


def test_every_status_is_reached_and_every_table_knows_every_name() -> None:
    assert {FIRST, *MOVES.values()} == set(Status)
    for table in (LABEL, STANDING, TONE):
        assert set(table) == set(Status)
    for by_verb in (AUDIT_VERB, DONE):
        assert set(by_verb) == set(Verb)


def test_a_finished_form_never_becomes_a_draft_again() -> None:
    assert Status.DRAFT not in MOVES.values()


def test_words_of_no_status_are_an_error() -> None:
    with pytest.raises(ValueError, match="lost"):
        next_status("lost", Verb.FINISH)


def test_the_diagram_draws_every_move() -> None:
    drawn = diagram()
    for (start, verb), end in MOVES.items():
        assert f"{start.value} --> {end.value}: {verb.value}" in drawn
