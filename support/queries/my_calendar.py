"""What stands in somebody's own calendar: what they may see, and attend or owe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from kit import clock
from schools.access.checks import roles_in
from schools.access.roles import ROLES, Role
from schools.models import AcademicYear, Person
from support import spec
from support.feed import Entry, Standing
from support.models import Commitment, Engagement, NetworkMeeting, Offer
from support.rules_network import day_of
from support.wording import people

LOOKING_BACK = timedelta(days=60)
"""How long a school year that is over stays in calendars."""

Promises = dict[tuple[int, str], tuple[spec.Offer, spec.Engagement]]


def my_calendar(person: Person, first: date | None = None) -> list[Entry]:
    """By day. Seven queries, however much is in it.

    :param first: a day before today from which to look as well; without one, the years that calendars still hold.
    """
    today = clock.today()
    years = list(AcademicYear.objects.filter(ends_on__gte=min(first or today, today) - LOOKING_BACK))
    promises = _promises_of(person, years)
    asked = Q(pk__in=[])
    for offer_id, code in promises:
        asked |= Q(commitment__offer=offer_id, commitment__engagement=code)
    rows = Engagement.objects.visible_to(person).filter(asked, commitment__year__in=years)
    rows = rows.select_related("school", "commitment").order_by("due_on", "pk")
    meetings = {
        (m.year_id, m.key): m for m in NetworkMeeting.objects.visible_to(person).filter(year__in=years)
    }
    alone: list[Entry] = []
    together: dict[tuple[int, str], list[_Mine]] = {}
    for row in rows:
        offer, promised = promises[row.commitment.offer_id, row.commitment.engagement]
        mine = _Mine(row, offer, promised)
        if not roles_in(person, row.school) & set(mine.people):
            continue
        if promised.network:
            together.setdefault((row.commitment.year_id, row.key), []).append(mine)
        else:
            alone.append(_entry(mine))
    for place, group in together.items():
        alone.append(_shared(place, group, meetings.get(place)))
    return sorted(alone, key=lambda entry: (entry.day, entry.uid))


@dataclass(frozen=True)
class _Mine:
    """An engagement with the promise behind it, read once for all rows of its kind."""

    row: Engagement
    offer: spec.Offer
    promised: spec.Engagement

    @property
    def attended_by(self) -> tuple[str, ...]:
        streams = {stream.code: stream for stream in self.promised.streams}
        return streams[self.row.stream].attended_by if self.row.stream else self.promised.attended_by

    @property
    def people(self) -> tuple[str, ...]:
        return (*self.promised.owed_by, *self.attended_by)

    @property
    def changes(self) -> int:
        """A number that only ever rises: with every record, and with every move or cancellation."""
        return self.row.version + self.row.calendar_version - 2

    @property
    def stamp(self) -> datetime:
        return self.row.recorded_at or datetime.combine(self.row.commitment.starts_on, time(), UTC)

    @property
    def window(self) -> str:
        return f"{self.row.label}, {_span(self.row.window_start, self.row.window_end)}"

    @property
    def who(self) -> list[str]:
        owed, attended = people(self.offer, self.promised.owed_by), people(self.offer, self.attended_by)
        return [f"Owed by: {owed}.", f"Attended by: {attended}."] if attended else [f"Owed by: {owed}."]


def _promises_of(person: Person, years: Iterable[AcademicYear]) -> Promises:
    """The promises of all offers in which a role of this person is named, by offer and code."""
    given = Commitment.objects.visible_to(person).filter(year__in=list(years)).order_by()
    asked: dict[int, set[str]] = {}
    for pair in given.values("offer_id", "engagement").distinct():
        asked.setdefault(pair["offer_id"], set()).add(pair["engagement"])
    roles = {Role(post.role) for post in person.current_posts}
    roles |= {stands_for for role in roles if (stands_for := ROLES[role].stands_in_for)}
    found: Promises = {}
    for offer in Offer.objects.filter(pk__in=asked):
        read = offer.spec
        for _, _, each in read.engagements():
            named = {*each.owed_by, *each.attended_by}
            named.update(code for stream in each.streams for code in stream.attended_by)
            if each.code in asked[offer.pk] and roles & named:
                found[offer.pk, each.code] = (read, each)
    return found


def _entry(mine: _Mine) -> Entry:
    row = mine.row
    day = row.held_on or (day_of(row.starts_at) if row.starts_at else row.due_on)
    timed = row.starts_at is not None and day == day_of(row.starts_at)
    return Entry(
        uid=_uid(f"engagement-{row.pk}"),
        sequence=mine.changes,
        standing=_standing([mine], timed),
        title=f"{row.title}, {row.school}",
        day=day,
        stamp=mine.stamp,
        starts_at=row.starts_at if timed else None,
        minutes=mine.promised.minutes or 60,
        words=_words(mine, timed=timed, reason=row.why_cancelled),
        url=f"{settings.BASE_URL}{row.get_absolute_url()}",
    )


def _shared(place: tuple[int, str], group: list[_Mine], meeting: NetworkMeeting | None) -> Entry:
    """One event for all the schools of this person that are promised it; the same before and after it has a day."""
    # A change of category calls a seat off and may lay out another: what still stands speaks for the meeting.
    first = next((mine for mine in group if mine.row.status != Engagement.Status.CANCELLED), group[0])
    off = meeting is not None and meeting.status == NetworkMeeting.Status.CANCELLED
    reason = meeting.why_cancelled if meeting is not None and off else first.row.why_cancelled
    words = _words(first, timed=meeting is not None, reason=reason)
    return Entry(
        uid=_uid(f"network-{place[0]}-{place[1]}"),
        sequence=(meeting.calendar_version if meeting else 0) + max(mine.changes for mine in group),
        standing=Standing.CANCELLED if off else _standing(group, meeting is not None),
        title=first.row.title,
        day=day_of(meeting.starts_at) if meeting else max(mine.row.due_on for mine in group),
        stamp=meeting.saved_at if meeting else max(mine.stamp for mine in group),
        starts_at=meeting.starts_at if meeting else None,
        minutes=meeting.minutes if meeting else 60,
        place=meeting.place if meeting else "",
        words=f"{words}\n\n{meeting.agenda}" if meeting and meeting.agenda else words,
        url=f"{settings.BASE_URL}{reverse('network_meeting', args=place)}",
    )


def _standing(group: list[_Mine], timed: bool) -> Standing:
    if all(mine.row.status == Engagement.Status.CANCELLED for mine in group):
        return Standing.CANCELLED
    held = any(mine.row.status == Engagement.Status.HELD for mine in group)
    return Standing.CONFIRMED if timed or held else Standing.TENTATIVE


def _words(mine: _Mine, *, timed: bool, reason: str) -> str:
    lines = [mine.window]
    if reason:
        lines.append(f"Cancelled: {reason}")
    elif mine.row.status == Engagement.Status.PLANNED and not timed:
        lines.append("To be held by this day; no time is set yet.")
    return "\n".join([*lines, *mine.who])


def _span(first: date, last: date) -> str:
    return f"{first:%-d %B %Y}" if first == last else f"{first:%-d %B %Y} to {last:%-d %B %Y}"


def _uid(what: str) -> str:
    """Its own in this installation and in no other."""
    return f"{what}@{urlsplit(settings.BASE_URL).hostname or 'trust-portal'}"
