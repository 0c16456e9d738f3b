"""What a figure is held against, in words for the page and as numbers for the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from riskmatrix.figure_words import MISSING, compared_in_words, value_in_words
from riskmatrix.figures import TOTALS, NoTrustFigure, TrustFigure
from riskmatrix.measured import Missing
from riskmatrix.published import NoneFits, Period, Reason
from riskmatrix.published.years import year_beginning
from riskmatrix.queries.benchmark_rows import Beside
from riskmatrix.queries.figure_rows import Known, Value
from riskmatrix.spec import Compare, MeasureSpec
from riskmatrix.suggestions import Comparison


def in_words(measure: MeasureSpec, value: Value) -> str:
    """A value, or why there is none, as a sentence holds it."""
    if isinstance(value, Missing):
        return MISSING[value]
    return value_in_words(measure.unit, value if isinstance(value, date) else float(value))


@dataclass(frozen=True)
class BesideView:
    """Something a figure is held against: its name, its value in words, how far off; or the sentence why none fits."""

    name: str
    words: str = ""
    distance: str = ""
    none: str = ""
    source: str = ""


def areas_view(measure: MeasureSpec, value: float | None, beside: Sequence[Beside]) -> list[BesideView]:
    """Each area beside the school's own number, where it has one; areas of which nothing is known share a line."""
    if measure.unit == "date":
        return []
    nothing = [
        each
        for each in beside
        if isinstance(each.found, NoneFits) and each.found.reason is Reason.NOT_FOR_THIS_AREA
    ]
    views = [beside_view(measure, value, each) for each in beside if each not in nothing]
    if nothing:
        names = " or ".join(each.name for each in nothing)
        views.append(BesideView(names, none=f"No figure of {names} is at hand."))
    return views


def beside_view(measure: MeasureSpec, value: float | None, beside: Beside) -> BesideView:
    """One area; where nothing fits, why."""
    if isinstance(beside.found, NoneFits):
        return BesideView(beside.label, none=beside.found.sentence)
    source = f"{beside.found.source}{', provisional' if beside.found.provisional else ''}"
    if beside.value is None:
        return BesideView(beside.label, MISSING[Missing(str(beside.found.value))], source=source)
    words = value_in_words(measure.unit, beside.value)
    distance = compared_in_words(measure, value, beside.value, beside.name) if value is not None else ""
    return BesideView(beside.label, words, distance.partition(" (")[0], source=source)


def trust_view(
    measure: MeasureSpec, value: float | None, trust: TrustFigure | NoTrustFigure | None
) -> list[BesideView]:
    """The trust beside the school; totals stand there without a distance, for a school is a part of the trust."""
    if trust is None or measure.unit == "date":
        return []
    if isinstance(trust, NoTrustFigure):
        view = BesideView("The trust", words=trust.sentence) if trust.withheld else None
        return [view or BesideView("The trust", none=trust.sentence)]
    words = value_in_words(measure.unit, trust.value)
    if measure.unit in TOTALS or value is None:
        return [BesideView("The trust", words, source=trust.sentence)]
    distance = compared_in_words(measure, value, trust.value, "the trust").partition(" (")[0]
    return [BesideView("The trust", words, distance, source=trust.sentence)]


def comparisons_of(
    beside: Sequence[Beside],
    trust: TrustFigure | NoTrustFigure | None,
    history: Sequence[Known],
    known: Known,
) -> dict[Compare, Comparison]:
    """What rules may compare the figure with: only what fits is in it."""
    found: dict[Compare, Comparison] = {
        each.compare: Comparison(each.value, each.label, each.over_three_years)
        for each in beside
        if each.value is not None
    }
    if isinstance(trust, TrustFigure):
        found["trust"] = Comparison(trust.value, "the trust")
    last = _a_year_before(history, known)
    if last is not None and not isinstance(last.value, date | Missing):
        found["own-history"] = Comparison(float(last.value), f"the school's own of {last.period}")
    return found


def _a_year_before(history: Sequence[Known], known: Known) -> Known | None:
    """The school's own figure of the same season, a year earlier; up to a day there is no such season."""
    period = known.period
    before = Period(period.kind, year_beginning(int(period.academic_year[:4]) - 1), period.term)
    return next((each for each in history if each.period == before), None) if period.upto is None else None
