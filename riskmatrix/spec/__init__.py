"""The shape of a risk framework: what a pack file says, typed and checked, before any of it becomes rows.

A framework is data: its strands, scale, polarity, criteria, KPIs, weights, gates and measures all stand in the
pack, so a trust can bring one of another shape. Whatever the trust's strategy leaves open has ``proposed: true``
and a ``why`` that a person can read. What a later version of this package adds is optional, so that documents
published before it are still read as they were.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from kit import packs
from kit.packs import Finding, PackError, dump
from kit.packs.reading import read
from riskmatrix.spec.base import Code, Proposable
from riskmatrix.spec.changes import ChangeSpec, CrosswalkSpec
from riskmatrix.spec.checks import faults
from riskmatrix.spec.framework import FrameworkSpec
from riskmatrix.spec.kpis import CriterionSpec, KpiSpec, NotApplicableSpec
from riskmatrix.spec.measures import (
    Compare,
    MeasureSpec,
    MeasuringSpec,
    SuggestionSpec,
    ThresholdSpec,
    Unit,
    rule_id,
)
from riskmatrix.spec.outside import AreaSpec, MappingSpec
from riskmatrix.spec.practice import (
    AnsweringSpec,
    CalibrationSpec,
    EvidenceKindSpec,
    EvidenceSourceSpec,
    EvidenceSpec,
    FlagsSpec,
)
from riskmatrix.spec.scale import (
    GateSpec,
    LevelSpec,
    ScaleSpec,
    ScaleStepSpec,
    ScoringSpec,
    StrandSpec,
    UnknownSpec,
)

__all__ = [
    "AnsweringSpec",
    "AreaSpec",
    "CalibrationSpec",
    "ChangeSpec",
    "Code",
    "Compare",
    "CriterionSpec",
    "CrosswalkSpec",
    "EvidenceKindSpec",
    "EvidenceSourceSpec",
    "EvidenceSpec",
    "FlagsSpec",
    "FrameworkSpec",
    "GateSpec",
    "KpiSpec",
    "LevelSpec",
    "MappingSpec",
    "MeasureSpec",
    "MeasuringSpec",
    "NotApplicableSpec",
    "PackError",
    "Proposable",
    "ScaleSpec",
    "ScaleStepSpec",
    "ScoringSpec",
    "StrandSpec",
    "SuggestionSpec",
    "ThresholdSpec",
    "Unit",
    "UnknownSpec",
    "dump",
    "load",
    "loads",
    "rule_id",
]


Checks = Callable[[FrameworkSpec], Iterable[Finding]]


def load(path: Path | str, checks: Checks | None = None) -> FrameworkSpec:
    """Read and check a pack file.

    :param checks: what only somebody who knows more than this pack can ask, such as ``crosswalk_checks.faults``.
    :raises PackError: with every finding as ``file:line: what is wrong. What to do.``
    """
    return loads(read(Path(path)), str(path), checks)


def loads(text: str, name: str = "pack", checks: Checks | None = None) -> FrameworkSpec:
    """Check the text of a pack; ``name`` is what findings call it.

    :param checks: as in ``load``.
    :raises PackError: with every finding as ``name:line: what is wrong. What to do.``
    """
    if checks is None:
        return packs.loads(text, FrameworkSpec, name=name, early_checks=faults)
    return packs.loads(text, FrameworkSpec, checks, name=name, early_checks=faults)
