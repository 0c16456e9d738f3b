"""A calibration in plain words."""

import pytest

from riskmatrix.agreement import Pair
from riskmatrix.calibration import Calibration, TwoRatings, calibrate
from riskmatrix.calibration_rules import CalibrationRules
from riskmatrix.calibration_wording import in_words, kappa_in_words, left_out_in_words, steps_in_words
from riskmatrix.outcomes import State

TERMS = ("autumn term 2026/27", "spring term 2026/27", "summer term 2026/27")


def found(*pairs: Pair, terms: int = 3, steps: int = 4, left_out: tuple[State, ...] = ()) -> Calibration:
    ratings = [TwoRatings("a", "kpi", TERMS[i % terms], s, m) for i, (s, m) in enumerate(pairs)]
    ratings += [TwoRatings("a", "kpi", TERMS[0], 0, state) for state in left_out]
    return calibrate(ratings, steps=steps, rules=CalibrationRules())


def test_kindly_strictly_and_neither() -> None:
    assert in_words(found(*[(0, 1)] * 6, *[(1, 1)] * 6)) == (
        "Over three terms the school rated itself on average half a step more kindly than the moderators; "
        "in 6 of 12 ratings both chose the same step, and never were they more than one step apart."
    )
    assert in_words(found(*[(2, 0)] * 3, *[(1, 1)] * 9)) == (
        "Over three terms the school rated itself on average half a step more strictly than the moderators; "
        "in 9 of 12 ratings both chose the same step, and in 9 they were at most one step apart."
    )
    assert in_words(found(*[(0, 1), (1, 0)] * 6, terms=1)) == (
        "In autumn term 2026/27 the school rated itself on average neither more kindly nor more strictly than the "
        "moderators; in none of 12 ratings did both choose the same step, and never were they more than one step apart."
    )
    assert in_words(found(*[(0, 0), (1, 1)] * 6, terms=2)).endswith(
        "; in all 12 ratings both chose the same step."
    )
    assert in_words(found(*[(0, 1)] * 12, steps=2)).endswith(
        "; in none of 12 ratings did both choose the same step."
    )


def test_too_few_is_what_is_said() -> None:
    assert in_words(found((0, 1))) == "Only 1 rating can be compared; at least 10 are needed."
    assert kappa_in_words(found()) == "No rating can be compared yet; at least 10 are needed."


def test_kappa_says_what_it_means() -> None:
    start = "where 1 is full agreement and 0 is what chance alone would give"
    mostly = [(0, 0), (1, 2), (3, 3), (2, 1)]
    assert kappa_in_words(found(*mostly * 8)) == (
        f"Allowing for chance, agreement is 0.80, {start} (95% interval 0.68 to 0.92)."
    )
    assert kappa_in_words(found(*mostly * 3)) == (
        f"Allowing for chance, agreement is 0.80, {start}; 12 ratings give no interval, which takes at least 32."
    )
    assert kappa_in_words(found(*[(0, 0), (3, 3)] * 16)).endswith(
        "there is no interval. The ratings leave the interval no width, so it would claim to be certain."
    )
    assert "agreement is −1.00" in kappa_in_words(found(*[(0, 3), (3, 0)] * 6))
    assert kappa_in_words(found(*[(0, 3), (0, 0)] * 6)) == (
        "The school used a single step throughout, so kappa would be nought whatever the moderators said."
    )


def test_what_was_left_out_is_said() -> None:
    unrated, away = State.UNRATED, State.NOT_APPLICABLE
    assert left_out_in_words(found((0, 1))) == ""
    assert left_out_in_words(found((0, 1), left_out=(unrated, unrated, away))) == (
        "Left out of the comparison: 2 not rated by both sides and 1 that does not apply."
    )
    assert (
        left_out_in_words(found(left_out=(away, away))) == "Left out of the comparison: 2 that do not apply."
    )


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (0.25, "a quarter of a step"),
        (0.5, "half a step"),
        (0.52, "about half a step"),
        (1 / 3, "a third of a step"),
        (0.6, "0.6 of a step"),
        (0.1, "0.1 of a step"),
        (0.97, "about one step"),
        (1.0, "one step"),
        (1.5, "one and a half steps"),
        (1.74, "about one and three quarters steps"),
        (1.1, "1.1 steps"),
        (1.99, "about two steps"),
        (2.0, "two steps"),
        (12.0, "12 steps"),
    ],
)
def test_distances_as_said(steps: float, said: str) -> None:
    assert steps_in_words(steps) == said
