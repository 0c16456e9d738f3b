"""Proposing a day for every visit that has none. Pure: equal input, in whatever order, gives an equal schedule.

The visit that must be first is placed first: the one whose window closes soonest, then the one with the fewest days to
choose from. It gets the day on which the school has the fewest visitors that week and whoever comes has the least to
do. A day that has been agreed is never moved, and what finds no day is said with its reason.

Each visit looks at the days of its own window and at nothing of another school's, so that the work grows with the
number of visits; a window has at most the days of a school year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schools.calendar import Span
from support.planning.diary import Adviser, Agreed, Diary, WorkingTime
from support.spec_planning import Planning

__all__ = ["Adviser", "Agreed", "Lacking", "Proposal", "Schedule", "Visit", "WorkingTime", "plan"]


@dataclass(frozen=True)
class Visit:
    """An engagement without an agreed day.

    :param key: one that no other visit has; it settles what is equal otherwise.
    :param visitors: the people of the trust who come, by their keys among the advisers.
    :param days: the school days of its window that are still to come, in order.
    """

    key: int
    school: int
    visitors: tuple[int, ...]
    minutes: int
    days: tuple[date, ...]


@dataclass(frozen=True)
class Proposal:
    """``begins`` in minutes after midnight, by the clock on the wall."""

    visit: Visit
    day: date
    begins: int


@dataclass(frozen=True)
class Lacking:
    """A visit for which there is no day, with the reason as a sentence."""

    visit: Visit
    sentence: str


@dataclass(frozen=True)
class Schedule:
    """Every visit once: in order of their days, and in the order in which they could not be placed."""

    proposals: tuple[Proposal, ...] = ()
    lacking: tuple[Lacking, ...] = ()


def plan(
    visits: Iterable[Visit],
    agreed: Iterable[Agreed],
    advisers: Mapping[int, Adviser],
    half_terms: Sequence[Span],
    rules: Planning,
) -> Schedule:
    """A day and time for each visit, or why there is none.

    :param agreed: what has its day already or was held: it takes time, and is not touched.
    :param half_terms: of the trust's year; an adviser's days are counted in each.
    """
    diary = Diary(advisers, half_terms, rules)
    for each in agreed:
        diary.enter(each.school, each.visitors, each.day, each.begins, each.minutes)
    proposals, lacking = [], []
    for visit in sorted(visits, key=_urgency):
        found = _place(visit, diary)
        if isinstance(found, Proposal):
            diary.enter(visit.school, visit.visitors, found.day, found.begins, visit.minutes)
            proposals.append(found)
        else:
            lacking.append(found)
    return Schedule(
        tuple(sorted(proposals, key=lambda each: (each.day, each.begins, each.visit.key))), tuple(lacking)
    )


def _urgency(visit: Visit) -> tuple[date, int, int]:
    return (visit.days[-1] if visit.days else date.min, len(visit.days), visit.key)


def _place(visit: Visit, diary: Diary) -> Proposal | Lacking:
    """The best day of the best week in which there is one."""
    school, who = visit.school, visit.visitors
    weeks = diary.weeks(visit.days)
    for monday in sorted(weeks, key=lambda monday: diary.burden_of_week(school, who, monday)):
        if not diary.takes_visitors(school, who, monday):
            continue
        for day in sorted(weeks[monday], key=lambda day: diary.burden_of_day(school, who, day)):
            if diary.work_on(who, day) and diary.have_days_left(who, day, visit.minutes):
                begins = diary.first_gap(school, who, day, visit.minutes)
                if begins is not None:
                    return Proposal(visit, day, begins)
    return Lacking(visit, _why(visit, diary))


def _why(visit: Visit, diary: Diary) -> str:
    """What stands in the way: the first thing after which no day is left."""
    who, minutes, rules = diary.names(visit.visitors), visit.minutes, diary.rules
    if not visit.days:
        return "No school day is left in its window."
    if unknown := diary.without_times(visit.visitors):
        return f"Nobody has entered yet on which days {unknown} works."
    if minutes > rules.minutes_a_day:
        return "It takes longer than a working day."
    days = [day for day in visit.days if diary.work_on(visit.visitors, day)]
    if not days:
        return f"No school day left in its window is a working day of {who}."
    days = [day for day in days if diary.have_days_left(visit.visitors, day, minutes)]
    if not days:
        return f"The days that {who} can give to schools are used up."
    if not any(diary.takes_visitors(visit.school, visit.visitors, monday) for monday in diary.weeks(days)):
        if len(visit.visitors) > rules.visitors_a_week:
            return "More people come than a school has in one week."
        return f"The school has {_people(rules.visitors_a_week)} already in every week that is left."
    return f"Every day that is left is full for {who} or for the school."


def _people(count: int) -> str:
    return "one visitor" if count == 1 else f"{ {2: 'two', 3: 'three'}.get(count, count) } visitors"
