"""A framework as a page shows it. It is a document: one query, whatever stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.models import Framework
from riskmatrix.queries.steps import Steps, StepView, steps_of
from riskmatrix.spec import AreaSpec, CriterionSpec, FrameworkSpec, GateSpec, KpiSpec, MappingSpec, StrandSpec
from schools.access.roles import Role


@dataclass(frozen=True)
class KpiView:
    """A KPI with what each step of the scale looks like for it, from least to most risk."""

    spec: KpiSpec
    looks: tuple[tuple[StepView, str], ...]


@dataclass(frozen=True)
class CriterionView:
    spec: CriterionSpec
    strands: tuple[str, ...]
    moderated_by: str
    kpis: tuple[KpiView, ...]


@dataclass(frozen=True)
class MappingView:
    """An outside framework with its areas, each beside the titles of the criteria it takes."""

    spec: MappingSpec
    areas: tuple[tuple[AreaSpec, tuple[str, ...]], ...]


@dataclass(frozen=True)
class FrameworkPage:
    """``levels`` are (step, from how many per cent of the greatest risk); ``strands`` (strand, moderator's title)."""

    framework: Framework
    spec: FrameworkSpec
    steps: Steps
    strands: tuple[tuple[StrandSpec, str], ...]
    levels: tuple[tuple[StepView, float], ...]
    criteria: tuple[CriterionView, ...]
    mappings: tuple[MappingView, ...]

    @property
    def gates(self) -> tuple[GateSpec, ...]:
        """The rules that hold for every KPI."""
        return self.spec.scoring.gates


def framework_page(framework: Framework) -> FrameworkPage:
    spec = framework.spec
    steps = steps_of(spec)
    titles = {strand.code: strand.title for strand in spec.strands}
    return FrameworkPage(
        framework=framework,
        spec=spec,
        steps=steps,
        strands=tuple((strand, Role(strand.moderator).title) for strand in spec.strands),
        levels=tuple((steps[level.step], level.from_percent) for level in spec.scoring.levels),
        criteria=tuple(
            CriterionView(
                criterion,
                tuple(titles[code] for code in criterion.strands),
                titles[criterion.moderated_by],
                tuple(
                    KpiView(kpi, tuple((step, kpi.steps[step.code]) for step in steps.values()))
                    for kpi in criterion.kpis
                ),
            )
            for criterion in spec.criteria
        ),
        mappings=_mappings(spec),
    )


def _mappings(spec: FrameworkSpec) -> tuple[MappingView, ...]:
    titles = {criterion.code: criterion.title for criterion in spec.criteria}
    return tuple(
        MappingView(
            mapping, tuple((area, tuple(titles[code] for code in area.criteria)) for area in mapping.areas)
        )
        for mapping in spec.mappings
    )
