"""What a school offers others, what it can ask of them, and the work between them.

Of another school these pages hold what that school offers and no more: area, its own words, phase, distance, whom to
ask. Its ratings, its category and why an offer is not backed stay with it and the trust; ``Found`` has no place for
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.refusals import Refusal
from riskmatrix.queries.steps import Shown, StepView
from schools.models import Person, School
from support import rules_helping as rules
from support.matching import Match, Offered, Party, Place, match
from support.models import HelpOffer
from support.queries.help_backing import Backings, backings
from support.queries.help_work import Hours, WorkLine, hours_of, of_this_year, work_lines, years_began
from support.queries.present import contact_titles
from support.rules_helping import Backing

TAKEN_BACK, UNBACKED, ON_OFFER = (
    ("Taken back", "stopped"),
    ("Not backed at present", "late"),
    ("On offer", "done"),
)


@dataclass(frozen=True)
class OfferLine:
    """One of the school's own offers. ``backing`` is None where nothing is agreed in the area any more."""

    offer: HelpOffer
    contact: str
    backing: Backing | None
    may_withdraw: Refusal | None

    @property
    def standing(self) -> tuple[str, str]:
        """(words, tone)"""
        if self.offer.withdrawn_at is not None:
            return TAKEN_BACK
        return ON_OFFER if self.backing and self.backing.refusal is None else UNBACKED

    @property
    def sentence(self) -> str:
        """Why it stands as it does: for the school itself and the trust."""
        if self.offer.withdrawn_at is not None:
            return self.offer.why_withdrawn
        if self.backing is None:
            return "Nothing is agreed for the school in this area any more, so the offer is not backed."
        if self.backing.refusal:
            return self.backing.refusal.sentence
        label = self.backing.level.label if isinstance(self.backing.level, StepView) else ""
        return f"Backed by the ratings agreed for the {self.backing.evaluation.term.in_a_sentence}: {label}."


@dataclass(frozen=True)
class Found:
    """An offer of another school, as much of it as a school in need may read."""

    match: Match
    offer: HelpOffer
    contact: str


@dataclass(frozen=True)
class Area:
    """``level`` is the asking school's own agreed rating; None where the reader may not see it.

    ``gone`` names the schools that offered this and do not at present, without their reasons.
    """

    title: str
    level: Shown | None
    found: tuple[Found, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class HelpingPage:
    """``earlier``: how many pieces of work that ended before this year are not in ``work``; the hours are of all."""

    school: School
    offers: tuple[OfferLine, ...]
    to_offer: tuple[tuple[str, str], ...]
    cannot_offer: tuple[str, ...]
    may_offer: Refusal | None
    may_ask: Refusal | None
    sees_backing: bool
    areas: tuple[Area, ...]
    work: tuple[WorkLine, ...]
    earlier: int
    given: Hours
    received: Hours

    @property
    def waiting(self) -> list[WorkLine]:
        return [line for line in self.work if line.waits]


def helping_page(school: School, user: Person, *, whole: bool = False) -> HelpingPage:
    """Some fifteen queries, however many schools, offers and requests there are.

    :param whole: with the work that ended in earlier years.
    """
    schools = list(School.objects.open().filter(trust=school.trust_id).select_related("trust"))
    rows = list(
        HelpOffer.objects.visible_to(user)
        .filter(school__trust=school.trust_id)
        .select_related("school__trust", "contact", "by", "evaluation__term__year")
    )
    known, contacts = backings({each.pk: each for each in (school, *schools)}.values()), contacts_of(rows)
    sees = rules.may_see_backing(user, school)
    own = [row for row in rows if row.school_id == school.pk]
    standing = {row.area for row in own if row.withdrawn_at is None}
    mine = known[school.pk]
    lines = work_lines([school], user)
    began = None if whole else years_began([school.trust_id]).get(school.trust_id)
    shown = of_this_year(lines, began)
    return HelpingPage(
        school=school,
        offers=tuple(offer_line(row, known, contacts, user) for row in own),
        to_offer=tuple(
            (b.area, b.title) for b in mine.values() if b.refusal is None and b.area not in standing
        ),
        cannot_offer=_why_not(mine),
        may_offer=rules.offers_for(user, school),
        may_ask=rules.asks_for(user, school),
        sees_backing=sees,
        areas=_areas(school, rows, known, contacts, sees=sees),
        work=shown,
        earlier=len(lines) - len(shown),
        given=hours_of(lines, school, giving=True),
        received=hours_of(lines, school, giving=False),
    )


def offer_line(row: HelpOffer, known: Backings, contacts: dict[int, str], user: Person) -> OfferLine:
    backing = known.get(row.school_id, {}).get(row.area)
    return OfferLine(row, contacts[row.pk], backing, rules.may_withdraw(user, row))


def contacts_of(rows: Iterable[HelpOffer]) -> dict[int, str]:
    """Whom to ask, by offer: “Dev Patel, deputy headteacher”, or the headteacher where they work there no longer."""
    rows = list(rows)
    titles = contact_titles((row.contact_id, row.school_id) for row in rows)
    return {row.pk: _contact(row, titles.get((row.contact_id, row.school_id))) for row in rows}


def _contact(row: HelpOffer, title: str | None) -> str:
    if title is None:
        return f"the headteacher ({row.contact.name} no longer works there)"
    return f"{row.contact.name}, {title}"


def _why_not(mine: dict[str, Backing]) -> tuple[str, ...]:
    """Why areas are not backed, each sentence once."""
    return tuple(dict.fromkeys(each.refusal.sentence for each in mine.values() if each.refusal))


def _areas(
    school: School, rows: list[HelpOffer], known: Backings, contacts: dict[int, str], *, sees: bool
) -> tuple[Area, ...]:
    """Every area in which another school has made an offer, those first in which the school has most need."""
    others = [row for row in rows if row.school_id != school.pk]
    ready = {row.pk: row for row in others if _is_ready(row, known)}
    offered = [Offered(row.pk, row.area, party(row.school)) for row in ready.values()]
    areas = {row.area: row.area_title for row in others}
    found = []
    for area, title in areas.items():
        matches = match(party(school), area, offered)
        there = {each.offer.by.key for each in matches}
        gone = {row.school.name for row in others if row.area == area and row.school_id not in there}
        mine = known[school.pk].get(area)
        level = (mine.level if mine else "unrated") if sees else None
        lines = tuple(Found(each, ready[each.offer.key], contacts[each.offer.key]) for each in matches)
        found.append(Area(title, level, lines, tuple(sorted(gone))))
    return tuple(sorted(found, key=lambda each: (-_need(each.level), each.title)))


def _is_ready(row: HelpOffer, known: Backings) -> bool:
    return rules.is_on_offer(row, known.get(row.school_id, {}).get(row.area)) is None


def _need(level: Shown | None) -> int:
    """The more risk, the more need; what is not rated says nothing of need."""
    return level.position if isinstance(level, StepView) else 0


def party(school: School) -> Party:
    """The school as a match looks at it."""
    place = Place(school.easting, school.northing) if school.easting and school.northing else None
    return Party(school.pk, school.name, school.phase, place)
