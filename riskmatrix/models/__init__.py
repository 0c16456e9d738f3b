"""Frameworks, and the evaluations made by them."""

from riskmatrix.models.evaluation import Evaluation, ModerationPart, StatusChange
from riskmatrix.models.framework import Criterion, Framework, Kpi, ScaleStep
from riskmatrix.models.rating import Rating

__all__ = [
    "Criterion",
    "Evaluation",
    "Framework",
    "Kpi",
    "ModerationPart",
    "Rating",
    "ScaleStep",
    "StatusChange",
]
