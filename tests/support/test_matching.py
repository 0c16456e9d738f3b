"""Which schools that offer help suit a school in need: the order, what is not known, the reasons in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schools.models import School
from support.matching import METRES_A_MILE, Offered, Party, PhaseFit, Place, match, miles_between, phase_fit

PHASES = st.sampled_from([phase.value for phase in School.Phase])
PLACES = st.none() | st.builds(Place, st.integers(1, 700_000), st.integers(1, 1_300_000))
PARTIES = st.builds(Party, st.integers(1, 40), st.sampled_from(["Ash", "Beech", "Elm"]), PHASES, PLACES)
OFFERS = st.lists(
    st.builds(Offered, st.integers(1, 10_000), st.sampled_from(["safeguarding", "early-years"]), PARTIES),
    max_size=12,
    unique_by=lambda each: each.key,
)


@given(PARTIES, OFFERS)
def test_every_offer_of_another_school_in_the_area_is_matched_once_and_no_other(
    need: Party, offers: list[Offered]
) -> None:
    found = [each.offer for each in match(need, "safeguarding", offers)]
    wanted = [each for each in offers if each.area == "safeguarding" and each.by.key != need.key]
    assert sorted(each.key for each in found) == sorted(each.key for each in wanted)


@given(PARTIES, OFFERS)
def test_the_order_in_which_offers_come_in_changes_nothing(need: Party, offers: list[Offered]) -> None:
    assert match(need, "safeguarding", offers) == match(need, "safeguarding", reversed(offers))


@given(PARTIES, OFFERS)
def test_what_is_not_known_comes_last_and_is_never_nought(need: Party, offers: list[Offered]) -> None:
    found = match(need, "safeguarding", offers)
    known = [each.miles is not None for each in found]
    assert known == sorted(known, reverse=True)
    for each in found:
        if need.place is None or each.offer.by.place is None:
            assert each.miles is None
            assert "Distance not known" in each.reasons
        else:
            assert each.miles is not None
            assert each.miles >= 0


@given(PARTIES, OFFERS)
def test_the_closer_phase_and_then_the_nearer_school_come_first(need: Party, offers: list[Offered]) -> None:
    found = [each for each in match(need, "safeguarding", offers) if each.miles is not None]
    order = [(each.phase, each.miles) for each in found]
    assert order == sorted(order)


@given(PARTIES, OFFERS)
def test_every_match_says_in_words_what_of_phase_and_of_distance(need: Party, offers: list[Offered]) -> None:
    for each in match(need, "safeguarding", offers):
        assert len(each.reasons) == 2
        assert all(each.reasons)


@given(PLACES, PLACES)
def test_it_is_as_far_there_as_back(one: Place | None, other: Place | None) -> None:
    assert miles_between(one, other) == miles_between(other, one)


@given(PHASES, PHASES)
def test_phases_go_together_alike_from_either_side(one: str, other: str) -> None:
    assert phase_fit(one, other) is phase_fit(other, one)


def test_phases_as_a_headteacher_would_say() -> None:
    assert phase_fit("primary", "primary") is PhaseFit.SAME
    assert phase_fit("infant", "primary") is PhaseFit.ALIKE
    assert phase_fit("primary", "all_through") is PhaseFit.ALIKE
    assert phase_fit("primary", "secondary") is PhaseFit.OTHER
    assert phase_fit("special", "primary") is PhaseFit.OTHER
    assert phase_fit("unknown", "unknown") is PhaseFit.UNKNOWN


def test_distances_as_a_headteacher_would_say() -> None:
    def said(metres: float) -> str:
        need = Party(1, "Ash", "primary", Place(100_000, 100_000))
        by = Party(2, "Elm", "primary", Place(100_000 + round(metres), 100_000))
        return match(need, "a", [Offered(1, "a", by)])[0].reasons[1]

    assert said(0) == "Less than a mile away"
    assert said(1.2 * METRES_A_MILE) == "About 1 mile away in a straight line"
    assert said(7.6 * METRES_A_MILE) == "About 8 miles away in a straight line"
