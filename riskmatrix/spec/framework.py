"""The whole of a framework, and what can be asked of it."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from riskmatrix.spec.base import Code, Line, Paragraph, Proposable, Spec
from riskmatrix.spec.changes import CrosswalkSpec
from riskmatrix.spec.checks import faults
from riskmatrix.spec.kpis import CriterionSpec, KpiSpec
from riskmatrix.spec.measures import MeasureSpec, MeasuringSpec
from riskmatrix.spec.outside import MappingSpec
from riskmatrix.spec.practice import AnsweringSpec, CalibrationSpec, EvidenceSpec, FlagsSpec
from riskmatrix.spec.scale import ScaleSpec, ScaleStepSpec, ScoringSpec, StrandSpec


class FrameworkSpec(Spec):
    """``measuring`` says why the measures are as they are, ``guidance`` why the words of the KPIs are."""

    key: Code
    version: Line
    title: Line
    summary: Paragraph
    author: Line
    checker: Line
    next_review: dt.date
    polarity: Literal["higher_is_worse", "higher_is_better"]
    strands: tuple[StrandSpec, ...] = Field(min_length=1)
    guidance: Proposable = Proposable()
    scale: ScaleSpec
    scoring: ScoringSpec
    notes: tuple[Paragraph, ...] = ()
    crosswalk: tuple[CrosswalkSpec, ...] = ()
    mappings: tuple[MappingSpec, ...] = ()
    evidence: EvidenceSpec = EvidenceSpec()
    flags: FlagsSpec = FlagsSpec()
    answering: AnsweringSpec | None = None
    calibration: CalibrationSpec | None = None
    measuring: MeasuringSpec = MeasuringSpec()
    measures: tuple[MeasureSpec, ...] = ()
    criteria: tuple[CriterionSpec, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if found := list(faults(self.model_dump())):
            raise ValueError(" ".join(f"{each.sentence} {each.remedy}" for each in found))
        return self

    def severity(self, step: str) -> float:
        """Risk of a step from 0 (none) to 1 (worst), whichever way the scale runs.

        :raises KeyError: for a step that the scale does not have.
        """
        values = {s.code: s.value for s in self.scale.steps}
        low, high = self.scale.steps[0].value, self.scale.steps[-1].value
        along = (values[step] - low) / (high - low)
        return along if self.polarity == "higher_is_worse" else 1.0 - along

    def steps_by_severity(self) -> tuple[ScaleStepSpec, ...]:
        """The steps from least to most risk."""
        return self.scale.steps if self.polarity == "higher_is_worse" else self.scale.steps[::-1]

    def kpis(self) -> Iterator[tuple[CriterionSpec, KpiSpec]]:
        """Every KPI with its criterion, in the pack's order."""
        return ((criterion, kpi) for criterion in self.criteria for kpi in criterion.kpis)

    def moderated_strands(self) -> tuple[StrandSpec, ...]:
        """The strands by which some criterion is moderated; one that only scores has nobody to finish it."""
        named = {criterion.moderated_by for criterion in self.criteria}
        return tuple(strand for strand in self.strands if strand.code in named)

    def kpi(self, code: str) -> KpiSpec:
        """:raises KeyError: for a KPI that the framework does not have."""
        return {kpi.code: kpi for _, kpi in self.kpis()}[code]

    def measure(self, code: str) -> MeasureSpec:
        """:raises KeyError: for a measure that the framework does not have."""
        return {measure.code: measure for measure in self.measures}[code]

    def kpis_resting_on(self, measure: str) -> tuple[KpiSpec, ...]:
        """The KPIs in which a value of ``measure``, entered once, is shown."""
        return tuple(kpi for _, kpi in self.kpis() if measure in kpi.measures)

    def proposals(self) -> list[tuple[str, str]]:
        """(what, why) of everything that the strategy leaves open and the trust may change."""
        found: list[tuple[str, Proposable | None]] = [
            ("Guidance", self.guidance),
            ("Scale", self.scale),
            ("Scoring", self.scoring),
            ("Evidence", self.evidence),
            ("Flags", self.flags),
            ("Answering a moderated rating", self.answering),
            ("Calibration", self.calibration),
            ("Measures", self.measuring),
        ]
        found += [(f"Gate: {g.code}", g) for g in self.scoring.gates]
        found += [(f"Mapping: {m.title}", m) for m in self.mappings]
        found += [(f"Measure: {m.title}", m) for m in self.measures]
        for criterion in self.criteria:
            found.append((criterion.title, criterion))
            for kpi in criterion.kpis:
                found.append((kpi.title, kpi))
                found += [(f"{kpi.title}: gate {g.code}", g) for g in kpi.gates]
                found += [(f"{kpi.title}: not applicable", kpi.not_applicable)]
                found += [(f"{kpi.title}: suggestion {s.code}", s) for s in kpi.suggestions]
        return [(what, part.why or "") for what, part in found if part is not None and part.proposed]
