"""The trust's dashboard: schools × criteria, categories, what is overdue, in a fixed number of queries.

The filters choose rows and columns of the tables; what the page says about the trust as a whole does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from governance.queries.heat_map import Choice, Column, MapRow, columns_of, map_rows, map_url
from governance.queries.task import Task
from governance.queries.tasks import tasks_for
from riskmatrix.models import Evaluation, Framework
from riskmatrix.queries.moderation_queue import Progress, progress_of
from riskmatrix.queries.steps import StepView, steps_of
from riskmatrix.spec import CriterionSpec, FrameworkSpec
from schools.access.permissions import Permission
from schools.models import Person, School, Term, Trust
from support.models import Decision
from support.queries.categories import standing_decisions
from support.queries.fulfilment import Fulfilment, fulfilment, total


@dataclass(frozen=True)
class SchoolRow:
    """One school on both tables: what is agreed, and how it stands with what it owes and what it is owed."""

    school: School
    agreed: MapRow
    progress: Progress
    is_overdue: bool
    categories: tuple[tuple[str, str], ...]
    engagements: Fulfilment


@dataclass(frozen=True)
class Dashboard:
    """``overdue`` and ``are_all_in`` speak of every school of the trust, ``rows`` of those that were chosen."""

    trust: Trust
    term: Term | None
    shown_term: Term | None
    is_fallback: bool
    terms: tuple[Term, ...]
    choice: Choice
    phases: tuple[tuple[str, str], ...]
    strands: tuple[tuple[str, str], ...]
    criterion: CriterionSpec | None
    columns: tuple[Column, ...]
    steps: tuple[StepView, ...]
    rows: tuple[SchoolRow, ...]
    progress: tuple[Progress, ...]
    tasks: tuple[Task, ...]

    @property
    def overdue(self) -> tuple[School, ...]:
        """Schools whose self-evaluation should be with the trust by now."""
        late = self.term is not None and self.term.is_overdue
        return tuple(row.school for row in self.progress if late and row.is_with_the_school)

    @property
    def whole_map(self) -> str:
        """The way back from one criterion to all of them."""
        return map_url(replace(self.choice, criterion=""), self.shown_term)

    @property
    def are_all_in(self) -> bool:
        return bool(self.progress) and not any(row.is_with_the_school for row in self.progress)


def dashboard_page(user: Person, trust: Trust, choice: Choice) -> Dashboard:
    """What ``user`` sees of ``trust``. The number of queries does not depend on the number of schools."""
    everything = list(School.objects.visible_to(user, Permission.SEE_DASHBOARD).filter(trust=trust).open())
    schools = [school for school in everything if choice.phase in ("", school.phase)]
    terms = tuple(Term.objects.of(trust).opened().order_by("-starts_on"))
    term = terms[0] if terms else None
    shown, is_fallback = _shown_term(everything, terms, choice)
    progress = tuple(progress_of(term, everything)) if term else ()
    spec = _spec_of(trust, shown, everything)
    criterion = next((c for c in spec.criteria if c.code == choice.criterion), None) if spec else None
    choice = choice if criterion else replace(choice, criterion="")
    return Dashboard(
        trust=trust,
        term=term,
        shown_term=shown,
        is_fallback=is_fallback,
        terms=terms,
        choice=choice,
        phases=_phases(everything),
        strands=tuple((s.code, s.title) for s in spec.strands) if spec else (),
        criterion=criterion,
        columns=columns_of(spec, choice, shown, user) if spec else (),
        steps=tuple(steps_of(spec).values()) if spec else (),
        rows=_rows(schools, term, shown, progress, spec, choice, user),
        progress=progress,
        tasks=tasks_for(user),
    )


def _shown_term(schools: list[School], terms: tuple[Term, ...], choice: Choice) -> tuple[Term | None, bool]:
    """The term asked for; else the latest in which anything is agreed, and whether that is an earlier one.

    The page names the term: ratings of an earlier one are never shown as this one's.
    """
    asked = next((term for term in terms if term.pk == choice.term), None)
    agreed = set(Evaluation.objects.moderated().filter(school__in=schools).values_list("term", flat=True))
    if asked is not None or not terms:
        return asked, False
    shown = next((term for term in terms if term.pk in agreed), terms[0])
    return shown, shown != terms[0]


def _spec_of(trust: Trust, shown: Term | None, schools: list[School]) -> FrameworkSpec | None:
    """The version that the shown term was rated by, the newest where schools differ; else the one in force.

    A criterion that came with a later version would stand there as not rated, which is not what it was.
    """
    agreed = Evaluation.objects.moderated().filter(term=shown, school__in=schools)
    rated_by = Framework.objects.filter(evaluations__in=agreed).order_by("-published_at", "-pk").first()
    framework = rated_by or Framework.objects.in_force(trust)
    return framework.spec if framework else None


def _phases(schools: list[School]) -> tuple[tuple[str, str], ...]:
    """The phases that the trust has schools of, youngest children first."""
    here = {school.phase for school in schools}
    return tuple((code, title) for code, title in School.Phase.choices if code in here)


def _rows(
    schools: list[School],
    term: Term | None,
    shown: Term | None,
    progress: tuple[Progress, ...],
    spec: FrameworkSpec | None,
    choice: Choice,
    user: Person,
) -> tuple[SchoolRow, ...]:
    """Alphabetical unless asked otherwise: it is not a league table."""
    now = {row.school.pk: row for row in progress}
    agreed = map_rows(schools, shown, now if shown == term else {}, spec, choice, user)
    decisions = standing_decisions(schools)
    kept = fulfilment(schools, term.year) if term else {}
    late = term is not None and term.is_overdue
    rows = []
    for school in schools:
        mine = now.get(school.pk, Progress.not_begun(school))
        rows.append(
            SchoolRow(
                school=school,
                agreed=agreed[school.pk],
                progress=mine,
                is_overdue=late and mine.is_with_the_school,
                categories=_categories(decisions.get(school.pk, {}), spec),
                engagements=total(kept.get(school.pk, {}).values()),
            )
        )
    by_risk = choice.sort == "risk"
    return tuple(sorted(rows, key=lambda row: (-row.agreed.risk if by_risk else 0, row.school.name)))


def _categories(decisions: Mapping[str, Decision], spec: FrameworkSpec | None) -> tuple[tuple[str, str], ...]:
    """(strand, category) in words; a strand without a decision says so."""
    strands = [(strand.code, strand.title) for strand in spec.strands] if spec else []
    return tuple(
        (title, decisions[code].category_title if code in decisions else "Not confirmed")
        for code, title in strands
    )
