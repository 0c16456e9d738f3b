"""On which day each school takes each step of each term: pure, so that it can be tried for every day of the year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from trust_portal.demo.plan import StoryTerm
from trust_portal.demo.ratings import SCHOOLS

INFANT, JUNIOR, PRIMARY, SECONDARY, SPECIAL = SCHOOLS
LATE = {(1, SECONDARY), (3, JUNIOR)}
"""Who handed in after the day it was due; in the present term Tarrowmere has not handed in yet."""


@dataclass(frozen=True)
class Steps:
    """The days of one school's self-evaluation. What is None has not come yet when the story is told."""

    begin: date
    operational: date
    submit: date | None = None
    submit_again: date | None = None
    moderate_academic: date | None = None
    moderate_operational: date | None = None
    answer: date | None = None
    settle: date | None = None
    decide: date | None = None


def steps_of(term: StoryTerm, school: str, *, returned: bool = False) -> Steps:
    """:param returned: whether the trust sends it back once before it is moderated."""
    return _present(term, school) if term.is_present else _past(term, school, returned)


def returned_on(term: StoryTerm) -> date:
    return term.day(0.63)


def _past(term: StoryTerm, school: str, returned: bool) -> Steps:
    place = 0.015 * SCHOOLS.index(school)
    late = (term.place, school) in LATE
    return Steps(
        begin=term.day(0.40 + place),
        operational=term.day(0.44 + place),
        submit=term.day(0.65 if late else 0.50 + place),
        submit_again=term.day(0.67) if returned else None,
        moderate_academic=term.day(0.69 + place / 3),
        moderate_operational=term.day(0.73 + place / 3),
        answer=term.day(0.77),
        settle=term.day(0.78),
        decide=term.day(0.79),
    )


def _present(term: StoryTerm, school: str) -> Steps:
    """Each school stands at another step: decided, to be decided, in moderation, submitted, half written and late."""
    due = term.days.index(term.self_evaluation_due)

    def before_due(share: float) -> date:
        return term.days[round(share * due)]

    return PRESENT[school](before_due, term)


Share = Callable[[float], date]

PRESENT: dict[str, Callable[[Share, StoryTerm], Steps]] = {
    SPECIAL: lambda at, term: Steps(
        at(0.2), at(0.3), at(0.5), None, at(0.62), at(0.7), answer=at(0.75), decide=at(0.8)
    ),
    JUNIOR: lambda at, term: Steps(at(0.3), at(0.45), at(0.7), None, at(0.85), at(0.95), answer=at(1.0)),
    SECONDARY: lambda at, term: Steps(at(0.5), at(0.6), at(0.85), None, term.days[-1]),
    INFANT: lambda at, term: Steps(at(0.6), at(0.75), at(1.0)),
    PRIMARY: lambda at, term: Steps(at(0.85), term.days[-1]),
}
