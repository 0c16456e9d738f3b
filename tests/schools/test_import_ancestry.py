"""Predecessors over any number of links, whichever side wrote them down."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from schools.gias.ancestry import NO_NAME, Ancestor, Ancestry
from schools.gias.records import Link, Where
from tests.fixtures.gias import read

HERE = Where("links.csv", 2)


def link(
    urn: int, other: int, relation: str = "Predecessor", name: str | None = None, on: date | None = None
) -> Link:
    return Link(HERE, urn, other, relation, name, on)


def urns(links: list[Link], of: int) -> list[int]:
    return [each.urn for each in Ancestry(links, {}).of(of)]


def test_the_side_of_the_later_school_is_believed() -> None:
    earlier_side = link(1, 9, "Successor", "Ours", date(2019, 8, 31))
    later_side = link(9, 1, "Predecessor", "Theirs", date(2019, 9, 1))
    expected = (Ancestor(1, "Theirs", "Predecessor", date(2019, 9, 1)),)
    assert Ancestry([earlier_side, later_side], {}).of(9) == expected
    assert Ancestry([later_side, earlier_side], {}).of(9) == expected


def test_one_side_is_enough() -> None:
    only = link(1, 9, "Successor - merged", "Ours", date(2019, 8, 31))
    assert Ancestry([only], {}).of(9) == (Ancestor(1, NO_NAME, "Predecessor - merged", date(2019, 8, 31)),)
    assert Ancestry([only], {1: "Known elsewhere"}).of(9)[0].name == "Known elsewhere"
    assert Ancestry([only], {}).of(1) == ()


def test_predecessors_of_predecessors() -> None:
    found = Ancestry(read("links")[0].links, {}).of(900103)
    assert [(each.urn, each.relation) for each in found] == [
        (800103, "Predecessor"),
        (700103, "Predecessor - amalgamated, of 800103"),
        (700104, "Predecessor - amalgamated, of 800103"),
    ]


def test_a_school_reached_twice_is_named_once() -> None:
    assert urns([link(9, 7), link(9, 8), link(7, 5), link(8, 5)], 9) == [7, 8, 5]


def test_a_link_without_direction_is_left_out_and_told() -> None:
    links = read("links")[0].links
    assert Ancestry(links, {}).of(900105) == ()
    assert Ancestry(links, {}).doubts(900105) == (
        "900105: the link “Result of Amalgamation” with 700105 was left out: it does not say which school came first.",
    )
    assert Ancestry(links, {}).doubts(900104) == (), "a shared sixth form is no succession"


def test_a_link_without_direction_does_not_hide_one_that_has_it() -> None:
    both = Ancestry([link(9, 1, "Result of Amalgamation"), link(9, 1, "Predecessor - amalgamated")], {})
    assert [each.urn for each in both.of(9)] == [1]
    assert both.doubts(9) == ()


def test_two_schools_that_call_each_other_predecessor_are_left_out() -> None:
    circle = Ancestry([link(9, 1), link(1, 9), link(9, 2)], {})
    assert [each.urn for each in circle.of(9)] == [2]
    assert circle.doubts(9) == (
        "9: the link with 1, each called the other's predecessor, was left out: "
        "it does not say which school came first.",
    )
    assert urns([link(9, 9)], 9) == []


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=30))
def test_ancestors_are_all_that_can_be_reached_backwards(pairs: list[tuple[int, int]]) -> None:
    edges = {(later, earlier) for later, earlier in pairs if (earlier, later) not in pairs}
    for urn in range(1, 9):
        reached: set[int] = set()
        grew = True
        while grew:
            more = {earlier for later, earlier in edges if later == urn or later in reached} - reached
            reached |= more
            grew = bool(more)
        found = urns([link(later, earlier) for later, earlier in pairs], urn)
        assert sorted(found) == sorted(reached - {urn})
