"""How often somebody wants to be reminded, and on which day a digest is due. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

FRIDAY = 4
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class Rhythm(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


def latest_turn(rhythm: str, weekday: int, today: date) -> date | None:
    """The last day, ``today`` included, on which a digest was to be looked at; None for somebody who wants none.

    What a worker missed on that day is so made up for later.

    :param weekday: 0 for Monday to 4 for Friday; of a weekly digest.
    """
    match rhythm:
        case Rhythm.DAILY:
            return today - timedelta(days=max(0, today.weekday() - FRIDAY))
        case Rhythm.WEEKLY:
            return today - timedelta(days=(today.weekday() - weekday) % 7)
    return None


def in_words(rhythm: str, weekday: int) -> str:
    """“each week on Monday”"""
    return {
        Rhythm.DAILY: "on each working day on which there is something new",
        Rhythm.WEEKLY: f"each week on {WEEKDAYS[weekday]}",
    }.get(Rhythm(rhythm), "never; what is due stands in the portal")
