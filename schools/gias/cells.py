"""The register's way of writing things down, cell by cell."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from kit.sheets import Row
from kit.text import printable
from schools.gias.records import Finding, Where

_UNKNOWN = frozenset({"", "not recorded", "not applicable", "not known"})
_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?")
_DAY = re.compile(r"(\d{2})[-/](\d{2})[-/](\d{4})(?:[ T]00:00(?::00)?)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")

# What the register holds where nobody knows the day.
_NO_DAY = date(1900, 1, 1)

_DATE_REMEDY = "Write it as in 01-09-2024, or leave it empty."


class Cells:
    """One row of one file. A cell that cannot be understood is None and leaves a finding."""

    def __init__(self, file: str, row: Row, findings: list[Finding]) -> None:
        self.where = Where(file, row.number)
        self._row = row
        self._findings = findings

    @property
    def extra(self) -> tuple[str, ...]:
        return self._row.extra

    def text(self, column: str) -> str | None:
        """The text, on one line; None for the register's ways of saying that it is not recorded."""
        text = " ".join(printable(self._row[column]).split())
        return None if text.lower() in _UNKNOWN else text

    def number(self, column: str) -> int | None:
        """A whole number, which a detour through other programs may have turned into ``10954886.0``."""
        text = self.text(column)
        if text is None:
            return None
        found = _WHOLE.fullmatch(text)
        if found is None:
            self._find(column, f"“{text[:40]}” is not a whole number.", "Correct it, or leave it empty.")
            return None
        return int(found[1])

    def urn(self, column: str) -> int | None:
        """A school's number in the register. A row without one cannot be used."""
        number = self.number(column)
        if number is None and self.text(column) is None:
            self._find(column, "The URN is missing.", "Add it, or remove the row.")
        elif number is not None and not 1 <= number <= 9_999_999:
            self._find(column, f"{number} is not a URN.", "Correct it, or remove the row.")
            return None
        return number

    def uid(self, column: str) -> str | None:
        """A group's number in the register."""
        number = self.number(column)
        if number is None and self.text(column) is None:
            self._find(column, "The group's UID is missing.", "Add it, or remove the row.")
        return None if number is None else str(number)

    def code(self, column: str) -> str | None:
        """A number that is a name and may be missing, such as the UID of a school's trust."""
        number = self.number(column)
        return None if number is None else str(number)

    def day(self, column: str) -> date | None:
        """A date, written 01-09-2024, 01/09/2024 or 2024-09-01."""
        text = self.text(column)
        if text is None:
            return None
        try:
            day = _day(text)
        except ValueError:
            self._find(column, f"“{text[:40]}” is not a date.", _DATE_REMEDY)
            return None
        return None if day == _NO_DAY else day

    def company(self, column: str) -> str | None:
        """A number at Companies House: eight places, of which a spreadsheet drops the leading noughts."""
        text = self.text(column)
        found = _WHOLE.fullmatch(text) if text else None
        return found[1].zfill(8) if found else text

    def _find(self, column: str, problem: str, remedy: str) -> None:
        self._findings.append(Finding(self.where, column, problem, remedy))


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    if found := _DAY.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _ISO_DAY.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError(text)
