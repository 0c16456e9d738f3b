"""What the whole trust comes to in a measure and period: added up from its schools' pupils, phase by phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from riskmatrix.figures import Figure as Plain
from riskmatrix.figures import NoTrustFigure, TrustFigure, trust_figure
from riskmatrix.measured import Missing
from riskmatrix.published import Period
from riskmatrix.queries.benchmark_rows import PHASES, phase_of
from riskmatrix.queries.figure_rows import Histories, columns_of, histories
from riskmatrix.spec import FrameworkSpec, MeasureSpec, MeasuringSpec
from riskmatrix.withholding import trust_figure_for
from schools.models import School

Answer = TrustFigure | NoTrustFigure
Wanted = tuple[str, Period]
"""A measure and a period."""


def trust_answers(
    spec: FrameworkSpec | None,
    schools: Collection[School],
    phase: str,
    wanted: Mapping[Wanted, MeasureSpec],
    aliases: dict[str, str],
    *,
    seen: Collection[int],
) -> dict[Wanted, Answer]:
    """The trust's figure for each of ``wanted``, as somebody may read it; one query.

    :param schools: of one trust; those of another phase are left aside, for figures of two phases are not added up.
    :param seen: ids of the schools whose figures the reader sees one by one.
    """
    alike = [school for school in schools if phase_of(school) == phase]
    rows = histories(alike, aliases, only=_periods(wanted, aliases))
    measuring = spec.measuring if spec else MeasuringSpec()
    hidden = {school.name for school in alike if school.pk not in seen}
    found = {}
    for each, measure in wanted.items():
        answer = answer_of(spec, alike, rows, measure, each[1])
        behind = hidden.difference(answer.left_out) if isinstance(answer, TrustFigure) else ()
        found[each] = trust_figure_for(measuring, answer, unseen=len(behind))
    return found


def answer_of(
    spec: FrameworkSpec | None,
    schools: Collection[School],
    rows: Histories,
    measure: MeasureSpec,
    period: Period,
) -> Answer:
    """The figure of these schools together, from what stands of each."""
    alike = [school for school in schools if _without(spec, measure, school) is Missing.NOT_COLLECTED]
    if len(alike) < 2:
        phase = PHASES.get(phase_of(next(iter(schools))), "schools of its kind") if schools else "schools"
        return NoTrustFigure((), f"The trust has no other {phase} to count together with.")
    figures = {
        school.name: next(
            (known.plain for known in rows[school.pk].get(measure.code, ()) if known.period == period),
            Plain(_without(spec, measure, school), str(period)),
        )
        for school in schools
    }
    return trust_figure(measure, figures)


def _without(spec: FrameworkSpec | None, measure: MeasureSpec, school: School) -> Missing:
    """Why a school has no figure: where no KPI that rests on it applies to such a school, it need not have one."""
    resting = spec.kpis_resting_on(measure.code) if spec else ()
    excused = [
        kpi.not_applicable is not None
        and kpi.not_applicable.excuses(phase=school.phase, youngest_age=school.lowest_age)
        for kpi in resting
    ]
    return Missing.NOT_APPLICABLE if excused and all(excused) else Missing.NOT_COLLECTED


def _periods(wanted: Iterable[Wanted], aliases: dict[str, str]) -> Q:
    """The condition on rows of one of these measures and periods."""
    codes = defaultdict(list)
    for code, measure in aliases.items():
        codes[measure].append(code)
    by_period: defaultdict[Period, list[str]] = defaultdict(list)
    for measure, period in wanted:
        by_period[period] += codes[measure]
    condition = Q(pk__in=())
    for period, measures in by_period.items():
        condition |= Q(measure__in=measures, **columns_of(period))
    return condition
