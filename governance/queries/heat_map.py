"""The heat map of the dashboard: a row a school, a column a criterion, or a column a KPI of one criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from riskmatrix import rules
from riskmatrix.queries.agreed import AgreedMatrix
from riskmatrix.queries.matrix import agreed_matrices, latest_moderated
from riskmatrix.queries.moderation_queue import Progress, progress_of
from riskmatrix.queries.steps import Shown, StepView
from riskmatrix.spec import CriterionSpec, FrameworkSpec
from schools.models import Person, School, Term


@dataclass(frozen=True)
class Choice:
    """What a person chose to look at; empty means all. ``sort`` is “name” or “risk”, ``criterion`` a code."""

    phase: str = ""
    strand: str = ""
    sort: str = "name"
    term: int | None = None
    criterion: str = ""


@dataclass(frozen=True)
class Column:
    """``code`` is that of the criterion or of the KPI; ``url`` leads further into it, or is empty."""

    code: str
    title: str
    url: str


@dataclass(frozen=True)
class Cell:
    """One criterion or KPI of one school: its agreed level, how it moved (or why that cannot be said), its evidence."""

    title: str
    level: Shown
    moved: str | None
    url: str
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a school is for which nothing is agreed, in words, and the page that shows it."""

    words: str
    url: str


@dataclass(frozen=True)
class MapRow:
    """One school: ``cells`` when its ratings are agreed, a ``standing`` when they are not. ``risk`` is for sorting."""

    cells: tuple[Cell, ...]
    standing: Standing | None
    risk: float


def columns_of(spec: FrameworkSpec, choice: Choice, term: Term | None, user: Person) -> tuple[Column, ...]:
    """The criteria of the chosen strand, each opening its KPIs; with a criterion chosen, its KPIs.

    A KPI leads those who moderate in the trust to its judgements side by side.
    """
    criterion = next((each for each in spec.criteria if each.code == choice.criterion), None)
    if criterion is None:
        return tuple(
            Column(c.code, c.title, map_url(replace(choice, criterion=c.code), term))
            for c in _criteria(spec, choice)
        )
    compares = term is not None and rules.may_compare(user, term) is None
    return tuple(
        Column(
            kpi.code,
            kpi.title,
            reverse("moderation_compare", args=[term.pk, kpi.code]) if compares and term else "",
        )
        for kpi in criterion.kpis
    )


def _criteria(spec: FrameworkSpec, choice: Choice) -> tuple[CriterionSpec, ...]:
    return tuple(c for c in spec.criteria if not choice.strand or choice.strand in c.strands)


def map_url(choice: Choice, term: Term | None) -> str:
    """The heat map as ``choice`` has it, in ``term``."""
    asked = {
        "criterion": choice.criterion,
        "phase": choice.phase,
        "strand": choice.strand,
        "term": str(term.pk) if term else "",
        "sort": "" if choice.sort == "name" else choice.sort,
    }
    return f"{reverse('dashboard')}?{urlencode({k: v for k, v in asked.items() if v})}#map"


def map_rows(
    schools: list[School],
    shown: Term | None,
    progress: Mapping[int, Progress],
    spec: FrameworkSpec | None,
    choice: Choice,
    user: Person,
) -> dict[int, MapRow]:
    """One row for each of ``schools``, by id.

    :param progress: how far each of them is in the term at work, by id.
    :param shown: the term whose agreed ratings are shown; it may be an earlier one.
    """
    evaluations = latest_moderated(schools, shown) if shown else {}
    matrices = {m.evaluation.school_id: m for m in agreed_matrices(evaluations.values()).values()}
    then, is_over = _progress_in(shown, schools, progress)
    rows = {}
    for school in schools:
        matrix = matrices.get(school.pk)
        standing = None if matrix else _standing(then[school.pk], shown, is_over, user)
        cells = _cells(spec, choice, matrix) if spec and matrix else ()
        rows[school.pk] = MapRow(cells, standing, _risk(matrix, choice))
    return rows


def _progress_in(
    shown: Term | None, schools: list[School], progress: Mapping[int, Progress]
) -> tuple[Mapping[int, Progress], bool]:
    """How far each school was in the term that is shown, and whether that is an earlier one."""
    if shown is None:
        return {school.pk: Progress.not_begun(school) for school in schools}, False
    if all(school.pk in progress for school in schools):
        return progress, False
    return {row.school.pk: row for row in progress_of(shown, schools)}, True


def _cells(spec: FrameworkSpec, choice: Choice, matrix: AgreedMatrix) -> tuple[Cell, ...]:
    url = reverse("agreed_matrix", args=[matrix.evaluation.pk])
    criteria = matrix.criteria_by_code
    open_one = next((each for each in spec.criteria if each.code == choice.criterion), None)
    if open_one is None:
        wanted = [(c.code, c.title) for c in _criteria(spec, choice)]
        found = {code: (each.level, each.movement, each.stops) for code, each in criteria.items()}
    else:
        wanted = [(kpi.code, kpi.title) for kpi in open_one.kpis]
        kpis = criteria[open_one.code].kpis if open_one.code in criteria else ()
        found = {kpi.code: (kpi.agreed, kpi.movement, kpi.stops) for kpi in kpis}
    return tuple(
        Cell(title, level, moved if isinstance(level, StepView) else None, f"{url}#{code}", why)
        for code, title in wanted
        for level, moved, why in [found.get(code, ("unrated", None, ""))]
    )


def _standing(progress: Progress, shown: Term | None, is_over: bool, user: Person) -> Standing:
    """“Not agreed yet: draft, 18 of 39 KPIs rated”, with the page of it that this person may read."""
    words = progress.label[:1].lower() + progress.label[1:]
    if progress.is_begun and progress.is_with_the_school:
        words = f"{words}, {progress.answered} of {progress.total} KPIs rated"
    said = f"{'Not agreed' if is_over else 'Not agreed yet'}: {words}"
    evaluation = progress.evaluation
    if evaluation is not None:
        evaluation.school = progress.school
        if rules.may_read(user, evaluation) is None:
            return Standing(said, evaluation.get_absolute_url())
    return Standing(said, reverse("progress", args=[shown.pk]) if shown else "")


def _risk(matrix: AgreedMatrix | None, choice: Choice) -> float:
    """For sorting only: how many steps of risk the shown criteria add up to, of the most there could be."""
    if matrix is None:
        return -1.0
    steps = [
        c.level
        for c in matrix.criteria
        if isinstance(c.level, StepView)
        and (not choice.strand or choice.strand in c.spec.strands)
        and choice.criterion in ("", c.spec.code)
    ]
    return sum(step.position / step.of for step in steps) / max(len(steps), 1)
