"""The official files' way of writing things down, cell by cell."""

from __future__ import annotations

import re
from decimal import Decimal

from kit.sheets import Row
from kit.text import printable
from riskmatrix.measured import Missing
from riskmatrix.published.markers import Dialect, marker_of
from riskmatrix.published.measures import Unit
from schools.gias.records import Finding, Where

# An apostrophe before it is a spreadsheet program's guard against formulas: negative figures meet it. Very small
# ones come as 1.5e-05.
_NUMBER = re.compile(r"'?(-?[0-9]{1,12}(?:\.[0-9]{1,20})?(?:[eE]-?[0-9]{1,2})?)(%?)")

_REMEDY = "Take the file as published, or correct the cell."


class Cells:
    """One row of one file. A cell that cannot be understood is None and leaves a finding.

    :param blank: what an empty cell means in this row, where the row itself says why.
    """

    def __init__(
        self,
        file: str,
        row: Row,
        findings: list[Finding],
        dialect: Dialect = Dialect.COMMON,
        blank: Missing | None = None,
    ) -> None:
        self.where = Where(file, row.number)
        self.row = row
        self._findings = findings
        self._dialect = dialect
        self._blank = blank
        self._wholes: dict[str, int | None] = {}

    def text(self, column: str) -> str:
        """The text on one line; empty when the file has no such column."""
        raw = self.row[column].strip()
        return raw if raw.isascii() and raw.isprintable() else " ".join(printable(raw).split())

    def figure(self, column: str, unit: Unit) -> Decimal | Missing | None:
        """The number under ``column``, or why there is none."""
        text = self.text(column)
        found = _NUMBER.fullmatch(text)
        if found is None:
            return self._missing(column, text)
        if found[2] and unit is not Unit.PERCENT:
            self.find(column, f"“{text[:40]}” is a percentage, and no percentage belongs here.")
            return None
        value = Decimal(found[1])
        if not unit.bears(value):
            low, high = unit.bounds
            self.find(column, f"{text[:40]} is impossible: such a figure lies between {low} and {high:,}.")
            return None
        return value

    def whole(self, column: str | None) -> int | None:
        """How many, to the nearest whole number: averages over days come as 17808.125. None for a marker."""
        if column is None or column not in self.row.places:
            return None
        if column not in self._wholes:
            value = self.figure(column, Unit.COUNT)
            self._wholes[column] = int(value.to_integral_value()) if isinstance(value, Decimal) else None
        return self._wholes[column]

    def find(self, column: str | None, problem: str, remedy: str = _REMEDY) -> None:
        self._findings.append(Finding(self.where, column, problem, remedy))

    def _missing(self, column: str, text: str) -> Missing | None:
        if not text and self._blank is not None:
            return self._blank
        marker = marker_of(text, self._dialect)
        if marker is None:
            self.find(column, f"“{text[:40]}” is neither a number nor a known sign for a missing one.")
            return None
        return marker.missing
