"""Tables for other people's spreadsheet programs, in which no text can become a formula.

A cell that begins with = + - @ or a control character is run as a formula when a CSV file is opened; the
remedy is OWASP's (CSV Injection): an apostrophe before it, which the program hides or the reader can see.
Real numbers are numbers and stay as they are, negative ones too.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from kit.sheets.columns import Column, Columns, dress, laid_out
from kit.sheets.errors import SheetError
from kit.text import printable

Cell = str | int | float | Decimal | date | datetime | bool | None

XLSX_TEXT_LIMIT = 32_767

# The full-width forms are signs of a formula to Excel in some languages.
_SIGNS = "=+-@＝＋－＠"
# A workbook writes a sign it cannot hold as its number (ECMA-376, ST_Xstring); a text that looks so is told apart.
_LIKE_A_NUMBER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def guarded(text: str) -> str:
    """``text`` with an apostrophe before it when a spreadsheet program could take it for a formula.

    One that has apostrophes before its sign already gets one more, so that ``unguarded`` gives back what was typed.
    """
    return f"'{text}" if _begins_a_formula(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """What ``guarded`` was given."""
    return text[1:] if text.startswith("'") and _begins_a_formula(text.lstrip("'")) else text


def _begins_a_formula(text: str) -> bool:
    return text[:1] in ("\t", "\r", "\n") or text.lstrip()[:1] in tuple(_SIGNS)


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file: UTF-8 with its mark (without it Excel garbles accents), comma, CRLF, texts guarded.

    :param rows: each as long as ``headers``; None is an empty cell, dates are written 2026-09-01.
    :raises ValueError: for a row of another length.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(printable(header)) for header in headers])
    for row in _even(headers, rows):
        writer.writerow([_csv(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str = "Sheet 1",
    columns: Columns | None = None,
) -> bytes:
    """A workbook of one sheet; texts are stored as texts, numbers and dates as what they are.

    :param rows: each as long as ``headers``; None is an empty cell.
    :param columns: how they look, by header; one that is not named is left as it is.
    :raises ValueError: for a row of another length.
    :raises SheetError: for a text longer than a cell can hold (32,767 characters): nothing is cut.
    """
    # Everything is looked at before the first cell is written: a workbook cannot be abandoned half-way.
    lines = [_texts_fit(headers, 1), *(_texts_fit(row, at) for at, row in enumerate(_even(headers, rows), 2))]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_title(title))
    sheet.freeze_panes = "A2"
    looks = [(columns or {}).get(header) for header in headers]
    laid_out(book, sheet, headers, columns or {}, len(lines))
    for at, line in enumerate(lines):
        sheet.append([_xlsx(sheet, cell, look, at == 0) for cell, look in zip(line, looks, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _texts_fit(row: Sequence[Cell], number: int) -> list[Cell]:
    """The row with its texts made printable, if a workbook can hold them."""
    cells = [
        _LIKE_A_NUMBER.sub("_x005F_", printable(cell)) if isinstance(cell, str) else cell for cell in row
    ]
    for cell in cells:
        if isinstance(cell, str) and len(cell) > XLSX_TEXT_LIMIT:
            raise SheetError(
                f"A text has {len(cell):,} characters; a cell of a workbook holds {XLSX_TEXT_LIMIT:,}.",
                "Take the CSV file instead.",
                number,
            )
    return cells


def _even(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    for row in rows:
        if len(row) != len(headers):
            raise ValueError(f"A row of {len(row)} cells stands under {len(headers)} headers.")
        yield row


def _csv(cell: Cell) -> str | int | float | Decimal:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return guarded(printable(cell))
        case date():  # a datetime is one too
            return cell.isoformat()
        case _:
            return cell


def _xlsx(sheet: object, cell: Cell, look: Column | None, bold: bool) -> object:
    match cell:
        case str():
            return _text_cell(sheet, cell, look, bold)
        case datetime():  # a workbook knows no time zones; it keeps what the clock of that zone showed
            return cell.replace(tzinfo=None)
        case _:
            return cell


def _text_cell(sheet: object, text: str, look: Column | None, bold: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    # The library makes a formula of a text that begins with "=". This says that it is a text, and the quote
    # prefix keeps it one when somebody edits the cell.
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    cell.quotePrefix = True
    dress(cell, look)
    return cell


def _title(title: str) -> str:
    """As a sheet may be called: at most 31 characters, none of ``[]:*?/\\``."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in printable(title))[:31] or "Sheet 1"
