"""What the school is told quietly about a KPI: unmoved, old, unsupported."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from riskmatrix.models import Evaluation
from schools.models import Person


@dataclass(frozen=True)
class KpiFlags:
    """The flags of one KPI."""


def flags_of(evaluation: Evaluation, user: Person, kpis: Collection[str]) -> dict[str, KpiFlags]:
    """By KPI code; a KPI without any is left out."""
    return {}
