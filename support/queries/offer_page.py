"""The trust's offer as a page: every category of every strand, and every note on what the strategy leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from schools.models import School
from support import spec
from support.drafting import key_of
from support.models import Offer
from support.wording import frequency, people


@dataclass(frozen=True)
class OfferLine:
    """One promise of one category, in words."""

    engagement: spec.Engagement
    offer: spec.Offer

    @property
    def frequency(self) -> str:
        return frequency(self.engagement.rhythm)

    @property
    def owed_by(self) -> str:
        return people(self.offer, self.engagement.owed_by)

    @property
    def attended_by(self) -> str:
        return people(self.offer, self.engagement.attended_by)

    @property
    def streams(self) -> list[tuple[str, str]]:
        """(meeting, who goes) where one promise is several meetings."""
        return [(each.title, people(self.offer, each.attended_by)) for each in self.engagement.streams]


@dataclass(frozen=True)
class OfferCategory:
    """``key`` is what an address calls it, since two strands may both have a Sustain."""

    spec: spec.Category
    lines: tuple[OfferLine, ...]
    key: str


@dataclass(frozen=True)
class OfferStrand:
    spec: spec.Strand
    confirmed_by: str
    categories: tuple[OfferCategory, ...]

    @property
    def notes(self) -> list[tuple[str, str]]:
        """(what, note) about how a category is recommended; a gate is named by its sentence."""
        rule = self.spec.recommendation
        found = [("How the category is recommended", rule.note)]
        found += [(gate.sentence, gate.note) for gate in rule.gates]
        if self.spec.appeals:
            found.append(("Who decides an appeal", self.spec.appeals.note))
        return [(what, note) for what, note in found if note]


@dataclass(frozen=True)
class OfferPage:
    """``offer`` is None before the trust has published one."""

    school: School
    offer: Offer | None
    strands: tuple[OfferStrand, ...]

    @property
    def notes(self) -> list[tuple[str, str]]:
        """(what, note) about the whole offer."""
        if self.offer is None:
            return []
        document = self.offer.spec
        found = [
            ("How often is counted", document.schedule.note),
            ("How days are planned", document.planning.note),
            ("Before a category is confirmed", document.without_category.note),
        ]
        if document.outcomes:
            found.append(("Which figures show attainment", document.outcomes.note))
        if document.watching:
            found.append(("What is looked at over terms", document.watching.note))
        if document.early_warning:
            found.append(("When it is said that a promise may lapse", document.early_warning.note))
        return [(what, note) for what, note in found if note]


def offer_page(school: School) -> OfferPage:
    """The offer in force for the school's trust. One query, and one more for the document."""
    offer = Offer.objects.in_force(school.trust_id)
    return OfferPage(school, offer, strands_of(offer.spec) if offer else ())


def strands_of(offer: spec.Offer) -> tuple[OfferStrand, ...]:
    """Every strand with its categories and what they promise, in words."""
    return tuple(
        OfferStrand(
            spec=strand,
            confirmed_by=people(offer, [strand.confirmed_by]),
            categories=tuple(
                OfferCategory(
                    category,
                    tuple(OfferLine(each, offer) for each in category.engagements),
                    key_of(strand.code, category.code),
                )
                for category in strand.categories
            ),
        )
        for strand in offer.strands
    )
