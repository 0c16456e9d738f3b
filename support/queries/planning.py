"""The rest of a school year as the planner sees it: what has no day yet, what is agreed, who has time."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from kit import clock
from schools.access.permissions import Permission
from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendar_of, calendars_of
from support import planning
from support.models import Engagement, Offer
from support.planning import Schedule, Visit
from support.queries.promised import Promised, agreed, promised_in
from support.queries.visitors import Visitors, visitors_of
from support.spec_planning import Planning


@dataclass(frozen=True)
class Proposed:
    """An engagement with the day and time that is proposed for it, and who comes."""

    engagement: Engagement
    starts_at: datetime
    people: tuple[Person, ...]

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)


@dataclass(frozen=True)
class Short:
    """An engagement for which no day is found, with the reason; ``together`` are the schools that attend it as one."""

    engagement: Engagement
    sentence: str
    together: frozenset[int] = frozenset()

    @property
    def schools(self) -> frozenset[int]:
        return self.together or frozenset({self.engagement.school_id})

    @property
    def where(self) -> str:
        return f"{len(self.together)} schools" if len(self.together) > 1 else str(self.engagement.school)

    @property
    def url(self) -> str:
        row = self.engagement
        place = [row.commitment.year_id, row.key]
        return reverse("network_meeting", args=place) if self.together else row.get_absolute_url()


@dataclass(frozen=True)
class Plan:
    """The whole trust's: ``proposed`` by day, ``short`` by the end of their windows.

    ``unknown`` are those who would come somewhere, and of whom nobody has entered when they work.
    """

    year: AcademicYear
    calendar: SchoolCalendar
    visitors: Visitors
    proposed: tuple[Proposed, ...]
    short: tuple[Short, ...]
    unknown: tuple[Person, ...]


@dataclass(frozen=True)
class Wanted:
    """Which of the proposals: those of ``days``, of one school or of one engagement where these are given."""

    first: date
    last: date
    school: int | None = None
    engagement: int | None = None

    def of(self, plan: Plan) -> list[Proposed]:
        return [
            each
            for each in plan.proposed
            if self.first <= each.day <= self.last
            and self.school in (None, each.engagement.school_id)
            and self.engagement in (None, each.engagement.pk)
        ]


def rules_of(year: AcademicYear) -> Planning:
    """By the offer in force. One query."""
    offer = Offer.objects.in_force(year.trust_id)
    return offer.spec.planning if offer else Planning()


def plan_of(year: AcademicYear, user: Person) -> Plan:
    """What is proposed for the rest of ``year``, at the schools for which this person records engagements.

    In a fixed number of queries. Two people who plan for the whole trust find the same.

    :param year: with its trust.
    """
    visible = School.objects.visible_to(user, Permission.RECORD_ENGAGEMENT)
    schools = list(visible.filter(trust=year.trust_id).open())
    calendars = calendars_of(year, schools)
    calendar, visitors, promised = calendar_of(year), visitors_of(year.trust), promised_in(year)
    visits, short = _visits(promised, calendars, visitors)
    rows = {row.pk: row for row in promised.rows}
    found: Schedule = planning.plan(
        visits, agreed(promised, visitors), visitors.advisers, calendar.half_terms, rules_of(year)
    )
    proposed = tuple(
        Proposed(
            rows[each.visit.key],
            _moment(each.day, each.begins),
            tuple(visitors.people[pk] for pk in each.visit.visitors),
        )
        for each in found.proposals
    )
    short += [Short(rows[each.visit.key], each.sentence) for each in found.lacking]
    short.sort(key=lambda each: (each.engagement.window_end, each.engagement.pk))
    wanted = {pk for visit in visits for pk in visit.visitors}
    unknown = tuple(
        person for pk, person in visitors.people.items() if pk in wanted and not visitors.advisers[pk].times
    )
    return Plan(year, calendar, visitors, proposed, tuple(short), unknown)


def _visits(
    promised: Promised, calendars: dict[int, SchoolCalendar], visitors: Visitors
) -> tuple[list[Visit], list[Short]]:
    """What has no day and can still be held in its window; what nobody can find a day for here is short at once."""
    today, visits, short = clock.today(), [], []
    together: dict[str, list[Engagement]] = defaultdict(list)
    for row in promised.rows:
        is_open = row.status == Engagement.Status.PLANNED and row.window_end >= today
        if row.starts_at is not None or not is_open or row.school_id not in calendars:
            continue
        if promised.is_shared(row):
            if row.key not in promised.meeting_keys:
                together[row.key].append(row)
            continue
        people, missing = visitors.coming(promised.spec_of(row).owed_by, row.school_id)
        if sentence := _stands_in_the_way(row, promised, people, missing):
            short.append(Short(row, sentence))
        elif people:
            days = _days(calendars[row.school_id], max(row.window_start, today + timedelta(days=1)), row)
            visits.append(Visit(row.pk, row.school_id, people, promised.minutes_of(row), days))
    for rows in together.values():
        schools = frozenset(row.school_id for row in rows)
        short.append(Short(rows[0], "Schools attend this together: arrange the meeting.", schools))
    return visits, short


def _stands_in_the_way(
    row: Engagement, promised: Promised, people: tuple[int, ...], missing: tuple[str, ...]
) -> str:
    """Why no day is looked for; empty where one is. What only others than the trust's people owe is theirs to plan."""
    if row.pk in promised.written and (people or missing):  # most likely it was held
        return "It has a record: say whether it was held."
    if missing:
        return f"Nobody holds the post of {_and(missing)} for {row.school}."
    return "Its window closes today." if people and row.window_end == clock.today() else ""


def _days(calendar: SchoolCalendar, first: date, row: Engagement) -> tuple[date, ...]:
    days = calendar.school_days
    return days[bisect_left(days, first) : bisect_right(days, row.window_end)]


def _and(titles: Iterable[str]) -> str:
    return " and ".join(title.lower() for title in titles)


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(*divmod(minutes, 60)), tzinfo=timezone.get_current_timezone())


def seal(proposed: Iterable[Proposed]) -> str:
    """What stands for these proposals as they were shown: any other day, time or version gives another one."""
    said = [(each.engagement.pk, each.engagement.version, each.starts_at.isoformat()) for each in proposed]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
