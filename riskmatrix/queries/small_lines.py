"""How a measure has run in one school, as small as it fits into a row of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from kit.charts import Chart, small_line
from riskmatrix.periods import ends_on
from riskmatrix.published import Period
from riskmatrix.queries.figure_rows import Known
from riskmatrix.spec import MeasureSpec

MOST_ON_A_CHART = 12
UNITS = {"percent": "%", "days": " days"}


def run_of(measure: MeasureSpec, history: Sequence[Known]) -> Chart | None:
    """The kind of time with the most numbers, oldest first; None with fewer than two to draw.

    :param history: oldest first. What is missing is a gap.
    """
    kinds = Counter(known.period.kind for known in history if isinstance(known.value, Decimal))
    if not kinds:
        return None
    kind = max(kinds, key=lambda each: kinds[each])
    drawn = [known for known in history if known.period.kind is kind][-MOST_ON_A_CHART:]
    values = [float(known.value) if isinstance(known.value, Decimal) else None for known in drawn]
    if sum(value is not None for value in values) < 2:
        return None
    labels = [short(known.period) for known in drawn]
    return small_line(measure.title, labels, values, unit=UNITS.get(measure.unit, ""))


def short(period: Period) -> str:
    """As it fits under a line: the autumn term of 2026/27 as “Aut 26”, a year as “26/27”."""
    if period.upto is not None:
        return f"{period.upto:%-d %b %y}"
    if period.term:
        term, _, half = period.term.partition("-")
        return f"{term[:3].title()}{half} {ends_on(period):%y}"
    return period.academic_year[2:]
