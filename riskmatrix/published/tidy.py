"""A data file of Explore Education Statistics: a row for each period, area and way of dividing the pupils.

The format is one for all releases: https://www.gov.uk/guidance/create-statistics (time period and identifier,
geographic level, filters, indicators). Only totals are compared: rows of a part of the pupils are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kit.sheets import Table
from riskmatrix.measured import PeriodKind
from riskmatrix.published.cells import Cells
from riskmatrix.published.dividing import Divisions
from riskmatrix.published.figures import Area, Period, PublishedFigure
from riskmatrix.published.geography import COMPARED, area_of, level_of
from riskmatrix.published.measures import MEASURES
from riskmatrix.published.metadata import COMPULSORY, Described, ragged
from riskmatrix.published.phases import Phase
from riskmatrix.published.records import Parsed
from riskmatrix.published.releases import Indicator, Release, release_of
from riskmatrix.published.years import academic_year, entry_year, is_lawful, period_of
from schools.gias.records import Finding, Where

_IDENTIFIERS = "Write Academic year, Calendar year or a term, as in Autumn term."
_NOTHING = "Take a release on absence, attendance, suspensions, early years, key stage 2 or offers."


@dataclass(frozen=True)
class _Reading:
    """What holds for every row of a file."""

    parsed: Parsed
    release: Release
    indicators: tuple[Indicator, ...]
    divisions: Divisions
    upto: date | None
    left_out: Counter[str]


def read_tidy(
    parsed: Parsed, table: Table, described: Sequence[Described], upto: date | None, findings: list[Finding]
) -> Parsed:
    """The figures of a tidy file.

    :param described: what its metadata say; empty when there are none.
    :param upto: the last day counted, where the release is a year to date.
    """
    wrong = [*_missing_columns(parsed.file, table), *ragged(parsed.file, table)]
    findings += wrong
    release = release_of(table.headers)
    if release is None:
        problem = "None of the columns holds a measure that the portal compares."
        findings.append(Finding(Where(parsed.file, 1), None, problem, _NOTHING))
    if wrong or release is None:
        return parsed
    indicators = tuple(each for each in release.indicators if table.has(each.column))
    divisions = Divisions.of(table, release, described)
    reading = _Reading(parsed, release, indicators, divisions, upto, Counter())
    figures: list[PublishedFigure] = []
    for row in table.rows:
        figures += _figures(reading, Cells(parsed.file, row, findings, release.dialect))
    notes = [
        f"Left out because of {why}: {count:,} row{'s' if count > 1 else ''}."
        for why, count in reading.left_out.items()
    ]
    return replace(parsed, figures=tuple(figures), notes=(*parsed.notes, *notes))


def _missing_columns(file: str, table: Table) -> list[Finding]:
    return [
        Finding(Where(file, 1), column, f"The column “{column}” is missing.", "Take the file as published.")
        for column in COMPULSORY
        if column not in table.headers
    ]


def _figures(reading: _Reading, cells: Cells) -> Iterator[PublishedFigure]:
    """The row's figures; a row that is not compared is counted instead."""
    level, period = level_of(cells), _period(reading, cells)
    if level is None or period is None:
        return
    if isinstance(period, str):
        reading.left_out[period] += 1
    elif level not in COMPARED:
        reading.left_out[f"the level “{cells.text('geographic_level')}”"] += 1
    elif (phase := reading.divisions.phase(cells)) is None:
        reading.left_out[f"the kind of school “{reading.divisions.kind(cells)[:60]}”"] += 1
    elif part := reading.divisions.part(cells, level):
        reading.left_out[f"being of a part only, by “{part}”"] += 1
    elif (area := area_of(level, cells)) is not None:
        yield from _measured(reading, cells, area, phase, period)


def _measured(
    reading: _Reading, cells: Cells, area: Area, phase: Phase, period: Period
) -> Iterator[PublishedFigure]:
    status = f"{cells.text('version')} {cells.text('data_status')}".lower()
    for indicator in reading.indicators:
        value = cells.figure(indicator.column, MEASURES[indicator.measure].unit)
        if value is not None:
            yield PublishedFigure(
                area=area,
                measure=indicator.measure,
                phase=phase,
                period=period,
                value=value,
                cohort=cells.whole(indicator.cohort),
                numerator=cells.whole(indicator.numerator),
                denominator=cells.whole(indicator.denominator),
                provisional=reading.release.to_date or "provisional" in status,
                source=f"{reading.release.title} ({reading.parsed.kind})",
                file=reading.parsed.file,
                row=cells.where.row or 0,
            )


def _period(reading: _Reading, cells: Cells) -> Period | str | None:
    """The row's period, or why it is not compared; None leaves a finding."""
    identifier, written = cells.text("time_identifier"), cells.text("time_period")
    if not is_lawful(identifier):
        cells.find("time_identifier", f"“{identifier[:40]}” is no time identifier.", _IDENTIFIERS)
        return None
    by_calendar = identifier.lower() == "calendar year"
    year = entry_year(written) if by_calendar else academic_year(written)
    if year is None:
        problem = f"“{written[:40]}” is no period for “{identifier}”."
        remedy = "Write the year, as in 2018." if by_calendar else "Write two years in a row, as in 201819."
        cells.find("time_period", problem, remedy)
        return None
    if by_calendar and reading.release.by_entry:
        identifier = "Academic year"
    period = period_of(year, identifier)
    if period is None:
        return f"the time identifier “{identifier}”"
    return _finer(reading, cells, period)


def _finer(reading: _Reading, cells: Cells, period: Period) -> Period | None:
    """The term, where the file has a column for it; the year to date, where that is what the release counts."""
    term = cells.text("term")
    if term and period.kind is PeriodKind.ACADEMIC_YEAR:
        named = period_of(period.academic_year, term)
        if named is None:
            cells.find("term", f"“{term[:40]}” is no term.", "Write Total, or a term as in Autumn term.")
        return named
    if reading.release.to_date and period.kind is PeriodKind.ACADEMIC_YEAR:
        return Period(PeriodKind.YEAR_TO_DATE, period.academic_year, upto=reading.upto)
    return period
