"""What the schools of a trust offer one another, and the hours they gave: for those who look after all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from schools.access.permissions import Permission
from schools.models import Person, School, Trust
from support.models import HelpOffer
from support.queries.help_backing import backings
from support.queries.help_work import Hours, WorkLine, hours_of, of_this_year, work_lines, years_began
from support.queries.helping import OfferLine, contacts_of, offer_line


@dataclass(frozen=True)
class SchoolHelp:
    """``on_offer``: how many of its offers are to be had today."""

    school: School
    on_offer: int
    given: Hours
    received: Hours


@dataclass(frozen=True)
class TrustHelp:
    """``earlier``: how many offers and pieces of work ended before this year and are left out; the hours are of all."""

    trust: Trust
    schools: tuple[SchoolHelp, ...]
    offers: tuple[OfferLine, ...]
    work: tuple[WorkLine, ...]
    earlier: int
    given: Hours
    received: Hours

    @property
    def figures(self) -> list[dict[str, str]]:
        ready = sum(line.on_offer for line in self.schools)
        return [
            {"number": str(ready), "label": "offers to be had today"},
            {"number": self.given.figure, "label": "given", "note": self.given.note},
            {"number": self.received.figure, "label": "received", "note": self.received.note},
        ]


def help_of_trusts(user: Person, *, whole: bool = False) -> list[TrustHelp]:
    """Of every trust whose dashboard ``user`` sees. The number of queries does not depend on its schools.

    :param whole: with what ended in earlier years.
    """
    schools = list(School.objects.visible_to(user, Permission.SEE_DASHBOARD).open().select_related("trust"))
    rows = list(
        HelpOffer.objects.visible_to(user)
        .filter(school__in=schools)
        .select_related("school__trust", "contact", "evaluation__term__year")
    )
    known, contacts, work = backings(schools), contacts_of(rows), work_lines(schools, user)
    offers = [offer_line(row, known, contacts, user) for row in rows]
    trusts = {school.trust_id: school.trust for school in schools}
    began = {} if whole else years_began(trusts)
    return [_trust(trust, schools, offers, work, began.get(trust.pk)) for trust in trusts.values()]


def _trust(
    trust: Trust,
    schools: list[School],
    offers: list[OfferLine],
    work: tuple[WorkLine, ...],
    began: date | None,
) -> TrustHelp:
    mine = [line for line in offers if line.offer.school.trust_id == trust.pk]
    lines = tuple(line for line in work if line.request.school.trust_id == trust.pk)
    shown, recent = of_this_year(lines, began), [each for each in mine if not _is_over(each, began)]
    return TrustHelp(
        trust,
        tuple(_school(school, mine, lines) for school in schools if school.trust_id == trust.pk),
        tuple(recent),
        shown,
        len(lines) - len(shown) + len(mine) - len(recent),
        hours_of(lines, None, giving=True),
        hours_of(lines, None, giving=False),
    )


def _is_over(line: OfferLine, began: date | None) -> bool:
    gone = line.offer.withdrawn_at
    return began is not None and gone is not None and timezone.localdate(gone) < began


def _school(school: School, offers: list[OfferLine], work: tuple[WorkLine, ...]) -> SchoolHelp:
    ready = sum(line.offer.school_id == school.pk and line.standing[1] == "done" for line in offers)
    given, received = (hours_of(work, school, giving=giving) for giving in (True, False))
    return SchoolHelp(school, ready, given, received)
