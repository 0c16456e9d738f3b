"""The planner, whatever it is asked: no closed day, no more than there is room for, nothing lost, always the same."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from schools.calendar import monday_of
from schools.typical_year import typical_year
from support.planning import Adviser, Agreed, Schedule, Visit, WorkingTime, plan
from support.spec_planning import Planning

YEAR = typical_year(2026)
RULES = Planning()
PEOPLE, SCHOOLS = 4, 3


@dataclass(frozen=True)
class Asked:
    visits: tuple[Visit, ...]
    agreed: tuple[Agreed, ...]
    advisers: dict[int, Adviser]

    def planned(self) -> Schedule:
        return plan(self.visits, self.agreed, self.advisers, YEAR.half_terms, RULES)


days = st.sampled_from(YEAR.school_days)
people = st.lists(st.integers(0, PEOPLE - 1), min_size=1, max_size=2, unique=True).map(tuple)
lengths = st.sampled_from([30, 60, 180, 240, 360, 420])


@st.composite
def windows(draw: st.DrawFn) -> tuple[date, ...]:
    """A week, some weeks or a year of school days, without those on which the school is closed."""
    first = draw(days)
    last = first + timedelta(days=draw(st.sampled_from([0, 4, 30, 300])))
    closed = draw(st.frozensets(days, max_size=5))
    return YEAR.with_closures(closed).days_in(Stretch(first, last))


@dataclass(frozen=True)
class Stretch:
    starts_on: date
    ends_on: date


@st.composite
def times(draw: st.DrawFn) -> tuple[WorkingTime, ...]:
    begins = sorted(draw(st.lists(days, max_size=2)))
    return tuple(
        WorkingTime(
            first,
            draw(st.frozensets(st.integers(1, 5))),
            Decimal(draw(st.sampled_from(["0", "0.5", "3", "12", "30"]))),
        )
        for first in (draw(st.sampled_from([YEAR.starts_on])), *begins)
    )


@st.composite
def crowded(draw: st.DrawFn) -> Asked:
    """One school in one week of people who have time: here the room at the school is what is short."""
    week = YEAR.school_days[5:10]
    free = (WorkingTime(YEAR.starts_on, frozenset({1, 2, 3, 4, 5}), Decimal(30)),)
    some = draw(st.lists(st.tuples(people, st.sampled_from([60, 180])), min_size=4, max_size=16))
    visits = tuple(
        Visit(key, 0, who, minutes, week[: draw(st.integers(1, 5))])
        for key, (who, minutes) in enumerate(some)
    )
    advisers = {pk: Adviser(f"Person {pk}", free) for pk in range(PEOPLE)}
    kept = st.builds(
        Agreed, st.just(0), people, st.sampled_from(week), st.just(120), st.sampled_from([540, 600, 660])
    )
    return Asked(visits, tuple(draw(st.lists(kept, max_size=3))), advisers)


@st.composite
def wide(draw: st.DrawFn) -> Asked:
    """Some schools through the year, and people of every kind, one of whom nobody knows when they work."""
    advisers = {pk: Adviser(f"Person {pk}", draw(times())) for pk in range(PEOPLE - 1)}
    advisers[PEOPLE - 1] = Adviser("Nobody knows when")
    each = st.tuples(st.integers(0, SCHOOLS - 1), people, lengths, windows())
    visits = tuple(Visit(key, *one) for key, one in enumerate(draw(st.lists(each, min_size=1, max_size=30))))
    where, begins = st.sampled_from([None, *range(SCHOOLS)]), st.sampled_from([None, 480, 600, 900])
    kept = st.lists(st.builds(Agreed, where, people, days, lengths, begins), max_size=12)
    return Asked(visits, tuple(draw(kept)), advisers)


def cases() -> st.SearchStrategy[Asked]:
    return st.one_of(crowded(), wide())


@given(cases())
@settings(max_examples=150)
def test_every_visit_is_placed_in_its_window_or_short_with_a_reason(asked: Asked) -> None:
    found = asked.planned()
    keys = [each.visit.key for each in (*found.proposals, *found.lacking)]
    assert sorted(keys) == [visit.key for visit in asked.visits]
    for (
        each
    ) in found.proposals:  # the days of a visit are those of its school's calendar: no holiday, no closure
        assert each.day in each.visit.days
    for short in found.lacking:
        assert short.sentence.endswith(".")
        assert len(short.sentence) > 20


@given(cases())
@settings(max_examples=150)
def test_nobody_gives_more_than_they_have(asked: Asked) -> None:
    found = asked.planned()
    of_half: dict[tuple[int, int], int] = defaultdict(int)
    of_day: dict[tuple[int, date], int] = defaultdict(int)
    for kept in asked.agreed:
        for person in kept.visitors:
            of_half[person, _half(kept.day)] += kept.minutes
            of_day[person, kept.day] += kept.minutes
    touched = set()
    for each in found.proposals:
        for person in each.visit.visitors:
            time = asked.advisers[person].time_on(each.day)
            assert time is not None
            assert each.day.isoweekday() in time.weekdays
            of_half[person, _half(each.day)] += each.visit.minutes
            of_day[person, each.day] += each.visit.minutes
            touched.add((person, each.day))
    for person, day in touched:
        half = YEAR.half_terms[_half(day)]
        time = asked.advisers[person].time_on(half.ends_on)
        assert time is not None
        assert of_half[person, _half(day)] <= time.days_a_half_term * RULES.minutes_a_day
        assert of_day[person, day] <= RULES.minutes_a_day


@given(cases())
@settings(max_examples=150)
def test_no_school_has_three_visitors_in_a_week_by_what_is_proposed(asked: Asked) -> None:
    before: dict[tuple[int, date], set[int]] = defaultdict(set)
    for kept in asked.agreed:
        if kept.school is not None:
            before[kept.school, monday_of(kept.day)].update(kept.visitors)
    after = {week: set(there) for week, there in before.items()}
    for each in asked.planned().proposals:
        week = (each.visit.school, monday_of(each.day))
        after.setdefault(week, set()).update(each.visit.visitors)
    for week, there in after.items():
        assert len(there) <= RULES.visitors_a_week or there == before[week]


@given(cases())
@settings(max_examples=150)
def test_nobody_is_in_two_places_at_once(asked: Asked) -> None:
    spans: dict[tuple[str, int, date], list[tuple[int, int]]] = defaultdict(list)
    for kept in asked.agreed:
        if kept.begins is not None:
            for person in kept.visitors:
                spans["person", person, kept.day].append((kept.begins, kept.begins + kept.minutes))
            if kept.school is not None:
                spans["school", kept.school, kept.day].append((kept.begins, kept.begins + kept.minutes))
    for each in asked.planned().proposals:
        span = (each.begins, each.begins + each.visit.minutes)
        assert RULES.begins_at_hour * 60 <= span[0]
        assert span[1] <= RULES.begins_at_hour * 60 + RULES.minutes_a_day
        places = [("school", each.visit.school), *(("person", person) for person in each.visit.visitors)]
        for kind, key in places:
            assert all(span[1] <= begins or ends <= span[0] for begins, ends in spans[kind, key, each.day])
        for kind, key in places:
            spans[kind, key, each.day].append(span)


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_equal_input_in_any_order_gives_an_equal_schedule(asked: Asked, chance: random.Random) -> None:
    visits, kept, people = list(asked.visits), list(asked.agreed), list(asked.advisers.items())
    for each in (visits, kept, people):
        chance.shuffle(each)
    assert Asked(tuple(visits), tuple(kept), dict(people)).planned() == asked.planned()


@given(cases())
@settings(max_examples=60)
def test_what_is_agreed_as_proposed_changes_no_other_proposal_to_the_worse(asked: Asked) -> None:
    """Agreeing to all of it leaves nothing to propose, and the rest as short as it was."""
    found = asked.planned()
    kept = [
        Agreed(each.visit.school, each.visit.visitors, each.day, each.visit.minutes, each.begins)
        for each in found.proposals
    ]
    rest = tuple(each.visit for each in found.lacking)
    again = Asked(rest, (*asked.agreed, *kept), asked.advisers).planned()
    assert not again.proposals
    assert {each.visit.key for each in again.lacking} == {visit.key for visit in rest}


def _half(day: date) -> int:
    return next(at for at, half in enumerate(YEAR.half_terms) if half.starts_on <= day <= half.ends_on)
