"""Official statistics as their files come: read, recognised by their headers, and looked up as benchmarks.

Files are opened and brought together by ``gathering``; ``layouts`` recognises each; ``tables``, ``ks2``,
``scorecard`` and ``tidy`` (with ``metadata``, ``releases``, ``geography``, ``dividing``) make figures of their rows.
``markers`` is the one table of what stands where there is no number. No Django here: rows in, values and sentences
out.

Files: https://www.compare-school-performance.service.gov.uk/download-data and
https://explore-education-statistics.service.gov.uk/
"""

from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.published.benchmarks import Benchmarks, NoneFits, Reason, find_benchmark
from riskmatrix.published.figures import (
    ENGLAND,
    Area,
    AreaKind,
    Period,
    PublishedFigure,
    establishment,
    local_authority,
    school,
    whole_year,
)
from riskmatrix.published.gathering import read_published
from riskmatrix.published.measures import MEASURES, Measure, Unit
from riskmatrix.published.phases import Phase, phase_of_school
from riskmatrix.published.records import Kind, Parsed, Published, SourceFile

__all__ = [
    "ENGLAND",
    "MEASURES",
    "Area",
    "AreaKind",
    "Benchmarks",
    "Kind",
    "Measure",
    "Missing",
    "NoneFits",
    "Parsed",
    "Period",
    "PeriodKind",
    "Phase",
    "Published",
    "PublishedFigure",
    "Reason",
    "SourceFile",
    "Unit",
    "establishment",
    "find_benchmark",
    "local_authority",
    "phase_of_school",
    "read_published",
    "school",
    "whole_year",
]
