"""Last term's words as this term's beginning: carried only where the KPI is the same, never with a rating."""

from __future__ import annotations

import pytest

from kit.refusals import Refused
from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import carried_words, self_evaluation
from schools.models import AuditEntry
from tests.cast import Cast
from tests.riskmatrix.terms import begun, handed_in, harbour_in_force, in_term, rate

WORDS = {
    "curriculum": "Every class follows it.",
    "teaching": "Seen in every room.",
    "attendance": "Called on the first day.",
    "money": "Within budget.",
    "clubs": " ",
}


def own(evaluation: Evaluation) -> dict[str, Rating]:
    rows = evaluation.ratings.filter(kind=Rating.Kind.SELF)
    return {row.kpi.code: row for row in rows.select_related("kpi", "carried_from__evaluation")}


@pytest.fixture
def autumn(cast: Cast) -> Evaluation:
    harbour_in_force(cast)
    with in_term(cast, 1) as term:
        return handed_in(begun(cast, term), WORDS)


def test_words_are_carried_and_ratings_are_not(cast: Cast, autumn: Evaluation) -> None:
    with in_term(cast, 2) as term:
        rows = own(begun(cast, term))
    assert {code: row.commentary for code, row in rows.items() if row.commentary} == {
        code: words for code, words in WORDS.items() if words.strip()
    }
    assert {row.answer for row in rows.values()} == {""}
    assert {row.version for row in rows.values()} == {0}
    carried = rows["teaching"].carried_from
    assert carried is not None
    assert carried.evaluation == autumn
    assert rows["clubs"].carried_from is None, "Nothing was written there."


def test_beginning_says_what_was_carried(cast: Cast, autumn: Evaluation) -> None:
    with in_term(cast, 2) as term:
        begun(cast, term)
    first, second = AuditEntry.objects.filter(verb="began self-evaluation").order_by("pk")
    assert first.after is None
    assert second.after == {"words carried from": "Autumn term 2026/27", "kpis": 4}


def test_across_a_change_of_version_only_the_same_kpi_keeps_its_words(cast: Cast, autumn: Evaluation) -> None:
    """Teaching was split into lessons and books, money merged with buildings, attendance got another name."""
    harbour_in_force(cast, following=True)
    with in_term(cast, 2) as term:
        rows = own(begun(cast, term))
    assert {code: row.commentary for code, row in rows.items() if row.commentary} == {
        "curriculum": WORDS["curriculum"],
        "knowing-where-they-are": WORDS["attendance"],
    }


def test_what_was_never_handed_in_is_passed_over(cast: Cast, autumn: Evaluation) -> None:
    with in_term(cast, 2) as term:
        rate(begun(cast, term), "curriculum", words="A draft nobody has read.")
    with in_term(cast, 3) as term:
        rows = own(begun(cast, term))
    assert rows["curriculum"].commentary == WORDS["curriculum"]


def test_what_has_been_returned_is_the_schools_own_again_and_passed_over(
    cast: Cast, autumn: Evaluation
) -> None:
    self_evaluation.withdraw(evaluation=autumn, by=cast.headteacher)
    with in_term(cast, 2) as term:
        assert not any(row.commentary for row in own(begun(cast, term)).values())


def test_another_schools_words_are_not_carried(cast: Cast, autumn: Evaluation) -> None:
    with in_term(cast, 2) as term:
        assert not any(row.commentary for row in own(begun(cast, term, cast.birch)).values())


class TestClearing:
    def test_what_has_not_been_changed_goes_and_the_rest_stays(self, cast: Cast, autumn: Evaluation) -> None:
        with in_term(cast, 2) as term:
            spring = begun(cast, term)
            rate(spring, "curriculum", words="Every class but one follows it.")
            rate(spring, "clubs", words="Written this term.")
            rate(spring, "money", "full")
            assert carried_words.clear(evaluation=spring, by=cast.deputy_headteacher) == 3
            rows = own(spring)
            left = {code: row.commentary for code, row in rows.items() if row.commentary}
            assert left == {"curriculum": "Every class but one follows it.", "clubs": "Written this term."}
            assert (rows["money"].answer, rows["money"].version) == ("full", 2), "An open page is told."
            assert carried_words.clear(evaluation=spring, by=cast.deputy_headteacher) == 0
        assert own(autumn)["money"].commentary == WORDS["money"]
        [entry] = AuditEntry.objects.filter(verb="cleared carried commentary")
        assert (entry.by, entry.after) == (
            cast.deputy_headteacher,
            {"kpis": ["teaching", "attendance", "money"]},
        )

    def test_only_by_those_who_may_edit(self, cast: Cast, autumn: Evaluation) -> None:
        with in_term(cast, 2) as term:
            spring = begun(cast, term)
            for person in (cast.governor, cast.head_of_school_improvement, cast.other_head):
                with pytest.raises(Refused):
                    carried_words.clear(evaluation=spring, by=person)
        with pytest.raises(Refused) as refused:
            carried_words.clear(evaluation=autumn, by=cast.headteacher)
        assert refused.value.refusal.code == "not-editable"
