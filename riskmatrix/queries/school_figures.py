"""A school's figures on one page: every measure of the framework by criterion, and what is published besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit import clock
from kit.refusals import Refusal
from riskmatrix import rules_figures as rules
from riskmatrix.known_measures import also_official
from riskmatrix.models import Figure, FigureImport, Framework
from riskmatrix.models.figure_import import FigureImportQuerySet
from riskmatrix.queries.kpi_figures import measures_of
from riskmatrix.queries.measure_views import MeasureView
from riskmatrix.spec import FrameworkSpec
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.models import Person, School

MOST_IMPORTS = 20


@dataclass(frozen=True)
class Section:
    """A criterion with the measures its KPIs rest on; each measure stands under the first that asks for it."""

    title: str
    views: tuple[MeasureView, ...]


@dataclass(frozen=True)
class SchoolFigures:
    """:param may_enter: None when this person may.
    :param of_trust: whether they see the figures of the whole trust too.
    """

    school: School
    sections: tuple[Section, ...]
    known: int
    total: int
    imports: tuple[FigureImport, ...]
    may_enter: Refusal | None
    of_trust: bool


def school_figures(school: School, user: Person) -> SchoolFigures:
    """Nine queries, however many figures there are."""
    framework = Framework.objects.in_force(school.trust_id)
    spec = framework.spec if framework else None
    codes = Figure.objects.standing().filter(school=school).order_by().values_list("measure", flat=True)
    official = also_official(codes.distinct(), spec)
    measures = [*(spec.measures if spec else ()), *official]
    views = measures_of(school, spec, measures, clock.today(), reader=user)
    sections = [*_by_criterion(spec, views)] if spec else []
    if official:
        others = tuple(views[measure.code] for measure in official)
        sections.append(Section("Published besides", others))
    ours = [views[measure.code] for measure in spec.measures] if spec else []
    return SchoolFigures(
        school=school,
        sections=tuple(sections),
        known=sum(view.known is not None for view in ours),
        total=len(ours),
        imports=tuple(imports_of(user).filter(school=school)[:MOST_IMPORTS]),
        may_enter=rules.may_enter(user, school, framework),
        of_trust=has_in_trust(user, Permission.SEE_FIGURES, school.trust),
    )


def imports_of(user: Person) -> FigureImportQuerySet:
    """The imports this person may look into, the latest first."""
    return FigureImport.objects.visible_to(user).select_related("read_by", "applied_by", "undone_by")


def _by_criterion(spec: FrameworkSpec, views: dict[str, MeasureView]) -> Iterable[Section]:
    seen: set[str] = set()
    for criterion in spec.criteria:
        codes = [code for kpi in criterion.kpis for code in kpi.measures]
        new = [code for code in dict.fromkeys(codes) if code not in seen]
        seen |= set(new)
        if new:
            yield Section(criterion.title, tuple(views[code] for code in new))
