"""Attainment and progress of a school over the years, beside England’s, as the offer asks for them."""

from __future__ import annotations

from decimal import Decimal

from kit import clock
from riskmatrix.measured import PeriodKind
from riskmatrix.queries.benchmark_rows import Benches, benches, phase_of
from riskmatrix.queries.figure_rows import Known, histories, latest_of, years_to
from riskmatrix.queries.held_against import in_words
from riskmatrix.spec import FrameworkSpec, MeasureSpec
from schools.models import School
from support.features import Trend
from support.spec_judging import Outcomes


def trends(school: School, framework: FrameworkSpec, outcomes: Outcomes) -> tuple[Trend, ...]:
    """One for each measure of ``outcomes`` that the framework has, from its latest whole year. Two queries.

    A year with fewer pupils than the measure needs says nothing, and neither does one without England’s figure.
    """
    measures = [each for each in framework.measures if each.code in outcomes.measures]
    aliases = {code: measure.code for measure in measures for code in measure.codes}
    known = histories([school], aliases, upto=clock.today())[school.pk]
    against = benches([school], aliases)
    return tuple(_trend(school, each, known.get(each.code, []), against, outcomes) for each in measures)


def _trend(
    school: School, measure: MeasureSpec, history: list[Known], against: Benches, outcomes: Outcomes
) -> Trend:
    whole = [each for each in history if each.period.kind is PeriodKind.ACADEMIC_YEAR]
    last = latest_of(whole)
    if last is None or not isinstance(last.value, Decimal):
        return Trend(measure.title, None, None, f"{measure.title}: no figure.")
    said = f"{measure.title}: {in_words(measure, last.value)} in {last.period.academic_year}"
    few, cohort = measure.smallest_cohort, last.row.cohort
    if few is not None and cohort is not None and cohort < few:
        return Trend(measure.title, None, None, f"{said}, from too few pupils ({cohort}) to say more.")
    phase = last.row.phase or phase_of(school)
    england = against.beside(school, measure, phase, last.period, clock.today())[0].value
    row = years_to(whole, last)[-outcomes.years :]
    before = row[0] if len(row) == outcomes.years else None
    if england is not None:
        said += f", England {in_words(measure, Decimal(str(england)))}"
    if before is not None:
        said += f"; {in_words(measure, before.value)} in {before.period.academic_year}"
    return Trend(
        measure.title,
        _compared(measure, last.value, england, outcomes.differs_from),
        _compared(measure, last.value, before.value if before else None, outcomes.differs_from),
        f"{said}.",
    )


def _compared(measure: MeasureSpec, value: Decimal, other: object, differs_from: float) -> int | None:
    """+1 better, 0 alike, -1 worse, None where one of the two is no number."""
    if measure.direction == "neither" or not isinstance(other, Decimal | float):
        return None
    difference = float(value) - float(other)
    if abs(difference) < differs_from:
        return 0
    return 1 if (difference > 0) == (measure.direction != "lower_is_better") else -1
