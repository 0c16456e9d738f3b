"""Meetings of many schools: the list of a year, and the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Max, Min, Q
from django.urls import reverse

from kit import clock
from kit.refusals import Refusal
from schools.models import AcademicYear, Person
from support import rules_network as rules
from support.models import Attendance, Commitment, Engagement, MeetingPaper, NetworkMeeting, Offer
from support.models.engagement import called_off
from support.queries.engagement_page import Promised

Key = tuple[int, str]


@dataclass(frozen=True)
class NetworkLine:
    """One meeting in the list; ``meeting`` is None while nobody has said when it takes place."""

    year: int
    key: str
    title: str
    label: str
    due_on: date
    schools: int
    held: int
    attended: int
    apologies: int
    absent: int
    meeting: NetworkMeeting | None

    @property
    def url(self) -> str:
        return reverse("network_meeting", args=[self.year, self.key])

    @property
    def day(self) -> date:
        """Its day; the last on which it can be, while it has none."""
        return rules.day_of(self.meeting.starts_at) if self.meeting else self.due_on

    @property
    def is_over(self) -> bool:
        return self.day < clock.today()

    @property
    def is_held(self) -> bool:
        return self.meeting is not None and self.meeting.status == NetworkMeeting.Status.HELD

    @property
    def standing(self) -> tuple[str, str]:
        """(words, tone of the badge)."""
        return standing_of(self.meeting, self.day, held=self.held, of=self.schools)


def standing_of(meeting: NetworkMeeting | None, day: date, *, held: int, of: int) -> tuple[str, str]:
    """:param held: for how many of its schools it is recorded as held, together or one by one."""
    if meeting is None and held:
        return ("Held", "done") if held == of else (f"Held for {held} of {of}", "quiet")
    if meeting is None:
        return ("No day was set", "late") if day < clock.today() else ("No day yet", "open")
    if meeting.status == NetworkMeeting.Status.PLANNED:
        return ("Who came?", "late") if day < clock.today() else ("Planned", "quiet")
    tone = "done" if meeting.status == NetworkMeeting.Status.HELD else "stopped"
    return str(meeting.get_status_display()), tone


def network_lines(user: Person, years: Iterable[AcademicYear]) -> list[NetworkLine]:
    """The meetings that the schools whose plans this person sees are promised, by day. Four queries."""
    years = list(years)
    rows = Engagement.objects.visible_to(user).filter(network_promises(user, years)).exclude(called_off())
    found = (
        rows.values("commitment__year_id", "key", "title")
        .order_by("commitment__year_id", "key", "title")
        .annotate(first_label=Min("label"), due=Max("due_on"), schools=Count("pk"))
        .annotate(
            held=Count("pk", filter=Q(status=Engagement.Status.HELD)),
            attended=Count("pk", filter=Q(attendance__answer="attended")),
            apologies=Count("pk", filter=Q(attendance__answer="apologies")),
            absent=Count("pk", filter=Q(attendance__answer="absent")),
        )
    )
    meetings = {(m.year_id, m.key): m for m in NetworkMeeting.objects.visible_to(user).filter(year__in=years)}
    lines = [
        NetworkLine(
            year=row["commitment__year_id"],
            key=row["key"],
            title=row["title"],
            label=row["first_label"],
            due_on=row["due"],
            schools=row["schools"],
            held=row["held"],
            attended=row["attended"],
            apologies=row["apologies"],
            absent=row["absent"],
            meeting=meetings.get((row["commitment__year_id"], row["key"])),
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: (line.day, line.key))


def network_promises(user: Person, years: Iterable[AcademicYear]) -> Q:
    """The condition on engagements that one meeting of many schools keeps, as the offers of these years say.

    Two queries, whatever was promised.
    """
    given = Commitment.objects.visible_to(user).filter(year__in=list(years))
    pairs = given.order_by().values("offer_id", "engagement").distinct()
    condition = Q(pk__in=[])
    asked: dict[int, set[str]] = {}
    for pair in pairs:
        asked.setdefault(pair["offer_id"], set()).add(pair["engagement"])
    for offer in Offer.objects.filter(pk__in=asked):
        shared = {each.code for _, _, each in offer.spec.engagements() if each.network} & asked[offer.pk]
        condition |= Q(commitment__offer=offer.pk, commitment__engagement__in=shared)
    return condition & Q(commitment__year__in=list(years))


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
    """The meeting with the seats of the schools whose plans this person sees; None when there are none. Five queries.

    :param year: with its trust.
    """
    rows = Engagement.objects.visible_to(user).filter(commitment__year=year, key=key).exclude(called_off())
    rows = rows.select_related("school__trust", "commitment__year", "attendance").order_by(
        "school__name", "pk"
    )
    seats = list(rows.prefetch_related("commitment__offer"))
    if not seats or not seats[0].commitment.spec.network:
        return None
    meeting = NetworkMeeting.objects.select_related("saved_by").filter(year=year, key=key).first()
    return NetworkPage(
        year=year,
        key=key,
        meeting=meeting,
        seats=tuple(
            Seat(row, getattr(row, "attendance", None), rules.may_send_apologies(user, row, meeting))
            for row in seats
        ),
        papers=tuple(meeting.papers.all()) if meeting else (),
        may_arrange=rules.may_arrange(user, year.trust, meeting),
        may_cancel=rules.may_cancel(user, year.trust, meeting),
        may_say_who_came=rules.may_say_who_came(user, year.trust, meeting),
        may_take_back=rules.may_take_back(user, year.trust, meeting),
    )
