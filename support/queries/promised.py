"""What is promised in a school year and was not cancelled, with the offers by which to read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from schools.models import AcademicYear
from support import spec
from support.models import Engagement, NetworkMeeting, Offer, Record
from support.planning import Agreed
from support.queries.visitors import Visitors


@dataclass(frozen=True)
class Promised:
    """What is promised for a year and not cancelled, with the offers by which to read it."""

    rows: list[Engagement]
    written: frozenset[int]  # those that people have written about
    meetings: list[NetworkMeeting]
    offers: dict[int, spec.Offer]

    @cached_property
    def _engagements(self) -> dict[tuple[int, str], spec.Engagement]:
        return {
            (pk, each.code): each for pk, offer in self.offers.items() for _, _, each in offer.engagements()
        }

    @cached_property
    def meeting_keys(self) -> frozenset[str]:
        return frozenset(meeting.key for meeting in self.meetings)

    def is_shared(self, row: Engagement) -> bool:
        """Whether schools attend it together: its offer says so, or a meeting was arranged for it."""
        return self.spec_of(row).network or row.key in self.meeting_keys

    def spec_of(self, row: Engagement) -> spec.Engagement:
        return self._engagements[row.commitment.offer_id, row.commitment.engagement]

    def minutes_of(self, row: Engagement) -> int:
        return self.offers[row.commitment.offer_id].minutes_of(self.spec_of(row))


def promised_in(year: AcademicYear) -> Promised:
    """Four queries, however many schools the trust has. Of a closed school only what was held stays."""
    rows = list(
        Engagement.objects.filter(commitment__year=year)
        .exclude(status=Engagement.Status.CANCELLED)
        .exclude(status=Engagement.Status.PLANNED, school__closed_on__isnull=False)
        .select_related("commitment", "school__trust")
        .order_by("pk")
    )
    meetings = NetworkMeeting.objects.filter(year=year).exclude(status=NetworkMeeting.Status.CANCELLED)
    offers = Offer.objects.filter(pk__in={row.commitment.offer_id for row in rows}).defer(None)
    written = Record.objects.filter(engagement__commitment__year=year).values_list("engagement", flat=True)
    return Promised(rows, frozenset(written), list(meetings), {offer.pk: offer.spec for offer in offers})


def agreed(promised: Promised, visitors: Visitors) -> list[Agreed]:
    """What stands in the diaries: each school's own, and each meeting of many once."""
    found = []
    for row in promised.rows:
        day = row.held_on or row.meets_on
        if day is None or promised.is_shared(row):
            continue
        people, _ = visitors.coming(promised.spec_of(row).owed_by, row.school_id)
        begins = _minute(row.starts_at) if row.starts_at and row.meets_on == day else None
        found.append(Agreed(row.school_id, people, day, promised.minutes_of(row), begins))
    owners = {row.key: row for row in promised.rows if promised.is_shared(row)}
    for meeting in promised.meetings:
        if seat := owners.get(meeting.key):
            people, _ = visitors.coming(promised.spec_of(seat).owed_by, seat.school_id)
            day = timezone.localdate(meeting.starts_at)
            found.append(Agreed(None, people, day, meeting.minutes, _minute(meeting.starts_at)))
    return found


def _minute(moment: datetime) -> int:
    local = timezone.localtime(moment)
    return local.hour * 60 + local.minute
