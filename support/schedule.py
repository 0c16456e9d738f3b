"""Laying out a promise over a school year: pure, in dates only, so that equal input gives an equal schedule.

Everything is counted in school time (``schools.calendar``): what is due is due on a school day. The promise
for a window is a count within it, due by its last school day; the day itself is for people to agree.

Part windows, the pack's ``pro_rata``: where an entitlement begins or ends inside a window, the numbers 1 to
N of that window are shared out by its school days. An entitlement that begins there has the last of them: N
times the share of school days from that day on, rounded to the nearest whole number, halves up. So a single
meeting is promised while at least half of its window remains, and two entitlements that meet at any day
promise together what one would have, neither losing nor doubling any. A thing to be done once is due by the
end of the running window, or of the next when less than half remains.

What is annual is due by the end of the school year and, where the offer says ``within_months``, no later than so
many months after it was held last; when that day has gone by, on the first school day there is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schools.calendar import SchoolCalendar, Unit, Window
from support.in_time import in_time
from support.spec import (
    AtLeast,
    Engagement,
    IfRequired,
    Once,
    Recurring,
    Rhythm,
    ScheduleRules,
    StandingAim,
)

UNIT_OF: dict[str, Unit] = {
    "school_weeks": "school_week",
    "monthly": "month",
    "half_termly": "half_term",
    "termly": "term",
    "annual": "year",
}


@dataclass(frozen=True)
class Occurrence:
    """One promised meeting, visit or review.

    ``key`` is ``<promise>:<year>:<window>:<number>``, with ``<promise>.<stream>`` where an engagement has
    streams: the same for the same promise whenever and from whatever day it is laid out. ``sequence`` counts
    the engagement's occurrences through the whole year, ``number`` those of the stream in the window.
    """

    key: str
    sequence: int
    stream: str | None
    number: int
    window: str
    window_start: date
    window_end: date
    due_on: date
    label: str


@dataclass(frozen=True)
class Shortfall:
    """A promise of the year for which there is no school day, with the reason as a sentence."""

    key: str
    sentence: str


@dataclass(frozen=True)
class Layout:
    """What one engagement puts on the year: ``occurrences`` to hold, or ``reviews`` of a standing aim."""

    occurrences: tuple[Occurrence, ...] = ()
    reviews: tuple[Occurrence, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()


@dataclass(frozen=True)
class CarryOver:
    """What a changed category does to promises; ``changed`` pairs the old with the new measure of one."""

    continuing: tuple[Engagement, ...]
    changed: tuple[tuple[Engagement, Engagement], ...]
    ended: tuple[Engagement, ...]
    started: tuple[Engagement, ...]


@dataclass(frozen=True)
class _Slot:
    """The ``number``-th of ``of`` promises that one stream has in one window."""

    window: Window
    stream: str | None
    number: int
    of: int


def lay_out(
    engagement: Engagement,
    calendar: SchoolCalendar,
    *,
    from_date: date | None = None,
    until: date | None = None,
    continuing: bool = False,
    rules: ScheduleRules | None = None,
    last_held: date | None = None,
) -> Layout:
    """What ``engagement`` promises on ``calendar`` from ``from_date`` to ``until``, both included.

    :param from_date: first day of the entitlement; the beginning of the year when not given or earlier.
    :param until: its last day; the end of the year when not given.
    :param continuing: the category was confirmed, and its `once` engagements laid out, in an earlier year:
        they are not promised again.
    :param rules: the offer's own reading of frequencies (``Offer.schedule``).
    :param last_held: when the promise was held last before the year, for what is due within months of that.
    """
    first, last = from_date or calendar.starts_on, until or calendar.ends_on
    rules = rules or ScheduleRules()
    match engagement.rhythm:
        case IfRequired():
            return Layout()
        case StandingAim():
            found, closed = _place(
                engagement, calendar, _each(calendar.windows("half_term"), [None], 1), first, last
            )
            return Layout(reviews=found, shortfalls=closed)
        case Once(by=by):
            if continuing or first > last:
                return Layout()
            return _once(engagement, calendar, calendar.windows(by), first)
        case Recurring() | AtLeast():
            slots = _each(
                _windows(engagement.rhythm, calendar, rules), _streams(engagement), _times(engagement)
            )
            found, closed = _place(engagement, calendar, slots, first, last)
            due = tuple(_in_time(each, engagement.rhythm, calendar, last_held, first) for each in found)
            return Layout(occurrences=due, shortfalls=closed)


def carry_over(old: Iterable[Engagement], new: Iterable[Engagement]) -> CarryOver:
    """Compare what two categories of a strand promise, by ``promise``.

    What continues is the same in rhythm and streams: its occurrences stay as they are, held or not.
    """
    before = {engagement.promise: engagement for engagement in old}
    after = {engagement.promise: engagement for engagement in new}
    both = [(before[promise], after[promise]) for promise in after if promise in before]
    same = [
        (a.rhythm, [s.code for s in a.streams]) == (b.rhythm, [s.code for s in b.streams]) for a, b in both
    ]
    return CarryOver(
        continuing=tuple(b for (_, b), alike in zip(both, same, strict=True) if alike),
        changed=tuple(pair for pair, alike in zip(both, same, strict=True) if not alike),
        ended=tuple(a for promise, a in before.items() if promise not in after),
        started=tuple(b for promise, b in after.items() if promise not in before),
    )


def _windows(rhythm: Recurring | AtLeast, calendar: SchoolCalendar, rules: ScheduleRules) -> list[Window]:
    unit = rhythm.window if isinstance(rhythm, AtLeast) else UNIT_OF[rhythm.every]
    windows = calendar.windows(unit, minimum_days_in_month=rules.month_needs_school_days)
    if isinstance(rhythm, Recurring) and rhythm.every == "school_weeks":
        return windows[(rhythm.first_week or rhythm.weeks) - 1 :: rhythm.weeks]
    return windows


def _times(engagement: Engagement) -> int:
    return engagement.rhythm.times if isinstance(engagement.rhythm, Recurring | AtLeast) else 1


def _streams(engagement: Engagement) -> list[str | None]:
    return [stream.code for stream in engagement.streams] or [None]


def _each(windows: Iterable[Window], streams: list[str | None], times: int) -> Iterator[_Slot]:
    for window in windows:
        for stream in streams:
            for number in range(1, times + 1):
                yield _Slot(window, stream, number, times)


def _place(
    engagement: Engagement, calendar: SchoolCalendar, slots: Iterable[_Slot], first: date, last: date
) -> tuple[tuple[Occurrence, ...], tuple[Shortfall, ...]]:
    """The slots that fall to an entitlement from ``first`` to ``last``; numbered before any is left out."""
    found, closed = [], []
    for sequence, slot in enumerate(slots, start=1):
        if not slot.window.days:
            if slot.window.starts_on <= last and slot.window.ends_on >= first:
                closed.append(_shortfall(engagement, calendar, slot))
        elif _given_up(slot, first) < slot.number <= _given_up(slot, last + timedelta(days=1)):
            found.append(_occurrence(engagement, calendar, slot, sequence))
    return tuple(found), tuple(closed)


def _in_time(
    found: Occurrence, rhythm: Rhythm, calendar: SchoolCalendar, last_held: date | None, first: date
) -> Occurrence:
    within = tuple(day for day in calendar.school_days if found.window_start <= day <= found.window_end)
    days = in_time(within, rhythm, last_held, first)
    return found if days == within else replace(found, window_end=days[-1], due_on=days[-1])


def _given_up(slot: _Slot, day: date) -> int:
    """How many of the window's promises belong to the time before ``day``; whole-number arithmetic."""
    whole = len(slot.window.days)
    remaining = sum(1 for each in slot.window.days if each >= day)
    return slot.of - (2 * slot.of * remaining + whole) // (2 * whole)


def _once(engagement: Engagement, calendar: SchoolCalendar, windows: list[Window], first: date) -> Layout:
    left = [window for window in windows if window.days and window.days[-1] >= first]
    enough = [window for window in left if _given_up(_Slot(window, None, 1, 1), first) == 0]
    if not left:
        key = _key(engagement, calendar, None, "once", 1)
        return Layout(shortfalls=(Shortfall(key, f"No school day is left in {calendar.name} to do this."),))
    window = (enough or left)[0]
    once = replace(window, code="once")
    slots = _each([once], _streams(engagement), 1)
    return Layout(
        tuple(_occurrence(engagement, calendar, slot, at) for at, slot in enumerate(slots, start=1))
    )


def _occurrence(engagement: Engagement, calendar: SchoolCalendar, slot: _Slot, sequence: int) -> Occurrence:
    days = slot.window.days
    count = f" ({slot.number} of {slot.of})" if slot.of > 1 else ""
    return Occurrence(
        key=_key(engagement, calendar, slot.stream, slot.window.code, slot.number),
        sequence=sequence,
        stream=slot.stream,
        number=slot.number,
        window=slot.window.code,
        window_start=days[0],
        window_end=days[-1],
        due_on=days[-1],
        label=f"{slot.window.label}{count}",
    )


def _shortfall(engagement: Engagement, calendar: SchoolCalendar, slot: _Slot) -> Shortfall:
    key = _key(engagement, calendar, slot.stream, slot.window.code, slot.number)
    return Shortfall(key, f"{slot.window.label} has no school day, so this cannot be held in it.")


def _key(
    engagement: Engagement, calendar: SchoolCalendar, stream: str | None, window: str, number: int
) -> str:
    promise = f"{engagement.promise}.{stream}" if stream else engagement.promise
    return f"{promise}:{calendar.name.replace('/', '-')}:{window}:{number}"
