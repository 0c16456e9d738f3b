"""The versions of a trust's offer: drafts, the one in force, the earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from riskmatrix.models import Framework
from schools.models import Person, Trust
from support import spec
from support.models import Commitment, Offer


@dataclass(frozen=True)
class Version:
    """One version with what it has, and how many schools are or were promised by it."""

    row: Offer
    engagements: int
    schools: int

    @property
    def strands(self) -> str:
        """“Academic (4 categories), Operational (4 categories)”."""
        return ", ".join(
            f"{each.title} ({len(each.categories)} categories)" for each in self.row.spec.strands
        )


@dataclass(frozen=True)
class Versions:
    drafts: tuple[Version, ...]
    in_force: Version | None
    earlier: tuple[Version, ...]


def versions_of(trust: Trust, user: Person) -> Versions:
    """All versions of ``trust``, the latest first, with their documents, in one query."""
    rows = (
        Offer.objects.editable_by(user)
        .filter(trust=trust)
        .defer(None)
        .select_related("published_by")
        .annotate(schools=Count("commitments__school", distinct=True))
        .order_by("-published_at", "-created_at", "-pk")
    )
    found = [Version(row, sum(1 for _ in row.spec.engagements()), row.schools) for row in rows]
    published = [version for version in found if version.row.published_at]
    drafts = tuple(version for version in found if not version.row.published_at)
    return Versions(drafts, published[0] if published else None, tuple(published[1:]))


def replaced_by(offer: Offer) -> spec.Offer | None:
    """The version that a draft would take the place of as a later version of the same offer."""
    in_force: Offer | None = Offer.objects.in_force(offer.trust_id)
    if in_force is None or in_force.pk == offer.pk or in_force.key != offer.key:
        return None
    return in_force.spec


@dataclass(frozen=True)
class Known:
    """What the risk framework in force has, as (code, title): an offer may name nothing else of it."""

    strands: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    criteria: tuple[tuple[str, str], ...] = ()


def known_of(trust: Trust | int) -> Known:
    framework = Framework.objects.in_force(trust)
    if framework is None:
        return Known()
    return Known(
        strands=tuple((each.code, each.title) for each in framework.spec.strands),
        steps=tuple((each.code, each.label) for each in framework.spec.scale.steps),
        criteria=tuple((each.code, each.title) for each in framework.spec.criteria),
    )


def schools_promised(offer: Offer) -> int:
    """How many schools of the trust have promises of an earlier version this year or before: those stay."""
    rows = Commitment.objects.running().filter(school__trust=offer.trust_id)
    return rows.aggregate(number=Count("school", distinct=True))["number"] or 0
