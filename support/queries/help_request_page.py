"""The page of one request for help between two schools."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kit.refusals import Refusal
from schools.access.checks import has
from schools.access.permissions import Permission
from schools.models import Person, School
from support import rules_helping as rules
from support.models import HelpOutcome, HelpRequest
from support.queries.help_backing import backing_of
from support.queries.help_work import WorkLine, hours_in_words, work_line
from support.queries.helping import contacts_of


@dataclass(frozen=True)
class HelpRequestPage:
    """``home``: that of the two schools by which the reader came, for the way back.

    ``side``: the one for which the reader says what came of it; empty for neither.
    """

    line: WorkLine
    contact: str
    on_offer: Refusal | None
    may_answer: Refusal | None
    may_take_back: Refusal | None
    side: str
    may_say: Refusal | None
    home: School | None

    @property
    def request(self) -> HelpRequest:
        return self.line.request

    @property
    def title(self) -> str:
        return f"{self.request.offer.area_title}: {self.request.offer.school} for {self.request.school}"

    @property
    def sides(self) -> list[tuple[str, HelpOutcome | None, str]]:
        """(school, what it said, its hours in words)"""
        schools = (self.request.offer.school, self.request.school)
        said = (self.line.giving, self.line.receiving)
        return [
            (str(school), each, hours_in_words(each.hours) if each else "")
            for school, each in zip(schools, said, strict=True)
        ]

    @property
    def speaks_for(self) -> School:
        giving = self.side == HelpOutcome.Side.GIVING
        return self.request.offer.school if giving else self.request.school

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        request = self.request
        return [
            ("Helps", str(request.offer.school)),
            ("Is helped", str(request.school)),
            ("Asked by", f"{request.by.name}, {request.at:%-d %B %Y}"),
            ("Whom to ask", self.contact),
            *((f"Hours, {words.lower()}", figure) for words, figure in self.line.hours),
        ]


def help_request_page(row: HelpRequest, user: Person) -> HelpRequestPage:
    offer = row.offer
    backing = backing_of(offer)
    side = next(iter(rules.sides_of(user, row)), "")
    return HelpRequestPage(
        line=work_line(row),
        contact=contacts_of([offer])[offer.pk],
        on_offer=rules.is_on_offer(offer, backing),
        may_answer=rules.may_answer(user, row),
        may_take_back=rules.may_take_back(user, row),
        may_say=rules.may_say_what_came(user, row, side),
        side=side,
        home=next(
            (each for each in (row.school, offer.school) if has(user, Permission.SEE_PLAN, each)), None
        ),
    )
