"""The scorecard of school places: a local authority a row, primary and secondary side by side."""

from __future__ import annotations

from dataclasses import replace

from kit.sheets import Table
from riskmatrix.published.cells import Cells
from riskmatrix.published.figures import ENGLAND, Area, PublishedFigure, local_authority, whole_year
from riskmatrix.published.markers import Dialect
from riskmatrix.published.measures import MEASURES
from riskmatrix.published.phases import Phase
from riskmatrix.published.records import Kind, Parsed
from riskmatrix.published.years import academic_year
from schools.gias.records import Finding

_COLUMNS = (
    ("PriNOR", "number-on-roll", Phase.PRIMARY),
    ("SecNOR", "number-on-roll", Phase.SECONDARY),
    ("PriCap", "school-places", Phase.PRIMARY),
    ("SecCap", "school-places", Phase.SECONDARY),
    ("Pref_P_1_CY", "first-preference-rate", Phase.PRIMARY),
    ("Pref_S_1_CY", "first-preference-rate", Phase.SECONDARY),
    ("Pref_P_T3_CY", "top-three-preference-rate", Phase.PRIMARY),
    ("Pref_S_T3_CY", "top-three-preference-rate", Phase.SECONDARY),
)
_SOURCE = f"Local authority school places scorecards ({Kind.SCORECARD})"


def read_scorecard(parsed: Parsed, table: Table, findings: list[Finding]) -> Parsed:
    """Pupils, places and preferences met, by local authority and for England."""
    figures: list[PublishedFigure] = []
    for row in table.rows:
        cells = Cells(parsed.file, row, findings, Dialect.SCORECARD)
        area, year = _area(cells), academic_year(cells.text("Year"))
        if year is None:
            cells.find("Year", f"“{cells.text('Year')[:40]}” is no academic year.", "Write it as in 2024/25.")
        if area is None or year is None:
            continue
        for column, measure, phase in _COLUMNS:
            value = cells.figure(column, MEASURES[measure].unit)
            if value is not None:
                figures.append(
                    PublishedFigure(
                        area=area,
                        measure=measure,
                        phase=phase,
                        period=whole_year(year),
                        value=value,
                        source=_SOURCE,
                        file=parsed.file,
                        row=row.number,
                    )
                )
    return replace(parsed, figures=tuple(figures))


def _area(cells: Cells) -> Area | None:
    level, number = cells.text("geographic_level"), cells.text("LANumber")
    if level == "National":
        return ENGLAND
    if level != "Local authority":
        problem = f"“{level[:40]}” is no level of a scorecard."
        cells.find("geographic_level", problem, "Write National or Local authority.")
    elif number.isdecimal() and len(number) == 3:
        return local_authority(number, cells.text("LA_name"))
    else:
        problem = f"“{number[:40]}” is not the number of a local authority."
        cells.find("LANumber", problem, "Write its three digits, or remove the row.")
    return None
