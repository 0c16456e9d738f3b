"""When the demo's story happens: four terms that end with the one at work on the day it is told. Dates only.

The present term is the one running on that day, or just past: in its first three weeks, and in the holiday after a
term, the trust is still at the work of the term before. Its due dates lie around the day, so that there is work to
do and nothing happens by itself at once; those of the past terms lie where a trust would have put them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schools.calendar import FRIDAY, ONE_DAY, SchoolCalendar, Term
from schools.typical_year import typical_year

TERMS = 4
UNDER_WAY = timedelta(weeks=3)
"""How long a term has been running before the trust's work of that term has begun."""


@dataclass(frozen=True)
class StoryTerm:
    """A term of the story. ``days`` are the school days of it that have been lived through, at least twelve."""

    place: int
    calendar: SchoolCalendar
    term: Term
    days: tuple[date, ...]
    self_evaluation_due: date
    moderation_due: date
    report_due: date

    @property
    def start_year(self) -> int:
        return self.calendar.starts_on.year

    @property
    def is_present(self) -> bool:
        return self.place == TERMS

    @property
    def name(self) -> str:
        """“Autumn 2025”: the calendar year people mean."""
        return f"{self.term.name} {self.term.starts_on.year}"

    def day(self, share: float) -> date:
        """The school day at a share of those lived through: 0 the first, 1 the last."""
        return self.days[round(share * (len(self.days) - 1))]

    def school_day_after(self, day: date, number: int = 1) -> date:
        """The school day ``number`` after ``day``; the last one lived through when there are not so many."""
        later = [each for each in self.days if each > day]
        return later[min(number, len(later)) - 1] if later else self.days[-1]


@dataclass(frozen=True)
class Plan:
    """The story of the demo as told on ``today``: its terms in order, and every academic year they and it need."""

    today: date
    terms: tuple[StoryTerm, ...]
    years: tuple[SchoolCalendar, ...]

    @property
    def present(self) -> StoryTerm:
        return self.terms[-1]

    @property
    def founded_on(self) -> date:
        """The day the trust came to the portal: three weeks before the first term of the story."""
        return self.terms[0].term.starts_on - UNDER_WAY

    def year_begins(self, term: StoryTerm) -> bool:
        """Whether ``term`` is the first of an academic year in which the story was under way before."""
        return term.place > 1 and term.start_year != self.terms[term.place - 2].start_year


def plan_for(today: date) -> Plan:
    """The story that is told on ``today``, any day of any year."""
    begun = [each for each in _terms_until(today) if each[1].starts_on + UNDER_WAY <= today][-TERMS:]
    terms = tuple(
        _present(calendar, term, today) if place == TERMS else _past(place, calendar, term)
        for place, (calendar, term) in enumerate(begun, 1)
    )
    # A trust that is at work in June has the coming year in its calendar.
    now = today.year if today.month >= 6 else today.year - 1
    running = today.year if today.month >= 9 else today.year - 1
    starts = sorted({term.start_year for term in terms} | {running, now})
    return Plan(today, terms, tuple(typical_year(start) for start in starts))


def _terms_until(today: date) -> Iterator[tuple[SchoolCalendar, Term]]:
    """The terms of the last three academic years, in order."""
    for start in range(today.year - 3, today.year + 1):
        calendar = typical_year(start)
        yield from ((calendar, term) for term in calendar.terms)


def _past(place: int, calendar: SchoolCalendar, term: Term) -> StoryTerm:
    days = calendar.days_in(term)
    at = [days[round(share * (len(days) - 1))] for share in (0.60, 0.76, 0.86)]
    return StoryTerm(place, calendar, term, days, *at)


def _present(calendar: SchoolCalendar, term: Term, today: date) -> StoryTerm:
    """Self-evaluations were due on the last school Friday but a few days; moderation and reports are still ahead."""
    days = tuple(day for day in calendar.days_in(term) if day < today)
    settled = [day for day in days if day <= today - timedelta(days=4)]
    fridays = [day for day in settled if day.weekday() == FRIDAY]
    moderation = _friday_from(today + timedelta(days=4))
    return StoryTerm(
        place=TERMS,
        calendar=calendar,
        term=term,
        days=days,
        self_evaluation_due=(fridays or settled)[-1],
        moderation_due=moderation,
        report_due=moderation + timedelta(weeks=1),
    )


def _friday_from(day: date) -> date:
    return day + (FRIDAY - day.weekday()) % 7 * ONE_DAY
