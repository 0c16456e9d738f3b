"""Past matrices that were kept in spreadsheets: for which terms they can come in, and what a file would bring."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from kit import clock
from riskmatrix.models import Evaluation, Framework, MatrixUpload
from riskmatrix.queries.steps import Shown, Steps, steps_of
from riskmatrix.scoring import State
from riskmatrix.sheets.past import Kept
from riskmatrix.spec import FrameworkSpec, KpiSpec
from schools.access.permissions import Permission
from schools.access.scope import trusts_where
from schools.models import Person, School, Term


@dataclass(frozen=True)
class PastTerm:
    """:param count: how many schools have an evaluation of it, however it came in."""

    term: Term
    count: int
    schools: int

    @property
    def is_complete(self) -> bool:
        return self.count >= self.schools


def past_terms(user: Person) -> list[PastTerm]:
    """The terms that are over, latest first, of the trusts whose framework ``user`` keeps; in four queries."""
    trusts = trusts_where(user, Permission.EDIT_FRAMEWORK)
    terms = Term.objects.visible_to(user).filter(year__trust__in=trusts, ends_on__lt=clock.today())
    begun = dict(terms.values_list("pk").annotate(count=Count("evaluations")))
    at_work = {
        term.year.trust_id: term.pk
        for term in Term.objects.opened()
        .filter(year__trust__in=trusts)
        .select_related("year")
        .order_by("starts_on")
    }
    counted = dict(
        School.objects.filter(trust__in=trusts)
        .open()
        .values_list("trust")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return [
        PastTerm(term, begun[term.pk], counted.get(term.year.trust_id, 0))
        for term in terms.select_related("year__trust").order_by("year__trust__name", "-starts_on")
        if term.pk not in at_work.values()
    ]


@dataclass(frozen=True)
class PastLine:
    row: int
    spec: KpiSpec
    own: Shown
    moderated: Shown
    agreed: Shown
    commentary: str
    reason: str


@dataclass(frozen=True)
class PastSchool:
    """What a file would bring for one school; ``without`` KPIs stand as not rated."""

    school: School
    lines: tuple[PastLine, ...]
    without: int


def past_schools(upload: MatrixUpload, framework: Framework) -> tuple[PastSchool, ...]:
    """What the file would bring, by school; one query."""
    spec = framework.spec
    steps, total = steps_of(spec), sum(1 for _ in spec.kpis())
    by_urn: dict[int, list[Kept]] = {}
    for stored in upload.rows:
        kept = Kept.from_json(stored)
        by_urn.setdefault(kept.urn, []).append(kept)
    schools = School.objects.filter(trust=framework.trust_id, urn__in=by_urn).order_by("name")
    return tuple(
        PastSchool(school, tuple(_line(kept, spec, steps) for kept in rows), total - len(rows))
        for school in schools
        for rows in (by_urn[school.urn],)
    )


def _line(kept: Kept, spec: FrameworkSpec, steps: Steps) -> PastLine:
    def as_shown(code: str) -> Shown:
        return steps.get(code, code or State.UNRATED.value)

    return PastLine(
        kept.row,
        spec.kpi(kept.kpi),
        as_shown(kept.own),
        as_shown(kept.moderated),
        as_shown(kept.agreed),
        kept.commentary,
        kept.reason,
    )


def taken(term: Term) -> set[int]:
    """The ids of the schools that have an evaluation of ``term``."""
    return set(Evaluation.objects.filter(term=term).values_list("school", flat=True))
