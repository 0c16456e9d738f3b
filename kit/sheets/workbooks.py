"""XLSX: the first sheet of a workbook as rows of texts. Formulas count as the value they last had."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl

from kit.sheets.errors import SheetError

MAX_UNPACKED = 512 * 1024 * 1024

NAME = "XLSX"

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SAVE_AGAIN = "Open it in a spreadsheet program and save it as .xlsx or as “CSV UTF-8”."


# A sign as its number (ECMA-376, ST_Xstring): tab, line ends, and the line that begins such a number itself.
_NUMBERED = re.compile("_x(0009|000[AaDd]|005[Ff])_")


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a workbook, by their beginning.

    :raises SheetError: for Excel's format of before 2007, which is not read.
    """
    if data.startswith(_OLD_EXCEL):
        raise SheetError("The file is in Excel's old format (.xls).", _SAVE_AGAIN)
    return data.startswith(_ZIP)


def records(data: bytes) -> tuple[Iterator[tuple[int, Sequence[str]]], tuple[str, ...]]:
    """Each row of the first sheet with its number, and notes on what was left aside.

    :raises SheetError: when it is no workbook, is damaged, or would unpack to more than half a gigabyte.
    """
    sheet, others = _first_sheet(data, data_only=True)
    note = f"Only the first sheet, “{sheet.title}”, was read; the workbook has {others} more."
    return _rows(sheet.iter_rows(values_only=True)), (note,) if others else ()


def formulas(data: bytes) -> Iterator[tuple[int, int]]:
    """The row, from 1, and the place, from 0, of each cell of the first sheet that holds a formula.

    :raises SheetError: as ``records`` does.
    """
    sheet, _ = _first_sheet(data, data_only=False)
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield from ((number, place) for place, cell in enumerate(cells) if cell.data_type == "f")
    except Exception as error:  # as below
        raise _damaged() from error


def _first_sheet(data: bytes, *, data_only: bool) -> tuple[Any, int]:
    """The first sheet, and how many others there are to be seen."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > MAX_UNPACKED:
            raise SheetError("The workbook would unpack to more than 512 MB.", "Split it, or save it as CSV.")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)
        sheet = book.worksheets[0]
        # Programs other than Excel write a wrong size into the sheet, and the reader would believe it.
        sheet.reset_dimensions()
    except SheetError:
        raise
    except Exception as error:  # a damaged workbook fails in as many ways as there are parts in it
        raise _damaged() from error
    return sheet, sum(each.sheet_state == "visible" for each in book.worksheets[1:])


def _rows(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        for number, values in enumerate(rows, start=1):
            cells = [_text(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            yield number, cells
    except Exception as error:  # as above
        raise _damaged() from error


def _damaged() -> SheetError:
    return SheetError("The file is no Excel workbook, or a damaged one.", _SAVE_AGAIN)


def _text(value: Any) -> str:
    """As the value would stand in a CSV file: 12 and not 12.0, dates as 2026-09-01."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case _:
            return _NUMBERED.sub(lambda sign: chr(int(sign[1], 16)), str(value))
