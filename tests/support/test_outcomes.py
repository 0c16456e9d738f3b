"""Attainment over the years stands beside England's of the same year, and few pupils say nothing."""

from __future__ import annotations

from typing import Any

import pytest

from riskmatrix.models import Framework
from support import spec
from support.features import Trend
from support.queries.outcomes import trends
from support.services.offers import DEFAULT_PACK
from tests.cast import Cast
from tests.riskmatrix.figuring import official, type_in

OUTCOMES = spec.load(DEFAULT_PACK).outcomes


@pytest.fixture(autouse=True)
def benchmarks(offered: Cast, at: Any) -> Any:
    with at("2026-11-24"):
        official(offered, "ks2")
        yield


def seen(cast: Cast, cohort: str, **values: str) -> Trend:
    """What is said of reading, writing and mathematics with these values, by the year in which they end."""
    for year, value in values.items():
        start = int(year.removeprefix("y"))
        type_in(
            cast.alder, "reading-writing-maths", f"{start}/{(start + 1) % 100:02}", value, cohort=cohort,
            by=cast.headteacher,
        )  # fmt: skip
    assert OUTCOMES is not None
    framework = Framework.objects.in_force(cast.trust)
    assert framework is not None
    found = {each.title: each for each in trends(cast.alder, framework.spec, OUTCOMES)}
    assert found["Phonics screening check"] == Trend(
        "Phonics screening check", None, None, "Phonics screening check: no figure."
    )
    return found["Expected standard in reading, writing and mathematics"]


def test_above_and_rising(offered: Cast):
    found = seen(offered, "58", y2016="58", y2017="64", y2018="70")
    assert (found.beside, found.since) == (1, 1)
    assert "70.0% in 2018/19" in found.words
    assert "England 64.0%" in found.words
    assert "58.0% in 2016/17" in found.words


def test_alike_and_level(offered: Cast):
    found = seen(offered, "58", y2016="64", y2017="64", y2018="65")
    assert (found.beside, found.since) == (0, 0)


def test_below_and_a_year_missing(offered: Cast):
    found = seen(offered, "58", y2016="64", y2018="50")
    assert (found.beside, found.since) == (-1, None)


def test_few_pupils_say_nothing(offered: Cast):
    found = seen(offered, "12", y2016="58", y2017="64", y2018="70")
    assert (found.beside, found.since) == (None, None)
    assert "from too few pupils (12) to say more" in found.words


def test_a_year_without_englands_figure_is_not_compared(offered: Cast):
    found = seen(offered, "58", y2023="58", y2024="64", y2025="70")
    assert (found.beside, found.since) == (None, 1)
