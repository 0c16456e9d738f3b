"""The performance tables of one row a school: absence, and the school census.

England stands among the schools, with NAT for a number and the kind of school where the establishment should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kit.sheets import Row, Table
from riskmatrix.published.cells import Cells
from riskmatrix.published.figures import ENGLAND, Area, PublishedFigure, local_authority, school, whole_year
from riskmatrix.published.measures import MEASURES
from riskmatrix.published.phases import Phase, phase_of_establishment, phase_of_words
from riskmatrix.published.records import Kind, Parsed
from schools.gias.records import Finding

_TITLES: Mapping[Kind | None, str] = {
    Kind.ABSENCE: "Compare school performance: pupil absence",
    Kind.CENSUS: "Compare school performance: pupil population",
}

_COLUMNS: Mapping[Kind | None, tuple[tuple[str, str], ...]] = {
    Kind.ABSENCE: (("PERCTOT", "overall-absence"), ("PPERSABS10", "persistent-absence")),
    Kind.CENSUS: (("NOR", "number-on-roll"),),
}


def read_table_of_schools(parsed: Parsed, table: Table, year: str, findings: list[Finding]) -> Parsed:
    """The figures of a performance table on absence or the school census.

    :param year: the academic year, which the file does not say.
    """
    figures: list[PublishedFigure] = []
    urns: dict[str, str] = {}
    for row in table.rows:
        cells = Cells(parsed.file, row, findings)
        found = area_and_phase(cells)
        if found is None:
            continue
        area, phase = found
        if area.authority:
            urns[area.authority + cells.text("ESTAB").zfill(4)] = area.code
        figures += _figures(parsed, cells, area, phase, year, row)
    return replace(parsed, figures=tuple(figures), urns=urns)


def area_and_phase(cells: Cells) -> tuple[Area, Phase] | None:
    """Whose row it is; None leaves a finding."""
    authority, number, urn = cells.text("LA"), cells.text("ESTAB"), cells.text("URN")
    phase = phase_of_words(number) if number else None
    if "NAT" in (authority, urn):
        if phase is None:
            cells.find("ESTAB", f"“{number[:40]}” is no kind of school.", "Write PRI, SEC or SPE.")
        return (ENGLAND, phase) if phase else None
    if phase and authority.isdecimal():
        return local_authority(authority), phase
    if not urn.isdecimal() or not 1 <= len(urn) <= 7:
        cells.find("URN", f"“{urn[:40]}” is not a URN.", "Correct it, or remove the row.")
        return None
    if not (authority.isdecimal() and len(authority) == 3 and number.isdecimal() and len(number) <= 4):
        problem = f"“{authority[:20]}” and “{number[:20]}” are not the numbers of an authority and a school."
        cells.find("LA", problem, "Write three digits under LA and up to four under ESTAB.")
        return None
    said = phase_of_words(cells.text("SCHOOLTYPE"))
    return school(int(urn), authority), said or phase_of_establishment(int(number))


def _figures(
    parsed: Parsed, cells: Cells, area: Area, phase: Phase, year: str, row: Row
) -> Iterator[PublishedFigure]:
    for column, measure in _COLUMNS[parsed.kind]:
        value = cells.figure(column, MEASURES[measure].unit)
        if value is not None:
            yield PublishedFigure(
                area=area,
                measure=measure,
                phase=phase,
                period=whole_year(year),
                value=value,
                source=f"{_TITLES[parsed.kind]} ({parsed.kind})",
                file=parsed.file,
                row=row.number,
            )
