"""Turning what an offer promises into rows: commitments with their engagements, in a school's own calendar.

Used by the services that decide; each of them holds the school's row, so that two never lay out at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from kit import clock
from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, Person, School
from support import spec
from support.changing import ONE_DAY, Begun, Change, Ended, change_of
from support.models import AimReview, Commitment, Decision, Engagement, Offer, Shortfall
from support.queries.change_of_category import running_of
from support.queries.last_held import held_before
from support.schedule import Layout, carry_over
from support.services.carrying_on import take_on_agreed_days, take_seats
from support.without_category import common_engagements


@dataclass(frozen=True)
class Promise:
    """What one strand of a school is promised from ``day`` on; without a decision, what all categories share."""

    school: School
    year: AcademicYear
    calendar: SchoolCalendar
    offer: Offer
    strand: str
    decision: Decision | None
    day: date

    @property
    def category(self) -> str:
        return self.decision.category if self.decision else ""

    @property
    def engagements(self) -> tuple[spec.Engagement, ...]:
        if self.decision is None:
            return common_engagements(self.offer.spec, self.strand)
        return self.offer.spec.strand(self.strand).category(self.category).engagements


@dataclass(frozen=True)
class Changes:
    """What laying out did, in titles, for the audit and the notice."""

    started: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    planned: int = 0
    cancelled: int = 0


def lay_out_strand(
    promise: Promise, *, why: str, by: Person | None, continuing: Collection[str] = ()
) -> Changes:
    """Begin what ``promise`` adds to what is running, end what it no longer holds; the rest is not touched.

    :param why: a sentence that the ended promises carry.
    :param continuing: the promises that a new year only takes on (``promised_since_before``). What a decision
        begins is promised anew, whatever an earlier category promised.
    """
    running = running_of(promise.school, promise.year, promise.strand)
    change = change_of(
        [each for _, each in running.values()],
        promise.engagements,
        promise.calendar,
        promise.day,
        promise.offer.spec.schedule,
        continuing,
        held_before(promise.school, promise.year, promise.engagements),
    )
    stopped = [old for old, _ in change.changed] + list(change.ended)
    last = max(promise.day, promise.year.starts_on) - ONE_DAY
    cancelled = sum(_end(running[old.running.engagement.promise][0], old, last, why, by) for old in stopped)
    begun = _begin(promise, [*(new for _, new in change.changed), *change.started])
    for old, new in change.changed:
        take_on_agreed_days(running[old.running.engagement.promise][0], begun[new.engagement.promise])
    return _told(change, cancelled)


def _told(change: Change, cancelled: int) -> Changes:
    return Changes(
        started=tuple(each.engagement.title for each in change.started),
        changed=tuple(new.engagement.title for _, new in change.changed),
        ended=tuple(each.running.engagement.title for each in change.ended),
        planned=change.planned,
        cancelled=cancelled,
    )


def _begin(promise: Promise, begun: Iterable[Begun]) -> dict[str, Commitment]:
    """Lay out what begins, in the offer's order; what has no school day is written down as well. By promise."""
    layouts = {each.engagement.promise: each.layout for each in begun}
    made: dict[str, Commitment] = {}
    for position, engagement in enumerate(promise.engagements, start=1):
        if engagement.promise in layouts:
            made[engagement.promise] = _commit(promise, engagement, position)
            write_down(made[engagement.promise], layouts[engagement.promise])
    return made


def _commit(promise: Promise, engagement: spec.Engagement, position: int) -> Commitment:
    return Commitment.objects.create(
        school=promise.school,
        year=promise.year,
        offer=promise.offer,
        strand=promise.strand,
        category=promise.category,
        decision=promise.decision,
        engagement=engagement.code,
        promise=engagement.promise,
        kind=engagement.rhythm.kind,
        title=engagement.title,
        position=position,
        starts_on=max(promise.day, promise.year.starts_on),
    )


def write_down(commitment: Commitment, layout: Layout) -> None:
    """The rows of ``layout``: engagements, reviews of a standing aim, and what has no school day."""
    engagement = commitment.spec
    streams = {stream.code: stream.title for stream in engagement.streams}
    Engagement.objects.bulk_create(
        Engagement(
            commitment=commitment,
            school=commitment.school,
            key=each.key,
            sequence=each.sequence,
            stream=each.stream or "",
            title=streams[each.stream] if each.stream else engagement.title,
            label=each.label,
            window_start=each.window_start,
            window_end=each.window_end,
            due_on=each.due_on,
        )
        for each in layout.occurrences
    )
    if engagement.network:
        take_seats(commitment)
    AimReview.objects.bulk_create(
        AimReview(
            commitment=commitment,
            key=each.key,
            sequence=each.sequence,
            label=each.label,
            window_start=each.window_start,
            window_end=each.window_end,
        )
        for each in layout.reviews
    )
    Shortfall.objects.bulk_create(
        Shortfall(commitment=commitment, key=each.key, sentence=each.sentence) for each in layout.shortfalls
    )


def promised_since_before(promise: Promise) -> set[str]:
    """What a new year only takes on: promised in the same measure, without a break, to the end of the year before.

    What is to be done once is not promised again then. Had there been no school day left for it, it still is.
    """
    before = AcademicYear.objects.filter(trust=promise.year.trust_id, starts_on__lt=promise.year.starts_on)
    rows = Commitment.objects.running().filter(
        school=promise.school,
        strand=promise.strand,
        year=before.order_by("-starts_on").first(),
        shortfalls=None,
    )
    old = {row.promise: row for row in rows.prefetch_related("offer")}
    return {
        new.promise
        for new in promise.engagements
        if (row := old.get(new.promise))
        and (row.engagement == new.code or carry_over([row.spec], [new]).continuing)
    }


def _end(commitment: Commitment, ended: Ended, last: date, why: str, by: Person | None) -> int:
    """End a commitment on the day ``last``; the number of planned engagements that are called off.

    Held and missed ones stay, and so does its share of a window that the next day divides.
    """
    commitment.ends_on, commitment.why_ended = last, why
    commitment.save(update_fields=["ends_on", "why_ended"])
    commitment.aim_reviews.filter(window_end__gt=last, findings=None).exclude(key__in=ended.kept).update(
        is_ended=True
    )
    called_off = commitment.engagements.filter(status=Engagement.Status.PLANNED, key__in=ended.called_off)
    return called_off.update(
        status=Engagement.Status.CANCELLED,
        why_cancelled=why,
        recorded_by=by,
        recorded_at=clock.now(),
        calendar_version=F("calendar_version") + 1,
    )
