"""The trust's framework cut down to a few KPIs, for tests that fill it in again and again."""

from __future__ import annotations

from typing import Any

from riskmatrix.models import Framework
from riskmatrix.services.frameworks import PACKS, keep, publish
from riskmatrix.spec import load
from schools.models import Person, Trust


def small(trust: Trust, by: Person | None, *kpis: str, **changes: Any) -> Framework:
    """Published for ``trust``: only ``kpis``, without measures; ``changes`` to what else the pack says."""
    spec = load(PACKS / "trust-risk-matrix.yaml")
    bare = {"measures": (), "suggestions": (), "shares_figure_with": ()}
    criteria = tuple(
        criterion.model_copy(
            update={"kpis": tuple(k.model_copy(update=bare) for k in criterion.kpis if k.code in kpis)}
        )
        for criterion in spec.criteria
        if any(kpi.code in kpis for kpi in criterion.kpis)
    )
    nothing: dict[str, Any] = dict.fromkeys(("measures", "mappings", "crosswalk"), ())
    cut = spec.model_copy(update={"criteria": criteria, **nothing, **changes})
    return publish(framework=keep(spec=cut, trust=trust, by=by), by=by)
