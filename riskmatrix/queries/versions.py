"""The versions between the terms that a page lays beside each other."""

from __future__ import annotations

from collections.abc import Iterable

from riskmatrix.continuity import Continuity, between
from riskmatrix.models import Evaluation, Framework

Continuities = dict[tuple[int, int], Continuity]
"""By the ids of the frameworks of the earlier and the later evaluation."""


def continuities(pairs: Iterable[tuple[Evaluation, Evaluation]]) -> Continuities:
    """What ties each (earlier, later) pair of evaluations together.

    One query, and none while every pair was rated by the same version.

    :param pairs: evaluations of schools, with their frameworks selected.
    """
    wanted = {
        (before.framework_id, now.framework_id): (before.framework, now.framework) for before, now in pairs
    }
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
