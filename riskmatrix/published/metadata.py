"""The metadata file beside a tidy file: which of its columns are filters and which indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit.sheets import Table
from schools.gias.records import Finding, Where

COLUMNS = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "filter_hint",
    "filter_grouping_column",
)
COMPULSORY = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name")
"""What every tidy file has, and no metadata file describes."""

_TAKE = "Take both files as published."


@dataclass(frozen=True)
class Described:
    """A row of metadata."""

    row: int
    name: str
    is_filter: bool
    grouping: str


def read_metadata(file: str, table: Table) -> tuple[tuple[Described, ...], list[Finding]]:
    """What a metadata file describes, and what is wrong with it."""
    missing = [column for column in COLUMNS if column not in table.headers]
    findings = [
        Finding(Where(file, 1), column, f"The column “{column}” is missing.", _TAKE) for column in missing
    ]
    findings += [
        Finding(Where(file, 1), header, f"“{header[:40]}” is no column of a metadata file.", "Remove it.")
        for header in table.headers
        if header and header not in COLUMNS
    ]
    findings += ragged(file, table)
    if "col_name" in missing or "col_type" in missing:
        return (), findings
    described: dict[str, Described] = {}
    for row in table.rows:
        name, kind = row["col_name"].strip(), row["col_type"].strip().lower()
        if not name:
            problem = "The name of the column is missing."
            findings.append(Finding(Where(file, row.number), "col_name", problem, "Add it."))
        elif name in described:
            problem = f"“{name[:60]}” is described in row {described[name].row} already."
            findings.append(Finding(Where(file, row.number), "col_name", problem, "Keep one of the rows."))
        elif kind not in ("filter", "indicator"):
            problem = f"“{row['col_type'][:40]}” is no type of column."
            remedy = "Write Filter or Indicator."
            findings.append(Finding(Where(file, row.number), "col_type", problem, remedy))
        else:
            grouping = row["filter_grouping_column"].strip()
            described[name] = Described(row.number, name, kind == "filter", grouping)
    return tuple(described.values()), findings


def against(file: str, described: Sequence[Described], data: str, headers: Sequence[str]) -> list[Finding]:
    """What metadata say of columns that the data file does not have, or that need no describing.

    :param data: the name of the data file, ``headers`` its headers.
    """
    findings = []
    for each in described:
        where = Where(file, each.row)
        if each.name in COMPULSORY:
            problem = f"“{each.name}” is a column of every file."
            findings.append(Finding(where, "col_name", problem, "Remove the row."))
        elif each.name not in headers:
            problem = f"“{each.name[:60]}” is not a column of {data}."
            findings.append(Finding(where, "col_name", problem, _TAKE))
        if each.grouping and each.grouping not in headers:
            problem = f"“{each.grouping[:60]}” is not a column of {data}."
            findings.append(Finding(where, "filter_grouping_column", problem, _TAKE))
    return findings


def ragged(file: str, table: Table) -> list[Finding]:
    """Rows with fewer or more cells than headers: in a tidy file nobody can say which cell is which."""
    width = len(table.headers)
    remedy = "Take the file as published, or correct the row."
    found = [
        (number, f"The row has fewer than the {width} cells of the headers.") for number in table.short_rows
    ]
    found += [
        (number, f"The row has more than the {width} cells of the headers.") for number in table.long_rows
    ]
    return [Finding(Where(file, number), None, problem, remedy) for number, problem in sorted(found)]
