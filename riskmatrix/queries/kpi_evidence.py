"""The evidence laid beside a KPI, and how complete it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from riskmatrix.models import Evaluation
from schools.models import Person


@dataclass(frozen=True)
class KpiEvidence:
    """The evidence of one KPI."""


def evidence_of(evaluation: Evaluation, user: Person, kpis: Collection[str]) -> dict[str, KpiEvidence]:
    """By KPI code; a KPI without any is left out."""
    return {}
