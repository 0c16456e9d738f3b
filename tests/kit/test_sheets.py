"""Spreadsheets in and out: every dialect read, no formula written."""

from __future__ import annotations

import csv
import io
import os
import string
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.sheets import SheetError, Table, csv_bytes, guarded, read_table, xlsx_bytes

REAL_DATA = Path(os.environ.get("REAL_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
PAYLOADS = REAL_DATA / "hostile-input" / "csv_injection" / "payloads.txt"

OWN_PAYLOADS = [
    "=1+1",
    "+44 20 7946 0000",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "   =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "-2.8",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"Look")',
]


def payloads() -> list[str]:
    if not PAYLOADS.exists():
        return OWN_PAYLOADS
    return OWN_PAYLOADS + [line for line in PAYLOADS.read_text(encoding="utf-8").splitlines() if line]


def test_the_published_payloads_are_there_or_missed_aloud() -> None:
    if PAYLOADS.exists():
        assert len(payloads()) > len(OWN_PAYLOADS)
    else:
        warnings.warn(
            f"No published spreadsheet payloads at {PAYLOADS}: only our own were tried.", stacklevel=1
        )


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def problem(source: bytes | Path) -> SheetError:
    with pytest.raises(SheetError) as caught:
        read_table(source)
    return caught.value


# Reading


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("School,Town\r\nSt Chloë’s,Ely\r\n".encode("utf-8-sig"), "UTF-8"),
        ("School,Town\nSt Chloë’s,Ely\n".encode(), "UTF-8"),
        ("School,Town\r\nSt Chloë’s,Ely\r\n".encode("cp1252"), "Windows-1252"),
        ("School;Town\r\nSt Chloë’s;Ely\r\n".encode("cp1252"), "Windows-1252"),
        ("School\tTown\r\nSt Chloë’s\tEly\r\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_encodings_and_delimiters(data: bytes, encoding: str) -> None:
    table = read_table(data)
    assert (table.encoding, table.headers) == (encoding, ("School", "Town"))
    assert cells(table) == [("St Chloë’s", "Ely")]


def test_a_delimiter_inside_quotation_marks_is_none() -> None:
    table = read_table(b'Name,Note\n"Mill; Road, North","a\nb"\n')
    assert cells(table) == [("Mill; Road, North", "a\nb")]


def test_rows_shorter_longer_and_blank() -> None:
    table = read_table(b"A,B,C\n1,2\n\n,,\n1,2,3,4,\n1,2,3,,\n")
    assert cells(table) == [("1", "2", ""), ("1", "2", "3"), ("1", "2", "3")]
    assert [row.number for row in table.rows] == [2, 5, 6]
    assert (table.short_rows, table.long_rows) == ((2,), (5,))
    assert table.rows[1].extra == ("4", "")


def test_a_row_answers_by_header() -> None:
    row = read_table(b" A ,B\nx,y\n").rows[0]
    assert (row["A"], row["B"], row["C"]) == ("x", "y", "")


def test_a_header_that_stands_twice_belongs_to_no_column() -> None:
    table = read_table(b"A,B,A,,\n1,2,3,4,5\n")
    assert dict(table.repeated) == {"A": (0, 2)}
    assert table.rows[0]["A"] == ""
    table.demand("B")
    with pytest.raises(SheetError, match=r"“A” is the header of more than one column \(1 and 3\)\. Keep one"):
        table.demand("A")
    with pytest.raises(SheetError, match="The column “D” is missing"):
        table.demand("B", "D")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty. Save it again with its headers and rows."),
        (b" \r\n ", "The file is empty."),
        (b"\xef\xbb\xbf,,\r\n", "The file has no headers."),
        (b'A,B\n1,2\n3,"open\n', "Row 3: A quotation mark is opened and never closed."),
        (b'A,B\n"1"x,2\n', "Row 2: A quotation mark stands in the middle of a text."),
        (b"A,B\n1,2\n3,\x004\n", "Row 3: The file holds bytes that no text has."),
        (b"A,B\n1,\x81\xff\n", "Row 2: The file is not text as a spreadsheet program saves it."),
        (b"A\n" + b"x" * 131_073, "Row 2: A cell is longer than 131,072 characters."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "The file is in Excel's old format (.xls)."),
        (b"PK\x03\x04 and then nothing", "The file is no Excel workbook, or a damaged one."),
    ],
)
def test_what_is_no_table_is_told_with_row_and_remedy(data: bytes, sentence: str) -> None:
    error = problem(data)
    assert str(error).startswith(sentence)
    assert error.remedy.endswith(".")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "No such file" in str(problem(tmp_path / "none.csv"))


def test_too_many_rows_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.sheets.reading.MAX_ROWS", 2)
    assert str(problem(b"A\n1\n2\n3\n")).startswith("Row 4: The file has more than 2 rows.")
    monkeypatch.setattr("kit.sheets.reading.MAX_BYTES", 3)
    assert "at most" in str(problem(b"A\n1\n"))


def test_a_workbook_that_would_fill_the_machine_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.sheets.workbooks.MAX_UNPACKED", 100_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000)
    assert len(bomb.getvalue()) < 2_000
    assert "unpack" in str(problem(bomb.getvalue()))


def test_a_workbook_reads_like_a_csv_file() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["URN", "Opened", "Share", "Open", "Note"])
    sheet.append([900101.0, date(2019, 9, 1), 2.5, True])
    sheet.append([None, None, None, None, None])
    sheet.append([900102, datetime(2020, 1, 2, 3, 4), "x", False, "=1+1"])
    book.create_sheet("More")
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue())
    assert table.encoding == "XLSX"
    assert cells(table) == [
        ("900101", "2019-09-01", "2.5", "true", ""),
        # A formula counts as its last value, and this one was never worked out.
        ("900102", "2020-01-02T03:04:00", "x", "false", ""),
    ]
    assert [row.number for row in table.rows] == [2, 4]
    assert table.short_rows == ()
    assert table.notes == ("Only the first sheet, “Sheet”, was read; the workbook has 1 more.",)


# Writing


@pytest.mark.parametrize("payload", payloads())
def test_no_payload_begins_a_formula_in_csv(payload: str) -> None:
    written = csv_bytes(["Text", payload], [[payload, 1]])
    for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")):
        for cell in row:
            assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
            assert not cell.startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize("payload", payloads())
def test_no_payload_is_a_formula_in_a_workbook(payload: str) -> None:
    written = xlsx_bytes(["Text", payload], [[payload, 1]])
    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    assert sheet is not None
    texts = [sheet["A1"], sheet["B1"], sheet["A2"]]
    assert [cell.data_type for cell in texts] == ["s", "s", "s"]
    assert all(cell.quotePrefix for cell in texts)
    assert texts[2].value.strip() == payload.strip()
    packed = zipfile.ZipFile(io.BytesIO(written))
    assert b"<f>" not in b"".join(packed.read(name) for name in packed.namelist() if "sheet" in name)


@pytest.mark.parametrize("write", [csv_bytes, xlsx_bytes])
def test_numbers_stay_numbers(write: Callable[..., bytes]) -> None:
    values = [-2.8, -3, Decimal("-0.50"), 0, None, True, date(2026, 9, 1)]
    table = read_table(write(list("ABCDEFG"), [values]))
    assert cells(table)[0][:2] == ("-2.8", "-3")
    assert Decimal(cells(table)[0][2]) == Decimal("-0.5")
    assert cells(table)[0][3:] == ("0", "", "true", "2026-09-01")


def test_a_text_that_looks_like_a_negative_number_is_a_text() -> None:
    assert csv_bytes(["A"], [["-2.8"], [-2.8]]) == b"\xef\xbb\xbfA\r\n'-2.8\r\n-2.8\r\n"


def test_a_workbook_keeps_the_hour_on_the_wall() -> None:
    evening = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    assert cells(read_table(xlsx_bytes(["At"], [[evening]]))) == [("2026-11-23T19:00:00",)]


def test_rows_of_another_length_are_a_mistake_of_ours() -> None:
    for write in (csv_bytes, xlsx_bytes):
        with pytest.raises(ValueError, match="3 cells stands under 2 headers"):
            write(["A", "B"], [["1", "2", "3"]])


def test_nothing_is_cut_to_fit_a_cell() -> None:
    with pytest.raises(SheetError, match=r"Row 2: A text has 32,768 characters"):
        xlsx_bytes(["A"], [["x" * 32_768]])
    assert cells(read_table(xlsx_bytes(["A"], [["x" * 32_767]]))) == [("x" * 32_767,)]


def test_a_sheet_may_be_called_anything() -> None:
    title = "Larkmoor: autumn/spring [draft] and much more besides"
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["A"], [], title=title)))
    assert book.sheetnames == ["Larkmoor  autumn spring  draft "]


PLAIN = st.text(alphabet=string.ascii_letters + string.digits + " ,;\"'\n\tëß€", min_size=1).filter(
    lambda text: text.strip() and text[0] not in "\t\n" and text == text.strip()
)


@given(st.lists(st.lists(PLAIN, min_size=3, max_size=3), max_size=5))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    for write in (csv_bytes, xlsx_bytes):
        assert cells(read_table(write(["A", "B", "C"], rows))) == [tuple(row) for row in rows]


@given(st.text())
def test_the_guard_never_loses_a_character(text: str) -> None:
    assert guarded(text) in (text, f"'{text}")
