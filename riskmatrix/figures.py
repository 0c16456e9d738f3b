"""Figures behind KPIs: a value or one of the ways of having none, three years together, a trust from its pupils.

A missing value is never nought, and schools are never averaged: a trust's figure is the sum of what was counted
divided by the sum of those it was counted among.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite

from riskmatrix.measured import Missing
from riskmatrix.spec import MeasureSpec, Unit

RATES: tuple[Unit, ...] = ("percent", "per-100-pupils")
TOTALS: tuple[Unit, ...] = ("number", "pounds")


@dataclass(frozen=True)
class Figure:
    """One value of a measure, in its unit, for one period.

    ``cohort`` is how many pupils (or staff, or answers) stand behind it; ``numerator`` out of ``denominator`` is
    what was counted, where that is known (sessions missed of sessions possible, children of children).
    """

    value: float | dt.date | Missing
    period: str
    cohort: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    provisional: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.value, int | float) and not isfinite(self.value):
            raise ValueError("A value is a finite number, a date, or missing.")
        if any(part is not None and part < 0 for part in (self.cohort, self.denominator)):
            raise ValueError("Neither a cohort nor a denominator is below nought.")

    @property
    def counted(self) -> tuple[float, float] | None:
        """(numerator, denominator) of a value that is there, None where either is unknown or nobody was counted."""
        if isinstance(self.value, Missing) or self.numerator is None or not self.denominator:
            return None
        return self.numerator, self.denominator


@dataclass(frozen=True)
class Pooled:
    """Three years together, weighted by pupils; ``cohort`` is all of them, None where a year does not say."""

    value: float
    years: int
    cohort: int | None
    period: str


@dataclass(frozen=True)
class TrustFigure:
    """The trust's value; ``left_out`` are schools to which the measure does not apply."""

    value: float
    numerator: float
    denominator: float | None
    schools: int
    left_out: tuple[str, ...]
    provisional: bool
    sentence: str


@dataclass(frozen=True)
class NoTrustFigure:
    """There is none, because of the schools in ``lacking`` (or because nothing can be added up).

    ``withheld`` where there is one, and this reader is not shown it.
    """

    lacking: tuple[str, ...]
    sentence: str
    withheld: bool = False


def pool(measure: MeasureSpec, years: Sequence[Figure]) -> Pooled | None:
    """The last three of ``years`` (oldest first, one a year without a gap) together.

    From what was counted where that is known for all three, otherwise each rate by its cohort. None with fewer
    than three, where one is missing, or where neither is known: a plain mean would let a year of eight pupils
    speak as loud as one of thirty.
    """
    last = years[-3:]
    values = [year.value for year in last if isinstance(year.value, int | float)]
    if len(values) < 3 or measure.unit in (*TOTALS, "date"):
        return None
    cohorts = [year.cohort for year in last if year.cohort]
    cohort = sum(cohorts) if len(cohorts) == 3 else None
    counted = [parts for year in last if (parts := year.counted)]
    if len(counted) == 3:
        value = _ratio(measure, counted)
    elif cohort:
        value = fsum(v * c for v, c in zip(values, cohorts, strict=True)) / cohort
    else:
        return None
    return Pooled(value, 3, cohort, f"{last[0].period} to {last[-1].period}")


def _ratio(measure: MeasureSpec, counted: Sequence[tuple[float, float]]) -> float:
    ratio = fsum(n for n, _ in counted) / fsum(d for _, d in counted)
    return 100 * ratio if measure.unit in RATES else ratio


def one_is_worth(measure: MeasureSpec, cohort: int | None) -> float | None:
    """By how much one of the cohort moves the value, in its unit; None where that cannot be said."""
    return 100 / cohort if cohort and measure.unit in RATES else None


def is_old(measure: MeasureSpec, speaks_about: dt.date, on: dt.date) -> bool:
    """Whether a value about the day ``speaks_about`` has outlived its cycle on the day ``on``."""
    months = (on.year - speaks_about.year) * 12 + on.month - speaks_about.month
    return months - (on.day < speaks_about.day) >= measure.cycle_months


def trust_figure(measure: MeasureSpec, schools: Mapping[str, Figure]) -> TrustFigure | NoTrustFigure:
    """The value of a whole trust for one period, from what was counted in each school.

    :param schools: each school's figure by its name.
    """
    left_out = tuple(name for name, figure in schools.items() if figure.value is Missing.NOT_APPLICABLE)
    taking_part = {name: figure for name, figure in schools.items() if name not in left_out}
    if measure.unit == "date":
        return NoTrustFigure((), f"{measure.title}: dates of several schools make no figure of the trust.")
    if not taking_part:
        return NoTrustFigure((), f"{measure.title} applies to none of the trust's schools.")
    total = measure.unit in TOTALS
    parts = {name: _part(figure, total=total) for name, figure in taking_part.items()}
    if lacking := tuple(name for name, part in parts.items() if part is None):
        told = (
            f"There is no figure of the trust for {measure.title}: what was counted is not known for "
            f"{', '.join(lacking)}, and schools are not averaged."
        )
        return NoTrustFigure(lacking, told)
    known = [part for part in parts.values() if part is not None]
    numerator, denominator = fsum(n for n, _ in known), fsum(d for _, d in known)
    value = numerator if total else _ratio(measure, known)
    told = f"Added up from {len(known)} school{'s' * (len(known) != 1)}, not averaged."
    if left_out:
        told += f" It does not apply to {', '.join(left_out)}."
    provisional = any(figure.provisional for figure in taking_part.values())
    return TrustFigure(
        value, numerator, None if total else denominator, len(known), left_out, provisional, told
    )


def _part(figure: Figure, *, total: bool) -> tuple[float, float] | None:
    if not total:
        return figure.counted
    return (float(figure.value), 1.0) if isinstance(figure.value, int | float) else None
