"""What a change of category does to the promises of one strand in one year: kept, changed, ended and new. Pure.

The rule is the trust's own, in the offer: what both categories promise in the same measure goes on untouched; what
ends keeps what was held, what was missed and its share of a window that the day divides; what begins has the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from schools.calendar import SchoolCalendar
from support.schedule import Layout, carry_over, lay_out
from support.spec import Engagement, Once, ScheduleRules

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """An appointment that is planned and not recorded; ``agreed_on`` is the day that people have agreed."""

    key: str
    due_on: date
    agreed_on: date | None = None
    stream: str = ""


@dataclass(frozen=True)
class Running:
    """A promise as it runs: since when, by which reading of frequencies, and what is planned of it."""

    engagement: Engagement
    rules: ScheduleRules
    starts_on: date
    planned: tuple[Planned, ...] = ()


@dataclass(frozen=True)
class Ended:
    """``kept`` are the keys to which the school is still entitled; ``called_off`` those of what is cancelled."""

    running: Running
    kept: tuple[str, ...]
    called_off: tuple[str, ...]

    @property
    def gone(self) -> list[Planned]:
        return [each for each in self.running.planned if each.key in self.called_off]

    @property
    def days(self) -> list[date]:
        """Where what is called off lay: on its agreed day, else when it was due."""
        return [each.agreed_on or each.due_on for each in self.gone]


@dataclass(frozen=True)
class Begun:
    engagement: Engagement
    layout: Layout

    def days(self, instead_of: Ended | None = None) -> list[date]:
        """Where what begins lies: on the agreed days that it takes on (services/carrying_on.py), else when due."""
        left, found = sorted(self.layout.occurrences, key=lambda each: each.window_start), []
        gone = instead_of.gone if instead_of else []
        for day, stream in sorted((each.agreed_on, each.stream) for each in gone if each.agreed_on):
            for each in left:
                if (each.stream or "") == stream and each.window_start <= day <= each.window_end:
                    left.remove(each)
                    found.append(day)
                    break
        return [*found, *(each.due_on for each in left)]


@dataclass(frozen=True)
class Change:
    """Every promise of the two categories, once: in one of the four lists."""

    kept: tuple[Running, ...]
    changed: tuple[tuple[Ended, Begun], ...]
    ended: tuple[Ended, ...]
    started: tuple[Begun, ...]

    @property
    def called_off(self) -> int:
        """How many appointments are cancelled."""
        return sum(len(each.called_off) for each in (*(old for old, _ in self.changed), *self.ended))

    @property
    def planned(self) -> int:
        """How many appointments are planned anew."""
        begun = (*(new for _, new in self.changed), *self.started)
        return sum(len(each.layout.occurrences) for each in begun)

    @property
    def is_nothing(self) -> bool:
        return not (self.changed or self.ended or self.started)


def change_of(
    running: Iterable[Running],
    engagements: Iterable[Engagement],
    calendar: SchoolCalendar,
    day: date,
    rules: ScheduleRules,
    continuing: Collection[str] = (),
    held: Mapping[str, date] | None = None,
) -> Change:
    """What becomes of ``running`` when from ``day`` on ``engagements`` are promised.

    :param calendar: of the school and the year; ``day`` may lie before its first.
    :param rules: the new offer's reading of frequencies; what ends is read by its own.
    :param continuing: the promises that a new year only takes on.
    :param held: when a promise was held last before the year, for what is due within months of that.
    """
    of_promise = {each.engagement.promise: each for each in running}
    carried = carry_over([each.engagement for each in of_promise.values()], engagements)
    first = max(day, calendar.starts_on)

    def end(old: Engagement) -> Ended:
        return _ended(of_promise[old.promise], calendar, first - ONE_DAY)

    def begin(new: Engagement) -> Begun:
        goes_on = new.promise in continuing
        last_held = (held or {}).get(new.promise)
        layout = lay_out(new, calendar, from_date=first, continuing=goes_on, rules=rules, last_held=last_held)
        return Begun(new, layout)

    return Change(
        kept=tuple(of_promise[each.promise] for each in carried.continuing),
        changed=tuple((end(old), begin(new)) for old, new in carried.changed),
        ended=tuple(end(each) for each in carried.ended),
        started=tuple(begin(each) for each in carried.started),
    )


def _ended(running: Running, calendar: SchoolCalendar, last: date) -> Ended:
    """A promise whose last day is ``last``: what is planned for later goes, but for its share of a divided window."""
    layout = lay_out(
        running.engagement, calendar, from_date=running.starts_on, until=last, rules=running.rules
    )
    kept = tuple(each.key for each in (*layout.occurrences, *layout.reviews))
    stay = () if isinstance(running.engagement.rhythm, Once) else kept
    called_off = tuple(each.key for each in running.planned if each.due_on > last and each.key not in stay)
    return Ended(running, kept, called_off)
