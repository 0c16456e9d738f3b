"""The measures behind a KPI: what is known, what it is held against, what it suggests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kit import clock
from riskmatrix.models import Evaluation
from riskmatrix.queries.benchmark_rows import benches, phase_of
from riskmatrix.queries.figure_rows import histories, latest_of
from riskmatrix.queries.measure_views import MeasureView, suggested, view_of
from riskmatrix.queries.steps import steps_of
from riskmatrix.queries.trust_answers import trust_answers
from riskmatrix.spec import FrameworkSpec, KpiSpec, MeasureSpec
from schools.access.checks import has
from schools.access.permissions import Permission
from schools.models import Person, Predecessor, School


@dataclass(frozen=True)
class NotCollected:
    """A measure that nobody has collected; ``also_in`` are the other KPIs that would show it."""

    code: str
    title: str
    also_in: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """What stands there apart from the figures themselves; a page can keep what it drew from it."""

    has_figures: bool
    not_collected: tuple[NotCollected, ...]
    may_enter: bool


@dataclass(frozen=True)
class KpiFigures:
    """The measures of one KPI: those of which something is known, and those that nobody has collected."""

    school: School
    known: tuple[MeasureView, ...]
    outline: Outline


def figures_of(
    evaluation: Evaluation, user: Person, kpis: Collection[str], *, any_known: bool = True
) -> dict[str, KpiFigures]:
    """By KPI code; a KPI without any is left out. Five queries, however many KPIs are asked for.

    Beside a term that is over stands what speaks of days up to its end.

    :param any_known: False where it is known already that the school has none.
    """
    school, spec = evaluation.school, evaluation.framework.spec
    if not has(user, Permission.SEE_FIGURES, school):
        return {}
    asked = [kpi for _, kpi in spec.kpis() if kpi.code in kpis and kpi.measures]
    on = min(clock.today(), evaluation.term.ends_on)
    codes = {code for kpi in asked for code in kpi.measures}
    shown = [m for m in spec.measures if m.code in codes]
    views = measures_of(school, spec, shown, on, reader=user, any_known=any_known)
    steps, may_enter = steps_of(spec), has(user, Permission.ENTER_FIGURES, school)
    found = {}
    for kpi in asked:
        mine = [
            replace(
                views[code],
                also_in=_also_in(spec, kpi, code),
                suggestion=suggested(spec, kpi, views[code], steps, on),
            )
            for code in kpi.measures
        ]
        known = tuple(view for view in mine if view.known)
        lacking = [NotCollected(v.measure.code, v.measure.title, v.also_in) for v in mine if not v.known]
        found[kpi.code] = KpiFigures(school, known, Outline(bool(known), tuple(lacking), may_enter))
    return found


def measures_of(
    school: School,
    spec: FrameworkSpec | None,
    measures: Sequence[MeasureSpec],
    on: date,
    *,
    reader: Person | None,
    any_known: bool = True,
) -> dict[str, MeasureView]:
    """Each measure as it stands on the day ``on``, by code.

    Five queries; one where no figure is known, since there is nothing to hold beside anything; none without measures.

    :param reader: whose eyes; None for whoever governs the school, who sees the figures of no other.
    :param any_known: False where it is known already that the school has none.
    """
    if not measures:
        return {}
    aliases = {code: measure.code for measure in measures for code in measure.codes}
    mine = histories([school], aliases, upto=on)[school.pk] if any_known else {}
    latest = {code: known for code, rows in mine.items() if (known := latest_of(rows))}
    if not latest:
        return {each.code: view_of(each, [], [], None, on=on, predecessors={}) for each in measures}
    against = benches([school], aliases)
    others = list(School.objects.filter(trust=school.trust_id).open())
    by_code = {measure.code: measure for measure in measures}
    wanted = {(code, known.period): by_code[code] for code, known in latest.items()}
    seen = {each.pk for each in others if reader and has(reader, Permission.SEE_FIGURES, each)}
    trust = trust_answers(spec, others, phase_of(school), wanted, aliases, seen={*seen, school.pk})
    predecessors = {each.urn: each.name for each in Predecessor.objects.filter(school=school)}
    views = {}
    for measure in measures:
        known = latest.get(measure.code)
        phase = (known.row.phase or phase_of(school)) if known else ""
        beside = against.beside(school, measure, phase, known.period, on) if known else []
        together = trust[measure.code, known.period] if known else None
        history = mine.get(measure.code, [])
        views[measure.code] = view_of(measure, history, beside, together, on=on, predecessors=predecessors)
    return views


def _also_in(spec: FrameworkSpec, kpi: KpiSpec, measure: str) -> tuple[str, ...]:
    """The other KPIs that show the same figure, entered once."""
    return tuple(each.title for each in spec.kpis_resting_on(measure) if each.code != kpi.code)
