"""CSV: bytes into text, text into rows of cells."""

import csv
import io
from collections.abc import Iterator, Sequence

from kit.sheets.errors import SheetError

DELIMITERS = ",;\t"

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    Bytes that are UTF-8 throughout are UTF-8: Windows-1252 with accents almost never happens to be.

    :raises SheetError: when it is text in none of the three encodings.
    """
    if data.startswith(_UTF_16):
        text, name = _strictly(data, "utf-16"), "UTF-16"
    else:
        try:
            text, name = data.decode("utf-8-sig"), "UTF-8"
        except UnicodeDecodeError:
            text, name = _strictly(data, "cp1252"), "Windows-1252"
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        raise SheetError("The file holds bytes that no text has.", "Save it as “CSV UTF-8”.", row)
    return text, name


def records(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with its number, blank ones as an empty list.

    :raises SheetError: where a quotation mark is out of place or never closed.
    """
    reader = _reader(text, _delimiter(text))
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _unreadable(error, number) from error
        if cells is None:
            return
        yield number, cells


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str) -> str:
    """The one that makes the most columns of the headers."""
    return max(DELIMITERS, key=lambda delimiter: _width(text, delimiter))


def _width(text: str, delimiter: str) -> int:
    try:
        return next((len(cells) for cells in _reader(text, delimiter) if cells), 0)
    except csv.Error:
        return 0


def _unreadable(error: csv.Error, row: int) -> SheetError:
    if "field larger" in str(error):
        return SheetError("A cell is longer than 131,072 characters.", "Shorten it.", row)
    if "unexpected end" in str(error):
        return SheetError("A quotation mark is opened and never closed.", "Close it, or remove it.", row)
    return SheetError("A quotation mark stands in the middle of a text.", "Double it, or remove it.", row)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError(
            "The file is not text as a spreadsheet program saves it.",
            "Save it as “CSV UTF-8” or as an Excel workbook (.xlsx).",
            data[: error.start].count(b"\n") + 1,
        ) from error
