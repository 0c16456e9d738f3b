"""The measures behind a KPI: what is known, what it is held against, what it suggests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from riskmatrix.models import Evaluation
from schools.models import Person


@dataclass(frozen=True)
class KpiFigures:
    """The measures of one KPI."""


def figures_of(evaluation: Evaluation, user: Person, kpis: Collection[str]) -> dict[str, KpiFigures]:
    """By KPI code; a KPI without any is left out."""
    return {}
