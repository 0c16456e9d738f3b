"""The versions of a trust's framework: drafts, the one in force, the earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, Framework
from riskmatrix.spec import FrameworkSpec
from schools.models import Person, Trust


@dataclass(frozen=True)
class Version:
    """One version with what it has, and how many evaluations were made by it and run by it still."""

    row: Framework
    criteria: int
    kpis: int
    evaluations: int
    running: int


@dataclass(frozen=True)
class Versions:
    drafts: tuple[Version, ...]
    in_force: Version | None
    earlier: tuple[Version, ...]


def versions_of(trust: Trust, user: Person) -> Versions:
    """All versions of ``trust``, the latest first, in one query."""
    running = ~Q(evaluations__status=Status.MODERATED)
    rows = (
        Framework.objects.editable_by(user)
        .filter(trust=trust)
        .select_related("published_by")
        .annotate(made=Count("evaluations"), run=Count("evaluations", filter=running))
        .order_by("-published_at", "-created_at", "-pk")
    )
    found = [_version(row) for row in rows]
    published = [version for version in found if version.row.published_at]
    drafts = tuple(version for version in found if not version.row.published_at)
    return Versions(drafts, published[0] if published else None, tuple(published[1:]))


def _version(row: Framework) -> Version:
    spec = row.spec
    kpis = sum(1 for _ in spec.kpis())
    return Version(row, len(spec.criteria), kpis, row.made, row.run)  # type: ignore[attr-defined]


def replaced_by(framework: Framework) -> FrameworkSpec | None:
    """The version that a draft would take the place of as a later version of the same framework; one query."""
    in_force = Framework.objects.in_force(framework.trust_id)
    if in_force is None or in_force.pk == framework.pk or in_force.key != framework.key:
        return None
    return in_force.spec


def running_evaluations(framework: Framework) -> int:
    """How many evaluations of the trust are not moderated yet: they keep the version they were begun by."""
    return (
        Evaluation.objects.filter(framework__trust=framework.trust_id)
        .exclude(status=Status.MODERATED)
        .count()
    )
