"""The versions between the terms that a page lays beside each other."""

from __future__ import annotations

from collections.abc import Iterable

from riskmatrix.continuity import Continuity, between
from riskmatrix.models import Framework

Continuities = dict[tuple[int, int], Continuity]
"""By the ids of the earlier and the later framework."""


def continuities(pairs: Iterable[tuple[Framework, Framework]]) -> Continuities:
    """What ties the versions together by which an (earlier, later) pair of terms was rated.

    One query, and none while every pair was rated by the same version.
    """
    wanted = {(before.pk, now.pk): (before, now) for before, now in pairs}
    trusts = {now.trust_id for before, now in wanted.values() if before.pk != now.pk}
    published: dict[int, list[Framework]] = {}
    if trusts:
        rows = Framework.objects.published().filter(trust__in=trusts).order_by("published_at", "pk")
        for row in rows:
            published.setdefault(row.trust_id, []).append(row)
    return {
        key: between(before.spec, now.spec, [row.spec for row in published.get(now.trust_id, [])])
        for key, (before, now) in wanted.items()
    }
