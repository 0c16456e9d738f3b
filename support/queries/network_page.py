"""The page of one meeting of many schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kit import clock
from kit.refusals import Refusal
from schools.models import AcademicYear, Person
from schools.queries.calendar import calendar_of
from support import rules_network as rules
from support.models import Attendance, Engagement, MeetingPaper, NetworkMeeting
from support.models.engagement import called_off
from support.queries.engagement_page import Promised
from support.queries.network_list import standing_of


@dataclass(frozen=True)
class Seat:
    """One school at the meeting, with whether it came."""

    row: Engagement
    attendance: Attendance | None
    may_send_apologies: Refusal | None

    @property
    def answer(self) -> str:
        """What the form shows beforehand: apologies that were sent, else nothing, which is not “came”."""
        return self.attendance.answer if self.attendance else ""

    @property
    def standing(self) -> tuple[str, str]:
        """(words, tone): the trust's side and the school's, never one for the other."""
        if self.row.status == Engagement.Status.HELD:
            if self.attendance is None:
                return "Held; nobody said whether the school came", "quiet"
            came = self.attendance.answer == Attendance.Answer.ATTENDED
            said = str(self.attendance.get_answer_display())
            return ("Attended", "done") if came else (f"Held; the school {said[0].lower()}{said[1:]}", "late")
        if self.attendance is not None and self.row.status == Engagement.Status.PLANNED:
            return "Sent apologies", "open"
        return self.row.standing, self.row.tone


@dataclass(frozen=True)
class NetworkPage:
    year: AcademicYear
    key: str
    meeting: NetworkMeeting | None
    seats: tuple[Seat, ...]
    papers: tuple[MeetingPaper, ...]
    closed: Refusal | None
    may_arrange: Refusal | None
    may_cancel: Refusal | None
    may_say_who_came: Refusal | None
    may_take_back: Refusal | None

    @property
    def first(self) -> Engagement:
        return self.seats[0].row

    @property
    def title(self) -> str:
        return self.meeting.title if self.meeting else self.first.title

    @property
    def label(self) -> str:
        return self.meeting.label if self.meeting else self.first.label

    @property
    def day(self) -> date:
        return rules.day_of(self.meeting.starts_at) if self.meeting else max(s.row.due_on for s in self.seats)

    @property
    def standing(self) -> tuple[str, str]:
        held = sum(seat.row.status == Engagement.Status.HELD for seat in self.seats)
        return standing_of(self.meeting, self.day, held=held, of=len(self.seats))

    @property
    def is_for_the_trust(self) -> bool:
        """Whether this person arranges such meetings, whatever the moment."""
        return self.may_arrange is None or self.may_arrange.code != "not-yours"

    @cached_property
    def promised(self) -> Promised:
        return Promised(self.first.commitment, self.first.commitment.spec)

    @property
    def facts(self) -> list[tuple[str, str]]:
        first = min(seat.row.window_start for seat in self.seats)
        last = max(seat.row.window_end for seat in self.seats)
        window = f"{first:%-d %B %Y}" if first == last else f"{first:%-d %B %Y} to {last:%-d %B %Y}"
        return [
            ("Promised for", f"{self.label}, {window}"),
            *self.promised.facts,
            ("Attended by", self.promised.people(self.first.attended_by)),
        ]

    @property
    def came(self) -> int:
        return sum(seat.answer == Attendance.Answer.ATTENDED for seat in self.seats)


def network_page(year: AcademicYear, key: str, user: Person) -> NetworkPage | None:
    """The meeting with the seats of the schools whose plans this person sees; None when there are none.

    As many queries for one school as for all.

    :param year: with its trust.
    """
    rows = Engagement.objects.visible_to(user).filter(commitment__year=year, key=key).exclude(called_off())
    rows = rows.select_related("school__trust", "commitment__year", "attendance").order_by(
        "school__name", "pk"
    )
    seats = list(rows.prefetch_related("commitment__offer"))
    # An offer of before may not say yet that schools attend it together.
    if not any(seat.commitment.spec.network for seat in seats):
        return None
    meeting = NetworkMeeting.objects.select_related("saved_by", "year").filter(year=year, key=key).first()
    return NetworkPage(
        year=year,
        key=key,
        meeting=meeting,
        seats=tuple(
            Seat(row, getattr(row, "attendance", None), rules.may_send_apologies(user, row, meeting))
            for row in seats
        ),
        papers=tuple(meeting.papers.all()) if meeting else (),
        closed=_closed(meeting),
        may_arrange=rules.may_arrange(user, year.trust, meeting),
        may_cancel=rules.may_cancel(user, year.trust, meeting),
        may_say_who_came=rules.may_say_who_came(user, year.trust, meeting),
        may_take_back=rules.may_take_back(user, year.trust, meeting),
    )


def _closed(meeting: NetworkMeeting | None) -> Refusal | None:
    """Why nobody could meet on its day any more: days can be closed after it was arranged."""
    if meeting is None or meeting.status != NetworkMeeting.Status.PLANNED:
        return None
    day = rules.day_of(meeting.starts_at)
    return rules.is_a_day_to_meet(day, calendar_of(meeting.year)) if day >= clock.today() else None
