"""The rows of a school's own file as figures, or what is wrong with them, row by row.

Pure: a table and what its columns hold go in, figures and findings come out. A row without a value says nothing and
changes nothing: “not collected” has to be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kit.sheets import Row, Table
from kit.text import printable
from riskmatrix.entries import Entry
from riskmatrix.entry_checks import allowed
from riskmatrix.entry_reading import read_entry
from riskmatrix.published.figures import Period
from riskmatrix.sheet_columns import FIELDS, MEASURE, Columns
from riskmatrix.spec import FrameworkSpec, MeasureSpec
from schools.gias.records import Finding, Where

MOST_ROWS = 5_000


@dataclass(frozen=True)
class Line:
    """A figure of a row, of the school with that URN."""

    urn: int
    row: int
    entry: Entry

    @property
    def key(self) -> tuple[int, str, Period]:
        return self.urn, self.entry.measure, self.entry.period


@dataclass
class Reading:
    """What holds for all rows of a file, and what comes of them.

    :param schools: the URN by every URN and name (in small letters) that a row may call a school.
    :param only: the one school all rows are of, where the file need not say it.
    :param period: of rows that do not say it, as it was typed.
    :param source: of rows that do not say it.
    """

    file: str
    columns: Columns
    spec: FrameworkSpec
    schools: Mapping[str, int]
    only: int | None
    today: date
    period: str = ""
    source: str = ""
    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_empty: int = 0

    def read(self, table: Table) -> None:
        """Read every row of ``table``."""
        headers = {held: header for header, held in self.columns.items()}
        for header in self.columns:
            if header in table.repeated:
                self._find(
                    1, header, f"“{header}” is the header of more than one column.", "Keep one of them."
                )
        if len(table.rows) > MOST_ROWS:
            problem = f"The file has {len(table.rows):,} rows; at most {MOST_ROWS:,} are taken."
            self._find(None, None, problem, "Send it in parts.")
        if self.findings:
            return
        self.notes += table.notes
        for row in table.rows:
            self._row(row, headers)
        self._each_once()

    def _row(self, row: Row, headers: Mapping[str, str]) -> None:
        wide = [(held.removeprefix(MEASURE), at) for held, at in headers.items() if held.startswith(MEASURE)]
        cells = {held: _text(row[header]) for held, header in headers.items()}
        if not wide:
            wide = [(cells["measure"], headers["value"])]
        values = [(named, header, _text(row[header])) for named, header in wide]
        counted = cells.get("numerator") and cells.get("denominator")
        said = [each for each in values if each[2] or counted]
        if not said:
            self.left_empty += 1
            return
        urn = self._school(row.number, cells.get("urn"), headers.get("urn"))
        for named, header, text in said:
            measure = self._measure(row.number, named, headers.get("measure"))
            if measure is not None:
                line = self._line(
                    row.number, urn, measure, {**cells, "value": text}, {**headers, "value": header}
                )
                self.lines += [line] if line else []

    def _line(
        self,
        row: int,
        urn: int | None,
        measure: MeasureSpec,
        texts: dict[str, str],
        headers: Mapping[str, str],
    ) -> Line | None:
        dated = measure.unit == "date"
        texts["period"] = texts.get("period") or ("" if dated else self.period)
        texts["source"] = texts.get("source") or self.source
        read = read_entry(measure, texts, self.today)
        for each in read.faults:
            self._find(row, headers.get(each.field) or FIELDS.get(each.field), each.problem, each.remedy)
        if read.entry is None or urn is None:
            return None
        self._looks_odd(row, measure, read.entry)
        return Line(urn, row, read.entry)

    def _school(self, row: int, text: str | None, header: str | None) -> int | None:
        if not text:
            if self.only is None:
                self._find(row, header, "The row does not say whose figure it is.", "Write the school's URN.")
            return self.only
        found = self.schools.get(text.casefold())
        if found is None:
            remedy = "Write the URN as the school's page has it."
            whose = "this school" if self.only is not None else "one of your schools"
            self._find(row, header, f"“{text[:60]}” is not {whose}.", remedy)
        return found

    def _measure(self, row: int, named: str, header: str | None) -> MeasureSpec | None:
        for measure in self.spec.measures:
            if named.casefold() in (measure.code, measure.title.casefold()):
                return measure
        problem = f"There is no measure “{named[:60]}”." if named else "The row does not name its measure."
        self._find(row, header, problem, "Write its name as the template has it.")
        return None

    def _looks_odd(self, row: int, measure: MeasureSpec, entry: Entry) -> None:
        if measure.unit == "percent" and isinstance(entry.value, Decimal) and 0 < abs(entry.value) < 1:
            rather = f"{(entry.value * 100).normalize():f}%"
            self.notes.append(
                f"Row {row}: {entry.value}% is less than one per cent. Where the sheet shows {rather}, "
                "its cell holds a hundredth of that: write the number without the per cent format."
            )

    def _each_once(self) -> None:
        """A figure that stands in two rows: the same is a note, two different ones are a finding."""
        first: dict[tuple[int, str, Period], Line] = {}
        kept: list[Line] = []
        for line in self.lines:
            known = first.setdefault(line.key, line)
            if known is line:
                kept.append(line)
            elif known.entry == line.entry:
                self.notes.append(f"Row {line.row} says the same as row {known.row}; it counts once.")
            else:
                problem = f"Row {known.row} gives another figure of the same measure and period."
                self._find(line.row, None, problem, "Keep the row that is right.")
        self.lines = kept

    def _find(self, row: int | None, header: str | None, problem: str, remedy: str) -> None:
        self.findings.append(Finding(Where(self.file, row), header, problem, remedy))


def _text(cell: str) -> str:
    return " ".join(printable(cell).split())


def template(spec: FrameworkSpec, schools: Mapping[int, str], today: date) -> Iterator[tuple[str, ...]]:
    """The rows of an empty template: for each school (name by URN) one a measure, with its unit and its periods."""
    blank = ("",) * 7
    for urn, name in schools.items():
        for measure in spec.measures:
            yield (str(urn), name, measure.title, measure.unit, allowed(measure, today), *blank)


TEMPLATE_HEADERS = (
    "URN", "School", "Measure", "Unit", "Given for", "Period", "Value", "Counted", "Out of", "Cohort", "Source",
    "Provisional",
)  # fmt: skip
