"""Sheets that go out to be filled in and come back: nothing typed is changed, no formula passes for a text."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.sheets import Column, csv_bytes, formulas_of, guarded, read_table, unguarded, xlsx_bytes


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'plain", "\n=1", "'\n", " -3", "plain", ""])
def test_what_was_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    table = read_table(csv_bytes(["before", "text"], [["x", text]]))
    assert table.typed(table.rows[0], "text") == text


@given(st.text())
def test_the_guard_can_always_be_taken_off(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_a_workbook_has_no_guard_to_take_off() -> None:
    table = read_table(xlsx_bytes(["text"], [["'=1"]]))
    assert table.typed(table.rows[0], "text") == "'=1"


def test_a_text_that_looks_like_a_numbered_sign_is_kept() -> None:
    data = xlsx_bytes(["text"], [["_x000D_ and _x0041_ and _x005F_"]])
    assert read_table(data).rows[0].cells == ("_x000D_ and _x0041_ and _x005F_",)


def test_a_line_end_as_excel_writes_it_is_read_as_one() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "text", "one_x000D_\ntwo"
    out = io.BytesIO()
    book.save(out)
    assert read_table(out.getvalue()).rows[0].cells == ("one\r\ntwo",)


def test_formulas_are_found_where_they_stand() -> None:
    book = openpyxl.Workbook()
    for row in (["a", "b"], ["text", "=A2"], ["=1+1", "'=2"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert formulas_of(out.getvalue()) == {(2, 1), (3, 0)}
    assert formulas_of(xlsx_bytes(["a"], [["=1+1"]])) == set()
    assert formulas_of(b"a\n=1+1\n") == set()


def test_columns_have_widths_lists_and_a_grey_look() -> None:
    columns = {"given": Column(12, is_given=True), "chosen": Column(choices=("One, two", "Three"))}
    data = xlsx_bytes(["given", "chosen"], [["x", ""], ["y", "Three"]], columns=columns)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, behind = book.worksheets
    assert sheet.column_dimensions["A"].width == 12
    assert (sheet["A2"].fill.fill_type, sheet["B2"].fill.fill_type) == ("solid", None)
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("B2:B3", "'Lists'!$A$1:$A$2")
    assert [cell.value for cell in behind["A"]] == ["One, two", "Three"]
    assert read_table(data).notes == ()
