"""The meetings of many schools of a school year, as a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q
from django.urls import reverse

from kit import clock
from schools.models import AcademicYear, Person
from support import rules_network as rules
from support.models import Commitment, Engagement, NetworkMeeting, Offer
from support.models.engagement import called_off


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
