"""The figures behind an agreed matrix, as those who govern a school read them: where few stand behind one, none.

What is withheld says so and gives nothing away by a comparison either, nor by what the trust comes to.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit import clock
from riskmatrix.models import Evaluation
from riskmatrix.queries.kpi_figures import measures_of
from riskmatrix.queries.measure_views import MeasureView
from riskmatrix.spec import FrameworkSpec
from riskmatrix.withholding import withheld_from_governors


@dataclass(frozen=True)
class GovernedFigure:
    """One measure in words. ``beside`` are the areas of the same phase and time; ``note`` what to know of it."""

    title: str
    words: str
    period: str = ""
    is_missing: bool = False
    beside: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class GovernedKpi:
    code: str
    criterion: str
    title: str
    known: tuple[GovernedFigure, ...]
    not_collected: tuple[str, ...]


def governed_figures(evaluation: Evaluation) -> tuple[GovernedKpi, ...]:
    """The KPIs that rest on measures, in the framework's order. Five queries.

    Beside a term that is over stands what speaks of days up to its end.
    """
    spec = evaluation.framework.spec
    on = min(clock.today(), evaluation.term.ends_on)
    views = measures_of(evaluation.school, spec, spec.measures, on, reader=None)
    return tuple(
        GovernedKpi(
            code=kpi.code,
            criterion=criterion.title,
            title=kpi.title,
            known=tuple(_governed(spec, views[code]) for code in kpi.measures if views[code].known),
            not_collected=tuple(views[code].measure.title for code in kpi.measures if not views[code].known),
        )
        for criterion, kpi in spec.kpis()
        if kpi.measures
    )


def _governed(spec: FrameworkSpec, view: MeasureView) -> GovernedFigure:
    title, measure = view.measure.title, view.measure
    assert view.known is not None  # noqa: S101 - asked only of what is known
    withheld = withheld_from_governors(spec.measuring, measure, view.known.row.cohort)
    if view.is_number and withheld:
        return GovernedFigure(title, withheld, view.period, is_missing=True)
    beside = tuple(f"{each.name}: {each.words}" for each in view.fitting)
    if view.not_fitting and not beside:
        beside = ("Nothing of the same phase and time is at hand.",)
    return GovernedFigure(
        title=title,
        words=view.words,
        period=view.period,
        is_missing=not view.is_number,
        beside=beside,
        note=_note(spec, view),
    )


def _note(spec: FrameworkSpec, view: MeasureView) -> str:
    assert view.known is not None  # noqa: S101 - asked only of what is known
    said = ["Provisional"] if view.known.row.provisional else []
    if view.earlier and not withheld_from_governors(spec.measuring, view.measure, view.earlier_cohort):
        said.append(f"Before that: {view.earlier}")
    if view.worth:
        said.append(f"{view.worth[0].upper()}{view.worth[1:]}")
    if view.predecessor:
        said.append(f"Published under {view.predecessor}, the school before this one")
    if view.old:
        said.append(view.old)
    return "".join(f"{each}. " for each in said).strip()
