"""A file of cells as a table of texts under headers, whatever encoding, delimiter or program it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.sheets import workbooks
from kit.sheets.delimited import decoded, records
from kit.sheets.errors import SheetError
from kit.sheets.writing import unguarded

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 250_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as a spreadsheet shows it, a cell for each header, ``extra`` what stood beyond."""

    number: int
    cells: tuple[str, ...]
    extra: tuple[str, ...]
    places: Mapping[str, int]

    def __getitem__(self, header: str) -> str:
        """The text under ``header``, as it stands; empty when the file has no such column."""
        place = self.places.get(header)
        return "" if place is None else self.cells[place]


@dataclass(frozen=True)
class Table:
    """What was read.

    ``repeated`` holds headers that stand more than once, with their columns from 0: nothing can be read under
    them. ``short_rows`` and ``long_rows`` hold the numbers of rows with fewer or more cells than headers.
    """

    encoding: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    repeated: Mapping[str, tuple[int, ...]]
    short_rows: tuple[int, ...]
    long_rows: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def has(self, *headers: str) -> bool:
        return all(header in self.headers for header in headers)

    def typed(self, row: Row, header: str) -> str:
        """The text under ``header`` as it was typed: of a CSV file, without the guard that ``csv_bytes`` put there."""
        return row[header] if self.encoding == workbooks.NAME else unguarded(row[header])

    def demand(self, *headers: str) -> None:
        """Go on when each of ``headers`` stands once.

        :raises SheetError: for a header that is missing or repeated.
        """
        for header in headers:
            if header not in self.headers:
                raise SheetError(
                    f"The column “{header}” is missing.", "Add it, or take the file as published.", 1
                )
            if header in self.repeated:
                places = " and ".join(str(place + 1) for place in self.repeated[header])
                raise SheetError(
                    f"“{header}” is the header of more than one column ({places}).", "Keep one of them.", 1
                )


def read_table(source: bytes | Path) -> Table:
    """Read CSV or the first sheet of a workbook (.xlsx).

    CSV may use comma, semicolon or tab, and UTF-8, UTF-16 with its mark, or Windows-1252. The first row
    that is not blank holds the headers. Blank rows are passed over, short ones filled up with empty texts, and
    what stands beyond the headers is kept in ``Row.extra``.

    :raises SheetError: when the file cannot be read as a table; its sentence names the row and the remedy.
    """
    data = _bytes(source)
    if workbooks.is_workbook(data):
        encoding = workbooks.NAME
        lines, notes = workbooks.records(data)
    else:
        text, encoding = decoded(data)
        lines, notes = records(text), ()
    return _table(lines, encoding, notes)


def formulas_of(source: bytes | Path) -> frozenset[tuple[int, int]]:
    """Row (from 1) and place (from 0) of each cell that holds a formula: what it says is not what anybody typed.

    A CSV file has none.

    :raises SheetError: as ``read_table`` does.
    """
    data = _bytes(source)
    return frozenset(workbooks.formulas(data)) if workbooks.is_workbook(data) else frozenset()


def _bytes(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        try:
            data = source.read_bytes()
        except OSError as error:
            raise SheetError(f"The file cannot be read ({error.strerror}).", "Check its name.") from error
    if not data.strip():
        raise SheetError("The file is empty.", "Save it again with its headers and rows.")
    if len(data) > MAX_BYTES:
        size, most = len(data) // 1_048_576, MAX_BYTES // 1_048_576
        raise SheetError(f"The file has {size} MB; at most {most} are read.", "Split it.")
    return data


def _table(lines: Iterable[tuple[int, Sequence[str]]], encoding: str, notes: tuple[str, ...]) -> Table:
    filled = _filled(lines)
    first = next(filled, None)
    if first is None:
        raise SheetError("The file has no headers.", "Save it again with its headers in the first row.")
    headers = tuple(cell.strip() for cell in first[1])
    times = Counter(header for header in headers if header)
    repeated = {
        header: tuple(place for place, each in enumerate(headers) if each == header)
        for header, count in times.items()
        if count > 1
    }
    places = {header: place for place, header in enumerate(headers) if times[header] == 1}
    rows: list[Row] = []
    short: list[int] = []
    long: list[int] = []
    width = len(headers)
    for number, cells in filled:
        if len(rows) >= MAX_ROWS:
            raise SheetError(f"The file has more than {MAX_ROWS:,} rows.", "Split it.", number)
        if len(cells) < width:
            if encoding != workbooks.NAME:  # a workbook does not store the empty cells at the end of a row
                short.append(number)
            cells = (*cells, *[""] * (width - len(cells)))
        extra = tuple(cells[width:])
        if any(cell.strip() for cell in extra):
            long.append(number)
        rows.append(Row(number, tuple(cells[:width]), extra, places))
    return Table(encoding, headers, tuple(rows), repeated, tuple(short), tuple(long), notes)


def _filled(lines: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    return ((number, cells) for number, cells in lines if any(cell.strip() for cell in cells))
