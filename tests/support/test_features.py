"""A key feature is met, not met or cannot be told, and says by which figures; the doubt is nobody's advantage."""

from __future__ import annotations

import pytest

from support.features import Rated, Trend, Verdict, by_outcomes, by_ratings
from support.spec_judging import ByOutcomes, ByRatings

UP, LEVEL, DOWN = 1, 0, -1


def rated(*steps: str | None) -> list[Rated]:
    return [Rated(f"Criterion {at}", step) for at, step in enumerate(steps, 1)]


def trends(*pairs: tuple[int | None, int | None]) -> list[Trend]:
    return [Trend(f"Measure {at}", *pair, f"Measure {at}: 70%.") for at, pair in enumerate(pairs, 1)]


@pytest.mark.parametrize(
    ("steps", "verdict"),
    [
        (("low", "low", "high"), Verdict.MET),
        (("low", "moderate", "high"), Verdict.NOT_MET),
        (("low", None, "high"), Verdict.CANNOT_TELL),  # it could be low as well
        (("low", "low", None), Verdict.MET),
        ((None, "high", "high"), Verdict.NOT_MET),
        ((), Verdict.CANNOT_TELL),
    ],
)
def test_by_ratings(steps: tuple[str | None, ...], verdict: Verdict):
    rule = ByRatings(kind="ratings", at=("low",), at_least=2)
    found, sentence = by_ratings(rule, rated(*steps), ["Low"])
    assert found is verdict
    if steps:
        there = steps.count("low")
        assert sentence.startswith(f"{there} of {len(steps)} at Low (asked for: 2 or more)")
        assert ("not rated" in sentence) == (None in steps)


@pytest.mark.parametrize(
    ("are", "pairs", "verdict"),
    [
        ("strong", [(UP, UP), (UP, UP), (LEVEL, LEVEL)], Verdict.MET),
        ("strong", [(UP, UP), (UP, UP), (DOWN, UP)], Verdict.NOT_MET),
        ("strong", [(UP, LEVEL), (UP, UP)], Verdict.NOT_MET),
        ("strong", [(LEVEL, UP), (LEVEL, UP)], Verdict.NOT_MET),
        ("strong", [(UP, None), (UP, None)], Verdict.CANNOT_TELL),
        ("average", [(LEVEL, UP), (UP, UP)], Verdict.MET),
        ("average", [(LEVEL, UP), (DOWN, UP)], Verdict.NOT_MET),
        ("average", [(LEVEL, UP), (UP, LEVEL)], Verdict.NOT_MET),
        ("average", [(LEVEL, UP), (UP, None)], Verdict.CANNOT_TELL),
        ("uneven", [(UP, UP), (DOWN, None)], Verdict.MET),
        ("uneven", [(UP, UP), (LEVEL, None)], Verdict.NOT_MET),
        ("low", [(DOWN, DOWN), (DOWN, LEVEL)], Verdict.MET),
        ("low", [(DOWN, DOWN), (DOWN, UP)], Verdict.NOT_MET),
        ("low", [(DOWN, DOWN), (UP, UP)], Verdict.NOT_MET),
        ("low", [(DOWN, DOWN), (DOWN, None)], Verdict.CANNOT_TELL),
        ("low", [(DOWN, DOWN)], Verdict.CANNOT_TELL),
        ("strong", [(None, UP)], Verdict.CANNOT_TELL),
        ("uneven", [], Verdict.CANNOT_TELL),
    ],
)
def test_by_outcomes(are: str, pairs: list[tuple[int | None, int | None]], verdict: Verdict):
    rule = ByOutcomes.model_validate({"kind": "outcomes", "are": are})
    found, sentence = by_outcomes(rule, trends(*pairs))
    assert found is verdict
    assert all(f"Measure {at}: 70%." in sentence for at in range(1, len(pairs) + 1))
