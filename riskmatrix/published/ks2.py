"""The performance table of key stage 2: a school a row, then the local authority and England.

The file's name may say anything; the year follows from its headers, which call the columns of the years before by
their two digits (TELIG_18 is “one year prior”, so the others are of 2018/19).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kit.sheets import Table
from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.published.cells import Cells
from riskmatrix.published.figures import (
    ENGLAND,
    Area,
    Period,
    PublishedFigure,
    local_authority,
    school,
    whole_year,
)
from riskmatrix.published.markers import marker_of
from riskmatrix.published.measures import MEASURES
from riskmatrix.published.phases import Phase
from riskmatrix.published.records import Kind, Parsed
from riskmatrix.published.years import year_beginning
from schools.gias.records import Finding

_COLUMNS = {
    "PTRWM_EXP": "ks2-expected-rwm",
    "PTREAD_EXP": "ks2-expected-reading",
    "PTWRITTA_EXP": "ks2-expected-writing",
    "PTMAT_EXP": "ks2-expected-maths",
    "PTGPS_EXP": "ks2-expected-gps",
    "PTSCITA_EXP": "ks2-expected-science",
    "PTRWM_HIGH": "ks2-higher-rwm",
    "PTREAD_HIGH": "ks2-higher-reading",
    "PTWRITTA_HIGH": "ks2-higher-writing",
    "PTMAT_HIGH": "ks2-higher-maths",
    "PTGPS_HIGH": "ks2-higher-gps",
    "READ_AVERAGE": "ks2-score-reading",
    "MAT_AVERAGE": "ks2-score-maths",
    "GPS_AVERAGE": "ks2-score-gps",
    "READPROG": "ks2-progress-reading",
    "WRITPROG": "ks2-progress-writing",
    "MATPROG": "ks2-progress-maths",
}
_PRIOR = re.compile(r"(?:READPROG|TELIG)_([0-9]{2})")
_SOURCE = f"Compare school performance: key stage 2 ({Kind.KS2})"

_SCHOOLS, _AUTHORITY, _ALL_OF_ENGLAND, _STATE_FUNDED = ("1", "2"), "3", "4", "5"
_LEFT_OUT = (
    "The row of all schools in England was left out: it counts independent schools too. England here is the "
    "row of state-funded schools."
)


@dataclass(frozen=True)
class _Column:
    """A column with its measure and period, and the column that says how many pupils it is about."""

    name: str
    measure: str
    period: Period
    cohort: str


def year_of(table: Table) -> str | None:
    """The academic year by the headers; None when they name no year before."""
    prior = [int(found[1]) for header in table.headers if (found := _PRIOR.fullmatch(header))]
    return year_beginning(2000 + max(prior)) if prior else None


def read_ks2(parsed: Parsed, table: Table, year: str, findings: list[Finding]) -> Parsed:
    """The figures of every school, the local authority and England, for each year in the file.

    :param year: the academic year of the columns without one.
    """
    columns = _columns(table, year)
    figures: list[PublishedFigure] = []
    urns: dict[str, str] = {}
    notes = parsed.notes
    for row in table.rows:
        cells = Cells(parsed.file, row, findings)
        if cells.text("RECTYPE") == _ALL_OF_ENGLAND:
            notes = (*notes, _LEFT_OUT)
            continue
        area = _area(cells)
        if area is None:
            continue
        if area.authority:
            urns[area.authority + cells.text("ESTAB").zfill(4)] = area.code
        cells = Cells(parsed.file, row, findings, blank=_blank(cells))
        figures += _figures(parsed, cells, area, columns)
    return replace(parsed, figures=tuple(figures), urns=urns, notes=notes)


def _columns(table: Table, year: str) -> list[_Column]:
    begins = int(year[:4])
    spans = [("", whole_year(year)), ("_3YR", Period(PeriodKind.THREE_YEAR, year))]
    spans += [(f"_{ends % 100:02}", whole_year(year_beginning(ends - 1))) for ends in (begins - 1, begins)]
    return [
        _Column(name + suffix, measure, period, "TELIG" + suffix)
        for suffix, period in spans
        for name, measure in _COLUMNS.items()
        if table.has(name + suffix)
    ]


def _area(cells: Cells) -> Area | None:
    kind, authority, urn = cells.text("RECTYPE"), cells.text("LEA"), cells.text("URN")
    if kind == _STATE_FUNDED:
        return ENGLAND
    if kind == _AUTHORITY:
        if authority.isdecimal():
            return local_authority(authority, cells.text("SCHNAME"))
        cells.find("LEA", "The number of the local authority is missing.", "Add it, or remove the row.")
    elif kind not in _SCHOOLS:
        cells.find("RECTYPE", f"“{kind[:40]}” is no type of record.", "Write 1 to 5, or remove the row.")
    elif urn.isdecimal():
        return school(int(urn), authority)
    else:
        cells.find("URN", f"“{urn[:40]}” is not a URN.", "Correct it, or remove the row.")
    return None


def _blank(cells: Cells) -> Missing | None:
    """Empty cells of a school without pupils of that age are not applicable; such rows end early."""
    marker = marker_of(total) if (total := cells.text("TOTPUPS")) else None
    is_new = marker is not None and marker.missing is Missing.NOT_APPLICABLE
    return Missing.NOT_APPLICABLE if is_new or cells.text("TPUPYEAR") == "0" else None


def _figures(parsed: Parsed, cells: Cells, area: Area, columns: list[_Column]) -> Iterator[PublishedFigure]:
    for column in columns:
        value = cells.figure(column.name, MEASURES[column.measure].unit)
        if value is not None:
            yield PublishedFigure(
                area=area,
                measure=column.measure,
                phase=Phase.PRIMARY,
                period=column.period,
                value=value,
                cohort=cells.whole(column.cohort),
                source=_SOURCE,
                file=parsed.file,
                row=cells.where.row or 0,
            )
