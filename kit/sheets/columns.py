"""How the columns of a workbook look to somebody who is to fill some of them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

_GREY = PatternFill("solid", start_color="FFE8EAED")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Column:
    """:param width: in characters; 0 leaves it to the program.
    :param is_given: grey, to be read and not to be filled in. Nothing is locked: a paste would be refused then.
    :param choices: what may be chosen from a list; other words can be typed after a warning.
    """

    width: int = 0
    is_given: bool = False
    choices: Sequence[str] = ()


Columns = Mapping[str, Column]


def laid_out(book: Any, sheet: Any, headers: Sequence[str], columns: Columns, last_row: int) -> None:
    """Widths and lists of ``sheet``, before its first row is written; the lists lie on a hidden sheet behind it.

    :param last_row: of the rows that follow, the headers' being 1.
    """
    lists = [
        (place, columns[header].choices)
        for place, header in enumerate(headers, 1)
        if _has_list(columns, header)
    ]
    for place, header in enumerate(headers, 1):
        if header in columns and columns[header].width:
            sheet.column_dimensions[get_column_letter(place)].width = columns[header].width
    if not lists:
        return
    behind = book.create_sheet("Lists")
    behind.sheet_state = "hidden"
    for number in range(max(len(choices) for _, choices in lists)):
        behind.append([choices[number] if number < len(choices) else None for _, choices in lists])
    for at, (place, choices) in enumerate(lists, 1):
        letter = get_column_letter(at)
        listed = f"{quote_sheetname('Lists')}!${letter}$1:${letter}${len(choices)}"
        rule = DataValidation(type="list", formula1=listed, allow_blank=True, errorStyle="warning")
        rule.error = "Choose one of the list. Other words are refused when the file is read."
        rule.showErrorMessage = True
        rule.add(f"{get_column_letter(place)}2:{get_column_letter(place)}{max(last_row, 2)}")
        sheet.data_validations.append(rule)


def _has_list(columns: Columns, header: str) -> bool:
    return header in columns and bool(columns[header].choices)


def dress(cell: Any, column: Column | None) -> None:
    """The look of one cell."""
    if column is not None:
        cell.alignment = _WRAPPED
        if column.is_given:
            cell.fill = _GREY
