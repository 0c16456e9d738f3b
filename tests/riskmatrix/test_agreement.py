"""Agreement of two raters: symmetries, bounds, and an answer instead of a figure that would pretend."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from riskmatrix.agreement import (
    Pair,
    adjacent_agreement,
    bias,
    exact_agreement,
    least_for_interval,
    quadratic_kappa,
    shrunk,
)
from riskmatrix.agreement_figures import Answered, Interval, Kappa, NotDefined, Share, TooFew


@st.composite
def paired(draw: st.DrawFn, *, max_size: int = 60) -> tuple[int, list[Pair]]:
    """The steps of a scale, and pairs on it."""
    steps = draw(st.integers(2, 5))
    step = st.integers(0, steps - 1)
    return steps, draw(st.lists(st.tuples(step, step), min_size=1, max_size=max_size))


def kappa(steps: int, pairs: list[Pair]) -> Answered[Kappa]:
    return quadratic_kappa(pairs, steps=steps, least=1)


def near(one: Answered[Kappa], other: Answered[Kappa], *, narrower: float = 1) -> None:
    """Both say the same; the second's standard error is ``narrower`` times smaller."""
    assert type(one) is type(other)
    if isinstance(one, Kappa) and isinstance(other, Kappa):
        assert other.value == pytest.approx(one.value, abs=1e-9)
        if isinstance(one.interval, Interval) and isinstance(other.interval, Interval):
            assert other.interval.standard_error * narrower == pytest.approx(
                one.interval.standard_error, abs=1e-9
            )


@given(paired())
def test_changing_places_turns_the_bias_and_nothing_else(drawn: tuple[int, list[Pair]]) -> None:
    steps, pairs = drawn
    swapped = [(m, s) for s, m in pairs]
    assert bias(swapped, least=1) == pytest.approx(-bias(pairs, least=1))  # type: ignore[operator]
    assert exact_agreement(swapped, least=1) == exact_agreement(pairs, least=1)
    assert adjacent_agreement(swapped, steps=steps, least=1) == adjacent_agreement(
        pairs, steps=steps, least=1
    )
    near(kappa(steps, pairs), kappa(steps, swapped))


@given(paired())
def test_turning_the_scale_round_turns_the_bias_and_nothing_else(drawn: tuple[int, list[Pair]]) -> None:
    """Why polarity must be taken out before: agreement does not notice, kindness does."""
    steps, pairs = drawn
    turned = [(steps - 1 - s, steps - 1 - m) for s, m in pairs]
    assert bias(turned, least=1) == pytest.approx(-bias(pairs, least=1))  # type: ignore[operator]
    assert exact_agreement(turned, least=1) == exact_agreement(pairs, least=1)
    near(kappa(steps, pairs), kappa(steps, turned))


@given(paired())
def test_everything_stays_in_its_bounds(drawn: tuple[int, list[Pair]]) -> None:
    steps, pairs = drawn
    exact, adjacent = exact_agreement(pairs, least=1), adjacent_agreement(pairs, steps=steps, least=1)
    assert isinstance(exact, Share)
    assert 0 <= exact.value <= 1
    if isinstance(adjacent, Share):
        assert exact.value <= adjacent.value <= 1
    mean = bias(pairs, least=1)
    assert isinstance(mean, float)
    assert abs(mean) <= steps - 1
    found = kappa(steps, pairs)
    if isinstance(found, Kappa):
        assert -1 - 1e-9 <= found.value <= 1 + 1e-9
        if isinstance(found.interval, Interval):
            assert -1 <= found.interval.low <= found.value <= found.interval.high <= 1
            assert found.interval.standard_error > 0


@given(paired(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_is_nothing_and_twice_the_pairs_are_surer(drawn, chance) -> None:  # type: ignore[no-untyped-def]
    steps, pairs = drawn
    near(kappa(steps, pairs), kappa(steps, chance.sample(pairs, len(pairs))))
    many = pairs * least_for_interval(steps)
    near(kappa(steps, many), kappa(steps, many * 2), narrower=2**0.5)


@given(paired())
def test_those_who_always_agree(drawn: tuple[int, list[Pair]]) -> None:
    steps, pairs = drawn
    same = [(s, s) for s, _ in pairs] * least_for_interval(steps)
    assert bias(same, least=1) == 0
    assert exact_agreement(same, least=1) == Share(len(same), len(same))
    found = kappa(steps, same)
    if len({s for s, _ in pairs}) == 1:
        assert isinstance(found, NotDefined)
        return
    assert isinstance(found, Kappa)
    assert found.value == 1
    assert isinstance(found.interval, NotDefined)  # never “certain”


@given(paired(), st.integers(0, 4), st.booleans())
def test_a_side_with_a_single_step_leaves_kappa_undefined(
    drawn: tuple[int, list[Pair]], at: int, school: bool
) -> None:
    steps, pairs = drawn
    assume(at < steps)
    found = kappa(steps, [(at, m) if school else (s, at) for s, m in pairs])
    assert isinstance(found, NotDefined)


def test_who_used_the_single_step_is_said() -> None:
    def reason(pairs: list[Pair]) -> str:
        found = kappa(4, pairs)
        assert isinstance(found, NotDefined)
        return found.sentence

    assert reason([(0, 0), (0, 2)]) == (
        "The school used a single step throughout, so kappa would be nought whatever the moderators said."
    )
    assert reason([(0, 1), (2, 1)]).startswith("The moderators used a single step throughout")
    assert reason([(1, 1), (1, 1)]).startswith("Both sides used one and the same step throughout")
    assert reason([(0, 1), (0, 1)]).startswith("The school used a single step")


def test_kinder_ratings_are_above_nought() -> None:
    assert bias([(0, 1), (1, 2), (2, 2), (0, 1)], least=1) == 0.75
    assert bias([(3, 2), (1, 1)], least=1) == -0.5


def test_worked_example_of_kappa() -> None:
    """Squared distances: 2/6 on average in the pairs; at random 2 * 2/3 between 0, 1, 2 and 0, 1, 2."""
    found = kappa(3, [(0, 0), (1, 1), (2, 2), (0, 1), (1, 0), (2, 2)])
    assert isinstance(found, Kappa)
    assert found.value == pytest.approx(1 - (2 / 6) / (4 / 3))
    assert found.interval == TooFew(6, 18)


@pytest.mark.parametrize("n", [0, 1, 9])
def test_below_the_least_number_nothing_is_said(n: int) -> None:
    pairs = [(i % 3, i % 2) for i in range(n)]
    few = TooFew(n, 10)
    assert bias(pairs, least=10) == few
    assert exact_agreement(pairs, least=10) == few
    assert adjacent_agreement(pairs, steps=4, least=10) == few
    assert quadratic_kappa(pairs, steps=4, least=10) == few
    enough = [*pairs, *([(0, 1)] * (10 - n))]
    assert not isinstance(bias(enough, least=10), TooFew)


def test_how_few_is_said() -> None:
    assert TooFew(0, 10).sentence == "No rating can be compared yet; at least 10 are needed."
    assert TooFew(1, 10).sentence == "Only 1 rating can be compared; at least 10 are needed."
    assert TooFew(9, 10).sentence == "Only 9 ratings can be compared; at least 10 are needed."


def test_on_two_steps_all_is_adjacent_and_so_it_is_not_said() -> None:
    assert isinstance(adjacent_agreement([(0, 1)], steps=2, least=1), NotDefined)
    assert adjacent_agreement([(0, 1), (2, 0)], steps=3, least=1) == Share(1, 2)


def test_the_interval_waits_for_twice_the_square_of_the_steps() -> None:
    pairs = [(0, 0), (1, 2), (3, 3), (2, 1)] * 8
    full, short = kappa(4, pairs), kappa(4, pairs[:-1])
    assert isinstance(full, Kappa)
    assert isinstance(full.interval, Interval)
    assert isinstance(short, Kappa)
    assert short.interval == TooFew(31, 32)


def test_the_interval_ends_where_kappa_does() -> None:
    high = kappa(3, [*[(0, 0)] * 50, (1, 0), (2, 2)])
    low = kappa(3, [*[(0, 2)] * 10, *[(2, 0)] * 10, (2, 1)])
    assert isinstance(high, Kappa)
    assert isinstance(high.interval, Interval)
    assert high.value + 1.9 * high.interval.standard_error > 1
    assert high.interval.high == 1
    assert isinstance(low, Kappa)
    assert isinstance(low.interval, Interval)
    assert low.value - 1.9 * low.interval.standard_error < -1
    assert low.interval.low == -1


def test_a_share_is_shown_with_one_decimal() -> None:
    assert Share(2, 3).percent == 66.7


@given(st.floats(-3, 3), st.floats(-3, 3), st.integers(1, 500), st.floats(0, 100))
def test_drawing_towards_the_trust_stays_between(value: float, towards: float, n: int, weight: float) -> None:
    found = shrunk(value, n=n, towards=towards, prior_weight=weight)
    assert min(value, towards) - 1e-9 <= found <= max(value, towards) + 1e-9
    more = shrunk(value, n=n + 1, towards=towards, prior_weight=weight)
    assert abs(more - value) <= abs(found - value) + 1e-9
    assert shrunk(value, n=n, towards=towards, prior_weight=0) == pytest.approx(value)


def test_as_many_ratings_as_the_weight_meet_half_way() -> None:
    assert shrunk(1.0, n=10, towards=0.0, prior_weight=10) == 0.5
    assert shrunk(1.0, n=30, towards=0.2, prior_weight=10) == pytest.approx(0.8)
