"""When days are closed or given back: what is promised follows the school's calendar as it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kit import clock
from schools import audit
from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, School
from schools.queries.calendar import calendar_of
from support.in_time import in_time
from support.models import AimReview, Commitment, Engagement, Record, Shortfall
from support.models.commitment import CommitmentQuerySet
from support.queries.last_held import last_held
from support.schedule import Layout, lay_out
from support.services.giving_up import give_up_closed_days
from support.services.laying_out import write_down
from support.services.rapid import follow_category
from support.windows import days_now

Dated = Engagement | AimReview


@dataclass
class Followed:
    """How many of a year's promises have other days now, have none left, and have days again.

    ``given_up`` counts agreed days on which the school is closed by now.
    """

    moved: int = 0
    without_a_day: int = 0
    come_back: int = 0
    given_up: int = 0

    @property
    def is_anything(self) -> bool:
        return any(asdict(self).values())


def follow_calendars(*, year: AcademicYear) -> int:
    """Let the promises of ``year`` follow the calendar of every open school; how many schools had to.

    Each school is a transaction of its own. Doing it again changes nothing.
    """
    schools = School.objects.filter(trust=year.trust_id).open()
    return sum(follow_calendar(school=school, year=year).is_anything for school in schools)


@transaction.atomic
def follow_calendar(*, school: School, year: AcademicYear) -> Followed:
    """Look up anew in which school days each promise that still lies ahead is to be held.

    What is recorded stays as it is, and so does a window that is over: what was missed is not made good by closing
    its days afterwards. What has no school day left is written down as that, and promised again when one comes back.
    """
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    calendar, today = calendar_of(year, school), clock.today()
    done = Followed(
        come_back=_bring_back(Commitment.objects.running().filter(school=school, year=year), calendar)
    )
    engagements = Engagement.objects.filter(commitment__school=school, commitment__year=year)
    planned = engagements.filter(status=Engagement.Status.PLANNED, window_end__gte=today)
    done.given_up = give_up_closed_days(engagements, calendar, school)
    _move(_held_fast(planned), calendar, done)
    reviews = AimReview.objects.filter(commitment__school=school, commitment__year=year, is_ended=False)
    _move(_held_fast(reviews.filter(window_end__gte=today).exclude(findings__isnull=False)), calendar, done)
    follow_category(school, year)
    if done.is_anything:
        after = {"year": year.name, **asdict(done)}
        audit.record(by=None, verb="followed the calendar", thing=year, school=school, after=after)
    return done


def _held_fast(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Nobody records anything of them until the transaction ends."""
    return (
        rows.select_for_update(of=("self",))
        .select_related("commitment")
        .prefetch_related("commitment__offer")
    )


def _move(rows: Iterable[Dated], calendar: SchoolCalendar, done: Followed) -> None:
    for row in rows:
        commitment, rhythm = row.commitment, row.commitment.spec.rhythm
        days = days_now(row.key, row.window_start, rhythm, calendar)
        days = in_time(days, rhythm, last_held(commitment), commitment.starts_on)
        if not days and isinstance(row, Engagement) and row.starts_at is not None:
            continue  # people have agreed a day elsewhere: the promise is kept there, if late
        if not days and isinstance(row, Engagement) and Record.objects.filter(engagement=row).exists():
            continue  # what somebody has written about it is not thrown away with it
        if not days:
            sentence = f"{row.label} has no school day left, so this cannot be held in it."
            Shortfall.objects.create(commitment=row.commitment, key=row.key, sentence=sentence)
            row.delete()
            done.without_a_day += 1
        elif (row.window_start, row.window_end) != (days[0], days[-1]):
            _set_days(row, days[0], days[-1])
            done.moved += 1


def _set_days(row: Dated, first: date, last: date) -> None:
    row.window_start, row.window_end = first, last
    if isinstance(row, Engagement):
        row.due_on = last
        row.calendar_version += 1
        row.save(update_fields=["window_start", "window_end", "due_on", "calendar_version"])
    else:
        row.save(update_fields=["window_start", "window_end"])


def _bring_back(rows: CommitmentQuerySet, calendar: SchoolCalendar) -> int:
    """Promise again what was written off, where its window has school days by now and nothing else stands in it."""
    number = 0
    for commitment in rows.exclude(shortfalls=None).prefetch_related("offer", "shortfalls", "engagements"):
        keys = {row.key for row in commitment.shortfalls.all()}
        there = {(row.stream, row.window_start) for row in commitment.engagements.all()}
        layout = lay_out(
            commitment.spec,
            calendar,
            from_date=commitment.starts_on,
            rules=commitment.offer.spec.schedule,
            last_held=last_held(commitment),
        )
        back = Layout(
            occurrences=tuple(
                each
                for each in layout.occurrences
                if each.key in keys and (each.stream or "", each.window_start) not in there
            ),
            reviews=tuple(each for each in layout.reviews if each.key in keys),
        )
        found = [each.key for each in (*back.occurrences, *back.reviews)]
        commitment.shortfalls.filter(key__in=found).delete()
        write_down(commitment, back)
        number += len(found)
    return number
