"""The work between schools: who helped whom, and the hours that each side says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from kit import clock
from schools.models import AcademicYear, Person, School
from support.models import HelpOutcome, HelpRequest
from support.rules_helping import offers_for

TONES = {"": "open", "agreed": "current", "declined": "stopped", "taken_back": "quiet"}


@dataclass(frozen=True)
class WorkLine:
    """One request, and what each side has said of it; None where it has said nothing."""

    request: HelpRequest
    giving: HelpOutcome | None
    receiving: HelpOutcome | None

    @property
    def waits(self) -> bool:
        return self.request.answer == HelpRequest.Answer.NONE

    @property
    def is_agreed(self) -> bool:
        return self.request.answer == HelpRequest.Answer.AGREED

    @property
    def standing(self) -> tuple[str, str]:
        """(words, tone)"""
        if self.is_agreed and self.giving and self.receiving:
            return "Done, both schools have said what came of it", "done"
        if self.is_agreed and (self.giving or self.receiving):
            missing = self.request.school if self.giving else self.request.offer.school
            return f"Done; {missing} has not said yet what came of it", "open"
        if self.waits and self.request.offer.withdrawn_at is not None:
            return "Waits, and the offer has been taken back since", "late"
        return str(self.request.get_answer_display()), TONES[self.request.answer]

    @property
    def ended_on(self) -> date | None:
        """The day since which nobody has anything to do about it; None while it waits or is at work."""
        if self.is_agreed:
            days = [timezone.localdate(each.at) for each in (self.giving, self.receiving) if each]
            return max(days) if len(days) == 2 else None
        return timezone.localdate(self.request.answered_at) if self.request.answered_at else None

    @property
    def hours(self) -> tuple[tuple[str, str], ...]:
        """(words, figure): asked or agreed, given, received. What nobody has said is not nought."""
        asked = "Agreed" if self.is_agreed else "Asked for"
        found = [(asked, hours_in_words(self.request.hours))]
        if self.is_agreed:
            sides = (("Given", self.giving), ("Received", self.receiving))
            found += [
                (words, hours_in_words(side.hours) if side else "Not said yet") for words, side in sides
            ]
        return tuple(found)


@dataclass(frozen=True)
class Hours:
    """``said``: the hours of those ``pieces`` of agreed work of which they are said; ``unsaid``: of so many not."""

    said: Decimal
    unsaid: int
    pieces: int

    @property
    def figure(self) -> str:
        if self.pieces:
            return hours_in_words(self.said)
        return "Not said yet" if self.unsaid else "None yet"

    @property
    def note(self) -> str:
        if not self.unsaid or not self.pieces:
            return ""
        noun = "piece" if self.unsaid == 1 else "pieces"
        return f"{self.unsaid} agreed {noun} of work not counted: the hours are not said yet"


def work_lines(schools: Iterable[School], user: Person) -> tuple[WorkLine, ...]:
    """The requests to and from ``schools`` that ``user`` may see, the latest first. Two queries."""
    wanted = [school.pk for school in schools]
    rows = HelpRequest.objects.visible_to(user)
    rows = rows.filter(school__in=wanted) | rows.filter(offer__school__in=wanted)
    related = rows.select_related("offer__school__trust", "school__trust", "by", "answered_by")
    return tuple(work_line(row) for row in related.prefetch_related("outcomes__by"))


def years_began(trusts: Iterable[int]) -> dict[int, date]:
    """When the latest academic year that has begun did so, by trust; a trust without one is left out. One query."""
    begun = AcademicYear.objects.filter(trust__in=trusts, starts_on__lte=clock.today())
    return dict(begun.order_by("starts_on").values_list("trust", "starts_on"))


def of_this_year(lines: Iterable[WorkLine], began: date | None) -> tuple[WorkLine, ...]:
    """What waits, is at work or has ended since the year ``began``; all without one."""
    return tuple(each for each in lines if not (began and each.ended_on and each.ended_on < began))


def work_line(row: HelpRequest) -> WorkLine:
    said = {each.side: each for each in row.outcomes.all()}
    return WorkLine(row, said.get(HelpOutcome.Side.GIVING.value), said.get(HelpOutcome.Side.RECEIVING.value))


def requests_to_answer(user: Person, school: School) -> list[HelpRequest]:
    """Requests to ``school`` that wait for ``user``, its headteacher, the longest first. One query."""
    if offers_for(user, school) is not None:
        return []
    rows = HelpRequest.objects.visible_to(user).waiting().filter(offer__school=school)
    return list(rows.select_related("school", "offer").order_by("at", "pk"))


def hours_of(lines: Iterable[WorkLine], school: School | None, *, giving: bool) -> Hours:
    """What the giving (or receiving) side says in all.

    :param school: only its own work; None for all.
    """

    def is_of(line: WorkLine) -> bool:
        side = line.request.offer.school_id if giving else line.request.school_id
        return line.is_agreed and (school is None or side == school.pk)

    said = [line.giving if giving else line.receiving for line in lines if is_of(line)]
    hours = [each.hours for each in said if each]
    return Hours(sum(hours, Decimal(0)), said.count(None), len(hours))


def hours_in_words(hours: Decimal) -> str:
    """“1 hour”, “7.5 hours”."""
    whole = f"{hours.normalize():f}"
    return f"{whole} hour" if hours == 1 else f"{whole} hours"
