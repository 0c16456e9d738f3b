"""What waits for somebody in the risk matrix, with the day on which it is due."""

from __future__ import annotations

from datetime import date
from typing import Any

from riskmatrix.models import Evaluation, Framework
from riskmatrix.queries.due import turns
from riskmatrix.services import self_evaluation
from schools.models import Person
from schools.services.reminders import remind
from tests.cast import Cast
from tests.states import asked, submitted


def due(person: Person) -> list[tuple[str, str, date]]:
    return [(turn.title, turn.where, turn.due_on) for turn in turns(person)]


def test_a_head_is_reminded_of_the_self_evaluation_until_it_is_submitted(
    cast: Cast, framework: Framework, at: Any
):
    mine = ("Self-evaluation, Autumn term 2026/27", "Alder Primary", date(2026, 12, 4))
    assert due(cast.headteacher) == [mine]
    assert [turn.note for turn in turns(cast.headteacher)] == ["not begun"]
    assert due(cast.other_head) == [(mine[0], "Birch Junior", mine[2])]
    assert due(cast.deputy_headteacher) == []
    assert due(cast.trust_administrator) == []
    with at("2026-11-30"):
        assert remind(cast.headteacher)
    submitted(cast.alder, cast.autumn, cast.headteacher)
    assert due(cast.headteacher) == []
    with at("2026-12-07"):
        assert not remind(cast.headteacher)
        assert remind(cast.other_head)


def test_it_says_when_it_is_begun(cast: Cast, framework: Framework):
    evaluation: Evaluation = self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)
    first = evaluation.ratings.filter(not_applicable=False)[0]
    self_evaluation.save_rating(rating=first, answer="low", version=0, by=cast.headteacher)
    assert [turn.note for turn in turns(cast.headteacher)] == ["begun, not submitted"]


def test_those_who_moderate_are_reminded_of_it(cast: Cast, framework: Framework):
    submitted(cast.alder, cast.autumn, cast.headteacher)
    theirs = ("Moderate the self-evaluation, Autumn term 2026/27", "Alder Primary", date(2026, 12, 11))
    assert due(cast.head_of_school_improvement) == [theirs]
    assert due(cast.chief_financial_officer) == [theirs]
    assert due(cast.improvement_adviser) == []
    assert due(cast.foreign_chief) == []


def test_a_head_is_reminded_to_answer(cast: Cast, framework: Framework):
    evaluation = asked(cast, cast.alder, cast.autumn, changes={"staff-voice": "high"})
    (turn,) = turns(cast.headteacher)
    assert turn.title == "Answer the moderated ratings, Autumn term 2026/27"
    assert turn.due_on == evaluation.answer_due
    assert due(cast.head_of_school_improvement) == []
