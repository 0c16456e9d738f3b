"""The chapter of reminders: one person reads theirs on Thursdays, others find the first of theirs on the last day."""

from __future__ import annotations

from schools.models import Person
from schools.rhythm import Rhythm
from schools.services.reminders import remind, set_rhythm
from trust_portal.demo.stage import Stage

THURSDAY = 3
READS_WEEKLY = "improvement"
"""On a Thursday what may lapse with the week is named, while there is a day left for it."""
READ_TODAY = ("primary-head", "chief", "finance")


def write(stage: Stage) -> None:
    person = stage.people[READS_WEEKLY]
    days = [day for term in stage.plan.terms[-2:] for day in term.days]
    stage.at(days[0], "08:05", lambda: _choose(person))
    for day in days:
        if day.weekday() == THURSDAY:
            stage.at(day, "06:25", lambda: _remind(stage, person))


def leave(stage: Stage) -> None:
    """On the day the story is told; on a weekend nobody is written to for the first time."""
    for key in READ_TODAY:
        remind(stage.people[key])


def _choose(person: Person) -> None:
    set_rhythm(person=person, rhythm=Rhythm.WEEKLY, weekday=THURSDAY, by=person)


def _remind(stage: Stage, person: Person) -> None:
    if remind(person):
        stage.count("digests")
