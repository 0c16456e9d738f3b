"""How often people decided otherwise, where schools stand, and what deserves a second look."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from support.drift import Made, Year, decided, stood
from support.spec_judging import Watching
from support.watching import Point, has_enough, partings, standstill

YEARS = [Year(f"20{at}/{at + 1}", date(2000 + at, 9, 1), date(2001 + at, 8, 31)) for at in (24, 25, 26)]
CODES = ["sustain", "refine", "reinforce", "stabilise"]
RULE = Watching(points=5, terms=3, much_support=("reinforce", "stabilise"))


def made(school: int, place: int, recommended: int | None, on: str) -> Made:
    return Made(school, CODES[place], place, recommended, date.fromisoformat(on))


def test_overrides_are_counted_by_direction_and_a_year_without_decisions_has_no_rate():
    rows = [
        made(1, 1, 1, "2024-11-01"),
        made(2, 2, 1, "2024-11-01"),  # more support than recommended
        made(3, 0, 1, "2025-03-01"),  # less
        made(4, 1, None, "2025-03-01"),  # the portal could not tell
        made(1, 1, 1, "2026-11-01"),
    ]
    first, second, third = decided(rows, YEARS)
    assert (first.confirmed, first.more_support, first.less_support, first.untold) == (1, 1, 1, 1)
    assert (first.overridden, first.compared, first.rate) == (2, 3, 67)
    assert (second.compared, second.rate) == (0, None)
    assert third.rate == 0


def test_where_schools_stand_at_the_end_of_each_year_and_how_they_moved():
    rows = [
        made(1, 1, 1, "2024-11-01"),
        made(2, 2, 2, "2024-11-01"),
        made(1, 0, 0, "2025-11-01"),
        made(2, 3, 3, "2025-11-01"),
        made(2, 2, 2, "2026-02-01"),
        made(3, 1, 1, "2026-11-01"),
        made(2, 3, 3, "2027-06-01"),  # after today
    ]
    first, second, third = stood(rows, YEARS, schools=4, today=date(2026, 11, 23))
    assert (first.in_category, first.without, first.compared) == ({"refine": 1, "reinforce": 1}, 2, 0)
    assert second.in_category == {"sustain": 1, "reinforce": 1}
    assert (second.to_more, second.to_less, second.stayed) == (0, 1, 1)
    assert third.day == date(2026, 11, 23)
    assert (third.in_category, third.without) == ({"sustain": 1, "reinforce": 1, "refine": 1}, 1)
    assert (third.to_more, third.to_less, third.stayed) == (0, 0, 2)  # the third school is new


def points(*scores: float | None, category: str = "reinforce") -> list[Point]:
    return [
        Point(f"term {at}", None if score is None else Decimal(str(score)), category)
        for at, score in enumerate(scores, 1)
    ]


def test_one_strand_improves_while_the_other_worsens():
    (found,) = partings({"Academic": points(50, 48, 44), "Operational": points(20, 22, 26)}, RULE)
    assert (found.improving, found.by) == ("Academic", Decimal(6))
    assert (found.worsening, found.against, found.since) == ("Operational", Decimal(6), "term 1")
    assert partings({"Academic": points(50, 46), "Operational": points(20, 26)}, RULE) == []
    assert partings({"Academic": points(50, 40), "Operational": points(20, 10)}, RULE) == []
    assert partings({"Academic": points(50, None), "Operational": points(20, 26)}, RULE) == []
    # only the latest terms count: what was long ago is not a movement now
    long_ago = {"Academic": points(60, 50, 50, 50, 50), "Operational": points(10, 20, 20, 20, 20)}
    assert partings(long_ago, RULE) == []


@pytest.mark.parametrize(
    ("scores", "category", "found"),
    [
        ((50, 48, 49, 46), "reinforce", True),
        ((50, 48, 49, 45), "reinforce", False),  # five points are a movement
        ((50, 55, 58, 60), "stabilise", True),  # worse is no improvement either
        ((50, 50, 50, 50), "refine", False),
        ((50, 50, 50), "reinforce", False),  # too few terms
        ((50, 50, 50, None), "reinforce", False),
        ((30, 50, 50, 50, 50), "reinforce", True),  # the last terms only
    ],
)
def test_much_support_and_no_movement(scores: tuple[float | None, ...], category: str, found: bool):
    rows = points(*scores, category=category)
    assert (standstill("Academic", rows, RULE) is not None) == found


def test_a_term_without_a_decision_interrupts_the_row_and_few_terms_are_said_to_be_few():
    rows = points(50, 50, 50, 50)
    rows[1] = Point("term 2", Decimal(50), "")
    assert standstill("Academic", rows, RULE) is None
    assert has_enough(rows, RULE)
    assert not has_enough(rows[1:], RULE)
