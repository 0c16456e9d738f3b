"""The trust's dashboard: schools × criteria, categories, what is overdue, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from governance.queries.tasks import Task, tasks_for
from riskmatrix.models import Evaluation, Framework
from riskmatrix.queries.matrix import AgreedMatrix, agreed_matrices, latest_moderated
from riskmatrix.queries.moderation_queue import Progress, progress_of
from riskmatrix.queries.steps import Shown, StepView, steps_of
from riskmatrix.spec import CriterionSpec, FrameworkSpec
from schools.access.permissions import Permission
from schools.models import Person, School, Term, Trust
from support.models import Decision
from support.queries.categories import standing_decisions
from support.queries.fulfilment import Fulfilment, fulfilment


@dataclass(frozen=True)
class Choice:
    """What a person chose to look at; empty means all. ``sort`` is “name” or “risk”."""

    phase: str = ""
    strand: str = ""
    sort: str = "name"
    term: int | None = None


@dataclass(frozen=True)
class Cell:
    """One criterion of one school: its agreed level, how it moved, and the evidence behind it."""

    criterion: str
    level: Shown
    moved: str | None
    url: str


@dataclass(frozen=True)
class SchoolRow:
    school: School
    cells: tuple[Cell, ...]
    is_moderated: bool
    progress: Progress
    categories: tuple[tuple[str, str], ...]
    engagements: Fulfilment
    risk: float

    @property
    def is_overdue(self) -> bool:
        return self.progress.is_with_the_school


@dataclass(frozen=True)
class Dashboard:
    trust: Trust
    term: Term | None
    shown_term: Term | None
    terms: tuple[Term, ...]
    choice: Choice
    strands: tuple[tuple[str, str], ...]
    criteria: tuple[CriterionSpec, ...]
    steps: tuple[StepView, ...]
    rows: tuple[SchoolRow, ...]
    tasks: tuple[Task, ...]

    @property
    def overdue(self) -> tuple[SchoolRow, ...]:
        """Schools whose self-evaluation should be with the trust by now."""
        late = self.term is not None and self.term.is_overdue
        return tuple(row for row in self.rows if late and row.is_overdue)

    @property
    def missed(self) -> tuple[SchoolRow, ...]:
        """Schools with a promised engagement whose window closed without it."""
        return tuple(row for row in self.rows if row.engagements.missed)


def dashboard_page(user: Person, trust: Trust, choice: Choice) -> Dashboard:
    """What ``user`` sees of ``trust``. The number of queries does not depend on the number of schools."""
    visible = School.objects.visible_to(user, Permission.SEE_DASHBOARD).filter(trust=trust).open()
    schools = list(visible.filter(phase=choice.phase) if choice.phase else visible)
    terms = tuple(Term.objects.of(trust).opened().order_by("-starts_on"))
    term = terms[0] if terms else None
    evaluations, shown_term = _evaluations(schools, terms, choice)
    matrices = {m.evaluation.school_id: m for m in agreed_matrices(evaluations.values()).values()}
    framework = Framework.objects.in_force(trust)
    spec = framework.spec if framework else None
    rows = _rows(schools, term, matrices, spec, choice)
    return Dashboard(
        trust=trust,
        term=term,
        shown_term=shown_term,
        terms=terms,
        choice=choice,
        strands=tuple((s.code, s.title) for s in spec.strands) if spec else (),
        criteria=_criteria(spec, choice),
        steps=tuple(steps_of(spec).values()) if spec else (),
        rows=tuple(_sorted(rows, choice)),
        tasks=tasks_for(user),
    )


def _evaluations(
    schools: list[School], terms: tuple[Term, ...], choice: Choice
) -> tuple[dict[int, Evaluation], Term | None]:
    """The moderated evaluations of the term asked for; else of the latest term in which anything is agreed.

    The page names the term: ratings of an earlier one are never shown as this one's.
    """
    asked = next((term for term in terms if term.pk == choice.term), None)
    everything = Evaluation.objects.moderated().filter(school__in=schools).values_list("term", flat=True)
    agreed = set(everything)
    shown = asked or next((term for term in terms if term.pk in agreed), terms[0] if terms else None)
    return (latest_moderated(schools, shown) if shown else {}), shown


def _criteria(spec: FrameworkSpec | None, choice: Choice) -> tuple[CriterionSpec, ...]:
    if spec is None:
        return ()
    return tuple(c for c in spec.criteria if not choice.strand or choice.strand in c.strands)


def _rows(
    schools: list[School],
    term: Term | None,
    matrices: Mapping[int, AgreedMatrix],
    spec: FrameworkSpec | None,
    choice: Choice,
) -> list[SchoolRow]:
    decisions = standing_decisions(schools)
    year = term.year if term else None
    kept = fulfilment(schools, year) if year else {}
    progress = {row.school.pk: row for row in progress_of(term, schools)} if term else {}
    return [
        SchoolRow(
            school=school,
            cells=_cells(_criteria(spec, choice), matrices.get(school.pk)),
            is_moderated=school.pk in matrices,
            progress=progress.get(school.pk, Progress(school, None, "", "Not begun", 0, 0)),
            categories=_categories(decisions.get(school.pk, {}), spec),
            engagements=_sum(kept.get(school.pk, {})),
            risk=_risk(matrices.get(school.pk), _criteria(spec, choice)),
        )
        for school in schools
    ]


def _cells(criteria: tuple[CriterionSpec, ...], matrix: AgreedMatrix | None) -> tuple[Cell, ...]:
    if matrix is None:
        return tuple(Cell(criterion.title, "unrated", None, "") for criterion in criteria)
    url = reverse("agreed_matrix", args=[matrix.evaluation.pk])
    found = matrix.criteria_by_code
    return tuple(
        Cell(criterion.title, mine.level, mine.movement, f"{url}#{criterion.code}")
        if (mine := found.get(criterion.code))
        else Cell(criterion.title, "unrated", None, url)
        for criterion in criteria
    )


def _categories(decisions: Mapping[str, Decision], spec: FrameworkSpec | None) -> tuple[tuple[str, str], ...]:
    """(strand, category) in words; a strand without a decision says so."""
    strands = [(strand.code, strand.title) for strand in spec.strands] if spec else []
    return tuple(
        (title, decisions[code].category_title if code in decisions else "Not confirmed")
        for code, title in strands
    )


def _sum(kept: Mapping[str, Fulfilment]) -> Fulfilment:
    parts = list(kept.values())
    return Fulfilment(
        promised_to_date=sum(part.promised_to_date for part in parts),
        held=sum(part.held for part in parts),
        missed=sum(part.missed for part in parts),
        planned=sum(part.planned for part in parts),
    )


def _risk(matrix: AgreedMatrix | None, criteria: tuple[CriterionSpec, ...]) -> float:
    """For sorting only: how many steps of risk the shown criteria add up to, of the most there could be."""
    if matrix is None:
        return -1.0
    wanted = {criterion.code for criterion in criteria}
    steps = [c.level for c in matrix.criteria if c.spec.code in wanted and isinstance(c.level, StepView)]
    return sum(step.position / step.of for step in steps) / max(len(steps), 1)


def _sorted(rows: list[SchoolRow], choice: Choice) -> list[SchoolRow]:
    """Alphabetical unless asked otherwise: it is not a league table."""
    if choice.sort == "risk":
        return sorted(rows, key=lambda row: (-row.risk, row.school.name))
    return sorted(rows, key=lambda row: row.school.name)
