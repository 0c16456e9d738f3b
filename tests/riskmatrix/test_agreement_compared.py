"""Kappa and its interval are those of an established implementation, but where that one would pretend."""

import warnings
from collections.abc import Callable
from math import isnan
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from riskmatrix.agreement import least_for_interval, quadratic_kappa
from riskmatrix.agreement_figures import Interval, Kappa, NotDefined, TooFew

Table = list[list[int]]


@pytest.fixture(scope="module")
def established() -> Callable[..., Any]:
    """Imported here, because it takes seconds that nobody else need wait for."""
    from statsmodels.stats.inter_rater import cohens_kappa

    return cohens_kappa


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """How often the school chose each step (down) when the moderators chose each step (across)."""
    steps = draw(st.integers(2, 6))
    row = st.lists(st.integers(0, 8), min_size=steps, max_size=steps)
    table = draw(st.lists(row, min_size=steps, max_size=steps))
    table[0][0] += not sum(map(sum, table))
    return table


@given(table=tables())
@example(
    table=[[30, 2, 1, 0], [4, 20, 5, 0], [1, 6, 12, 3], [0, 0, 2, 4]]
)  # as a school's three terms may be
@example(table=[[20, 0, 0], [0, 20, 0], [0, 0, 20]])  # all agree
@example(table=[[0, 9], [9, 0]])  # none does, and both are certain
@example(table=[[50, 0, 0], [1, 0, 0], [0, 0, 1]])  # an upper limit that would be above 1
@example(table=[[5, 5, 5], [0, 0, 0], [0, 0, 0]])  # the school used a single step
@example(table=[[9, 0], [0, 0]])  # so did both
def test_kappa_and_interval_are_the_established_ones(established: Callable[..., Any], table: Table) -> None:
    steps, n = len(table), sum(map(sum, table))
    pairs = [(s, m) for s in range(steps) for m in range(steps) for _ in range(table[s][m])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it divides by nought where we do not
        theirs = established(table, wt="quadratic")
    ours = quadratic_kappa(pairs, steps=steps, least=1)
    if isinstance(ours, NotDefined):
        assert isnan(theirs.kappa) or theirs.kappa == pytest.approx(0, abs=1e-9)
        return
    assert isinstance(ours, Kappa)
    assert ours.value == pytest.approx(theirs.kappa, abs=1e-9)
    match ours.interval:
        case Interval(low, high, error):
            assert error == pytest.approx(theirs.std_kappa, abs=1e-9)
            assert low == pytest.approx(max(-1, theirs.kappa_low), abs=1e-9)
            assert high == pytest.approx(min(1, theirs.kappa_upp), abs=1e-9)
        case TooFew(few, needed):
            assert (few, needed) == (n, least_for_interval(steps))
            assert few < needed
        case NotDefined():
            # Theirs has the limits on top of each other (or nowhere, by rounding below nought).
            assert theirs.var_kappa == pytest.approx(0, abs=1e-12)
