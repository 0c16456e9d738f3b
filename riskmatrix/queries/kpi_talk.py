"""Who in the school has the criterion in hand, and what was said about a KPI."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from riskmatrix.models import Evaluation
from schools.models import Person


@dataclass(frozen=True)
class KpiTalk:
    """The words among the school's own people."""


def talk_of(evaluation: Evaluation, user: Person, kpis: Collection[str]) -> dict[str, KpiTalk]:
    """By KPI code; a KPI without any is left out."""
    return {}
