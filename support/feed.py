"""Engagements as a calendar program reads them (RFC 5545). Pure: entries in, a file out; equal entries, equal bytes.

Folding and escaping are icalendar's. Titles, places and reasons arrive as plain text and stay it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

LONDON = ZoneInfo("Europe/London")
FETCH_AGAIN = timedelta(hours=4)


class Standing(StrEnum):
    TENTATIVE = "TENTATIVE"  # promised, and only the last day on which it can be is known
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Entry:
    """One event. ``uid`` stays its own for good and ``sequence`` only ever rises.

    :param day: its day, where no time is set: shown all day, without making anybody busy.
    :param starts_at: aware; then ``minutes`` is its length.
    :param stamp: aware; when what it says came to be so, never the moment of asking.
    """

    uid: str
    sequence: int
    standing: Standing
    title: str
    day: date
    stamp: datetime
    starts_at: datetime | None = None
    minutes: int = 60
    place: str = ""
    words: str = ""
    url: str = ""


def drawn(entries: Iterable[Entry], *, name: str) -> bytes:
    """The calendar called ``name`` with ``entries``, as a file in UTF-8."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Trust Portal//Engagements//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("refresh-interval", FETCH_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    calendar.add_component(_london())
    for entry in entries:
        calendar.add_component(_event(entry))
    ical: bytes = calendar.to_ical()
    return ical


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", entry.standing.value)
    if entry.starts_at is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("x-microsoft-cdo-busystatus", "FREE")
    else:
        begins = entry.starts_at.astimezone(LONDON)
        event.add("dtstart", begins)
        # Added in UTC, so that an hour is an hour on the night the clocks change.
        ends = entry.starts_at.astimezone(UTC) + timedelta(minutes=entry.minutes)
        event.add("dtend", ends.astimezone(LONDON))
        is_off = entry.standing is Standing.CANCELLED
        event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    if entry.place:
        event.add("location", entry.place)
    if entry.words:
        event.add("description", entry.words)
    if entry.url:
        event.add("url", entry.url)
    return event


def _london() -> Timezone:
    """British time since 1996: summer time from the last Sunday in March to the last in October, both at 1 am GMT.

    The Summer Time Order 2002 (SI 2002/262), as two rules that every calendar program knows how to follow.
    """
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    summer, winter = timedelta(hours=1), timedelta(0)
    for part, name, month, first, before, after in (
        (TimezoneDaylight(), "BST", 3, datetime(1996, 3, 31, 1), winter, summer),
        (TimezoneStandard(), "GMT", 10, datetime(1996, 10, 27, 2), summer, winter),
    ):
        part.add("tzname", name)
        part.add("dtstart", first)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
