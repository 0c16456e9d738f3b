"""Which of a school's own ratings its figures speak against, for the order of the moderation queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kit import clock
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.benchmark_rows import benches, phase_of
from riskmatrix.queries.figure_rows import Known, histories, latest_of
from riskmatrix.queries.measure_views import suggested, view_of
from riskmatrix.queries.steps import StepView, steps_of
from riskmatrix.spec import FrameworkSpec, KpiSpec

Histories = dict[str, list[Known]]


def contradicting(evaluations: Sequence[Evaluation]) -> dict[int, tuple[str, ...]]:
    """The titles of the KPIs whose figures suggest more risk than the school rated, by evaluation id.

    One that has none is left out. For any number of evaluations in a fixed number of queries; figures are held
    against what is published, not against the trust's other schools.

    :param evaluations: with school, term and framework selected.
    """
    wanted = [each for each in evaluations if each.framework.spec.measures]
    if not wanted:
        return {}
    schools = list({each.school_id: each.school for each in wanted}.values())
    measures = {m.code: m for each in wanted for m in each.framework.spec.measures}
    aliases = {code: measure.code for measure in measures.values() for code in measure.codes}
    known, against = histories(schools, aliases), benches(schools, aliases)
    own: dict[int, dict[str, str]] = {}
    rows = Rating.objects.filter(evaluation__in=wanted, kind=Rating.Kind.SELF, step__isnull=False)
    for evaluation, kpi, step in rows.values_list("evaluation", "kpi__code", "step__code"):
        own.setdefault(evaluation, {})[kpi] = step

    def speaks_against(evaluation: Evaluation, kpi: KpiSpec, rated: str) -> bool:
        spec, school = evaluation.framework.spec, evaluation.school
        on = min(clock.today(), evaluation.term.ends_on)
        for code in kpi.measures:
            history = _upto(known[school.pk].get(code, []), on)
            latest = latest_of(history)
            if latest is None:
                continue
            measure = spec.measure(code)
            phase = latest.row.phase or phase_of(school)
            beside = against.beside(school, measure, phase, latest.period, on)
            view = view_of(measure, history, beside, None, on=on, predecessors={})
            found = suggested(spec, kpi, view, steps_of(spec), on)
            if found and isinstance(found.step, StepView) and _is_worse(spec, found.step.code, rated):
                return True
        return False

    found = {
        each.pk: tuple(
            kpi.title
            for _, kpi in each.framework.spec.kpis()
            if (rated := own.get(each.pk, {}).get(kpi.code)) and speaks_against(each, kpi, rated)
        )
        for each in wanted
    }
    return {pk: titles for pk, titles in found.items() if titles}


def _upto(history: Sequence[Known], on: date) -> list[Known]:
    return [each for each in history if each.speaks_of <= on]


def _is_worse(spec: FrameworkSpec, suggested: str, rated: str) -> bool:
    return spec.severity(suggested) > spec.severity(rated)
