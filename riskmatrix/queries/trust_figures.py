"""The trust's figures: each measure added up from its schools' pupils, phase by phase, with who stands behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from kit import clock
from riskmatrix.figure_words import MISSING, value_in_words
from riskmatrix.figures import NoTrustFigure, TrustFigure
from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.models import FigureImport, Framework
from riskmatrix.periods import order, year_of
from riskmatrix.published import Period
from riskmatrix.published.years import year_beginning
from riskmatrix.queries.benchmark_rows import PHASES, Benches, benches, phase_of
from riskmatrix.queries.figure_rows import Histories, Known, histories, latest_of
from riskmatrix.queries.held_against import BesideView, areas_view, in_words
from riskmatrix.queries.school_figures import MOST_IMPORTS, imports_of
from riskmatrix.queries.trust_answers import Answer, answer_of
from riskmatrix.spec import FrameworkSpec, MeasureSpec
from schools.access.permissions import Permission
from schools.models import Person, School, Trust

YEARS = 3


@dataclass(frozen=True)
class OfSchool:
    school: School
    words: str


@dataclass(frozen=True)
class TrustRow:
    """One measure for the time that most schools have a figure of; the latest of several such."""

    measure: MeasureSpec
    period: Period
    words: str
    sentence: str
    england: BesideView | None
    schools: tuple[OfSchool, ...]
    counted: int


@dataclass(frozen=True)
class PhaseSection:
    title: str
    schools: int
    rows: tuple[TrustRow, ...]
    not_collected: tuple[str, ...]


@dataclass(frozen=True)
class TrustFigures:
    trust: Trust
    has_framework: bool
    sections: tuple[PhaseSection, ...]
    imports: tuple[FigureImport, ...]


def trust_figures(trust: Trust, user: Person) -> TrustFigures:
    """Five queries, however many schools there are; figures of the last three years."""
    framework = Framework.objects.in_force(trust)
    visible = School.objects.visible_to(user, Permission.SEE_FIGURES)
    schools = list(visible.filter(trust=trust).open())
    imports = tuple(imports_of(user).filter(trust=trust, school=None)[:MOST_IMPORTS])
    if framework is None:
        return TrustFigures(trust, False, (), imports)
    spec = framework.spec
    aliases = {code: measure.code for measure in spec.measures for code in measure.codes}
    first = year_beginning(int(year_of(clock.today())[:4]) - YEARS + 1)
    rows = histories(schools, aliases, only=Q(academic_year__gte=first))
    against = benches(schools, aliases)
    by_phase: dict[str, list[School]] = {}
    for school in schools:
        by_phase.setdefault(phase_of(school), []).append(school)
    sections = [_section(spec, phase, alike, rows, against) for phase, alike in sorted(by_phase.items())]
    return TrustFigures(trust, True, tuple(sections), imports)


def _section(
    spec: FrameworkSpec, phase: str, schools: Sequence[School], rows: Histories, against: Benches
) -> PhaseSection:
    found = [(measure, _period(measure, schools, rows)) for measure in spec.measures]
    return PhaseSection(
        title=PHASES.get(phase, "schools of no published phase").capitalize(),
        schools=len(schools),
        rows=tuple(
            _row(spec, measure, period, phase, schools, rows, against)
            for measure, period in found
            if period is not None
        ),
        not_collected=tuple(measure.title for measure, period in found if period is None),
    )


def _period(measure: MeasureSpec, schools: Sequence[School], rows: Histories) -> Period | None:
    """The time that most of these schools have something of. Dates differ from school to school and have none."""
    counts = Counter(
        known.period
        for school in schools
        for known in rows[school.pk].get(measure.code, ())
        if known.period.kind is not PeriodKind.THREE_YEAR
    )
    return max(counts, key=lambda each: (counts[each], order(each)), default=None)


def _row(
    spec: FrameworkSpec,
    measure: MeasureSpec,
    period: Period,
    phase: str,
    schools: Sequence[School],
    rows: Histories,
    against: Benches,
) -> TrustRow:
    known = [(school, _of(rows, school, measure, period)) for school in schools]
    days = {each.period for _, each in known if each}
    answer: Answer = answer_of(spec, schools, rows, measure, period)
    if len(days) > 1:
        told = "Each school's latest. They were taken on different days, so they are not added up."
        answer = NoTrustFigure((), told)
    value = answer.value if isinstance(answer, TrustFigure) else None
    england = against.beside(schools[0], measure, phase, period, clock.today())[0]
    return TrustRow(
        measure=measure,
        period=period,
        words=_words(measure, answer),
        sentence=answer.sentence,
        england=next(iter(areas_view(measure, value, [england])), None),
        schools=tuple(
            OfSchool(school, _said(measure, each, with_day=len(days) > 1)) for school, each in known
        ),
        counted=sum(each is not None and not isinstance(each.value, Missing) for _, each in known),
    )


def _of(rows: Histories, school: School, measure: MeasureSpec, period: Period) -> Known | None:
    """The school's figure of that time; where it is a day, its latest of any day."""
    mine = rows[school.pk].get(measure.code, ())
    if period.kind is PeriodKind.DAY:
        return latest_of([each for each in mine if each.period.kind is PeriodKind.DAY])
    return next((each for each in mine if each.period == period), None)


def _said(measure: MeasureSpec, known: Known | None, *, with_day: bool) -> str:
    if known is None:
        return MISSING[Missing.NOT_COLLECTED]
    words = in_words(measure, known.value)
    return f"{words}, as of {known.period}" if with_day and measure.unit != "date" else words


def _words(measure: MeasureSpec, answer: Answer) -> str:
    if not isinstance(answer, TrustFigure):
        return ""
    return value_in_words(measure.unit, answer.value) + (", provisional" if answer.provisional else "")
