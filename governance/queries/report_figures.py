"""The part of a report that speaks of figures."""

from __future__ import annotations

from dataclasses import asdict

from governance.figures_content import FigureLine, FiguresOfKpi, FiguresPart
from riskmatrix.models import Evaluation
from riskmatrix.queries.governed_figures import GovernedKpi, governed_figures


def figures_of(evaluation: Evaluation | None) -> tuple[FiguresPart, ...]:
    """By criterion, in the framework's order; nothing where nothing is agreed."""
    if evaluation is None or not evaluation.is_moderated:
        return ()
    by_criterion: dict[str, list[GovernedKpi]] = {}
    for kpi in governed_figures(evaluation):
        by_criterion.setdefault(kpi.criterion, []).append(kpi)
    return tuple(_part(criterion, kpis) for criterion, kpis in by_criterion.items())


def _part(criterion: str, kpis: list[GovernedKpi]) -> FiguresPart:
    return FiguresPart(
        criterion=criterion,
        kpis=tuple(
            FiguresOfKpi(title=kpi.title, known=tuple(FigureLine(**asdict(line)) for line in kpi.known))
            for kpi in kpis
            if kpi.known
        ),
        not_collected=tuple(dict.fromkeys(title for kpi in kpis for title in kpi.not_collected)),
    )
