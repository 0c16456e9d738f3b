"""A measure by its code: one of the framework's, or one that only official statistics have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from riskmatrix.measured import PeriodKind
from riskmatrix.published.measures import MEASURES
from riskmatrix.published.measures import Unit as PublishedUnit
from riskmatrix.spec import FrameworkSpec, MeasureSpec, Unit

_UNITS: Mapping[PublishedUnit, Unit] = {
    PublishedUnit.PERCENT: "percent",
    PublishedUnit.RATE: "per-100-pupils",
    PublishedUnit.COUNT: "number",
    PublishedUnit.SCALED_SCORE: "number",
    PublishedUnit.PROGRESS: "score",
}


def official(code: str) -> MeasureSpec | None:
    """A measure of the official statistics as one of the framework's kind, without a direction."""
    if (found := MEASURES.get(code)) is None:
        return None
    return MeasureSpec(
        code=code,
        title=found.title,
        unit=_UNITS[found.unit],
        direction="neither",
        definition="As the official statistics define it; no KPI of the framework rests on it.",
        cycle_months=24,
        periods=(PeriodKind.ACADEMIC_YEAR,),
    )


def measure_of(code: str, spec: FrameworkSpec | None) -> MeasureSpec | None:
    """The measure that figures under ``code`` are of: the framework's own goes before the official one."""
    for measure in spec.measures if spec else ():
        if code in measure.codes:
            return measure
    return official(code)


def also_official(codes: Iterable[str], spec: FrameworkSpec | None) -> list[MeasureSpec]:
    """The official measures among ``codes`` that no measure of the framework stands for, in their usual order."""
    ours = {code for measure in (spec.measures if spec else ()) for code in measure.codes}
    there = set(codes) - ours
    return [found for code in MEASURES if code in there and (found := official(code))]
