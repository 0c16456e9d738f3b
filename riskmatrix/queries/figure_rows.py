"""Figures and benchmarks as they stand: of each measure, phase and period the row that came last."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from django.db.models import Q

from riskmatrix.figures import Figure as Plain
from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.models import Benchmark, Figure
from riskmatrix.models.measure import Measured
from riskmatrix.periods import ends_on, order
from riskmatrix.published.figures import Period
from schools.models import School

Row = TypeVar("Row", Figure, Benchmark)
Value = Decimal | date | Missing


def period_of(row: Measured) -> Period:
    return Period(PeriodKind(row.period_kind), row.academic_year, row.term or None, row.upto)


def value_of(row: Measured) -> Value:
    """The number or the date, or why there is none."""
    if row.missing:
        return Missing(row.missing)
    if row.day is not None:
        return row.day
    assert row.value is not None  # noqa: S101 - the table holds one of the three
    return row.value


def columns_of(period: Period) -> dict[str, object]:
    """The columns that hold a period."""
    return {
        "period_kind": period.kind.value,
        "academic_year": period.academic_year,
        "term": period.term or "",
        "upto": period.upto,
    }


@dataclass(frozen=True)
class Known:
    """A school's figure that stands, under the measure it is of."""

    row: Figure
    measure: str

    @cached_property
    def period(self) -> Period:
        return period_of(self.row)

    @cached_property
    def value(self) -> Value:
        return value_of(self.row)

    @cached_property
    def speaks_of(self) -> date:
        """The last day it speaks of; a forecast speaks of the day it was made."""
        return min(ends_on(self.period), self.row.at.date())

    @cached_property
    def plain(self) -> Plain:
        """The figure as the arithmetic takes it."""
        row, value = self.row, self.value
        return Plain(
            value=float(value) if isinstance(value, Decimal) else value,
            period=str(self.period),
            cohort=row.cohort,
            numerator=None if row.numerator is None else float(row.numerator),
            denominator=None if row.denominator is None else float(row.denominator),
            provisional=row.provisional,
        )


Histories = dict[int, dict[str, list[Known]]]
"""By school id and measure, each measure's figures from the oldest to the latest, one a period."""


def histories(
    schools: Collection[School],
    aliases: dict[str, str],
    *,
    only: Q | None = None,
    upto: date | None = None,
    with_people: bool = False,
) -> Histories:
    """The figures that stand of these schools; one query.

    A later row takes the place of an earlier one of the same measure and period. Where a school and its predecessor
    have figures of one period, the school's own counts.

    :param aliases: the measure by the code under which a figure may stand.
    :param only: a further condition on the rows.
    :param upto: figures that speak of later days are left out.
    :param with_people: whether it will be asked who gave them.
    """
    found: Histories = {school.pk: {} for school in schools}
    own = {school.pk: school.urn for school in schools}
    rows = Figure.objects.standing().filter(school__in=own, measure__in=aliases)
    rows = rows.filter(only) if only is not None else rows
    latest: dict[tuple[int, str, Period], Known] = {}
    rows = rows.select_related("by") if with_people else rows
    for row in rows.order_by("at", "pk"):
        known = Known(row, aliases[row.measure])
        key = (row.school_id, known.measure, known.period)
        before = latest.get(key)
        if before is None or before.row.urn != own[row.school_id] or row.urn == own[row.school_id]:
            latest[key] = known
    for (school, measure, _), known in latest.items():
        if upto is None or known.speaks_of <= upto:
            found[school].setdefault(measure, []).append(known)
    for by_measure in found.values():
        for known_ones in by_measure.values():
            known_ones.sort(key=lambda each: order(each.period))
    return found


def latest_of(history: Iterable[Known]) -> Known | None:
    """The figure that speaks of the latest time; one of three years together only where there is no other."""
    every = list(history)
    of_one_time = [each for each in every if each.period.kind is not PeriodKind.THREE_YEAR]
    return next(reversed(of_one_time or every), None)


def years_to(history: Iterable[Known], last: Known) -> list[Known]:
    """The same measure once a year without a gap, oldest first, up to ``last``; only whole years make such a row."""
    if last.period.kind is not PeriodKind.ACADEMIC_YEAR:
        return []
    by_year = {each.period.academic_year: each for each in history if each.period.kind is last.period.kind}
    row: list[Known] = []
    year = int(last.period.academic_year[:4])
    while (found := by_year.get(f"{year}/{(year + 1) % 100:02}")) is not None:
        row.insert(0, found)
        year -= 1
    return row
