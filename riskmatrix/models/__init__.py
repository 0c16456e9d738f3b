"""Frameworks, the evaluations made by them, and what backs those: figures, evidence, words."""

from riskmatrix.models.evaluation import Evaluation, ModerationPart, StatusChange
from riskmatrix.models.evidence import EvidenceUse
from riskmatrix.models.figure_import import ColumnMapping, FigureImport
from riskmatrix.models.framework import Criterion, Framework, Kpi, ScaleStep
from riskmatrix.models.matrix_upload import MatrixUpload
from riskmatrix.models.measure import Benchmark, Figure
from riskmatrix.models.rating import Rating
from riskmatrix.models.response import FirstLook, Response
from riskmatrix.models.teamwork import Assignment, Comment

__all__ = [
    "Assignment",
    "Benchmark",
    "ColumnMapping",
    "Comment",
    "Criterion",
    "Evaluation",
    "EvidenceUse",
    "Figure",
    "FigureImport",
    "FirstLook",
    "Framework",
    "Kpi",
    "MatrixUpload",
    "ModerationPart",
    "Rating",
    "Response",
    "ScaleStep",
    "StatusChange",
]
