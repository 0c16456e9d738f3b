"""What people and their systems write, read as figures: periods, values, columns, rows. No database."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.packs import PackError
from kit.sheets import SheetError, csv_bytes, read_table, xlsx_bytes
from riskmatrix import benchmark_pack, stored_tables
from riskmatrix import given as given_figures
from riskmatrix.entries import Entry, Fault, Value, read_value
from riskmatrix.entry_checks import faults
from riskmatrix.entry_reading import read_entry
from riskmatrix.given import Given, each_once
from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.periods import HALVES, TERMS, ends_on, in_month, on_day, read_period, recent, to_date, written
from riskmatrix.published import Period
from riskmatrix.sheet_columns import as_template, column_faults, proposed, signature
from riskmatrix.sheet_rows import TEMPLATE_HEADERS, Reading, template
from riskmatrix.spec import FrameworkSpec, load, loads
from tests.riskmatrix.figuring import TODAY, sheet

PACKS = Path(__file__).parents[2] / "riskmatrix" / "packs"
KINDS = list(PeriodKind)
FOLDER = Path(os.environ.get("REAL_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
HOSTILE = FOLDER / "hostile-input"


@cache
def spec() -> FrameworkSpec:
    return load(PACKS / "trust-risk-matrix.yaml")


def read(data: bytes) -> Reading:
    """A file of Alder's, read as its headers say, or wide with one column of attendance."""
    table = read_table(data)
    columns = as_template(table.headers) or {table.headers[0]: "measure:attendance"}
    reading = Reading(
        file="ours.csv", columns=columns, spec=spec(), schools={"900001": 900001, "alder primary": 900001},
        only=900001, today=TODAY, source="Register",
    )  # fmt: skip
    reading.read(stored_tables.unpacked(stored_tables.packed(table)))
    return reading


# --- Periods ----------------------------------------------------------------------------------------------------
years = st.integers(2001, 2026).map(lambda year: f"{year}/{(year + 1) % 100:02}")
days = st.dates(date(2001, 9, 1), date(2026, 11, 23))
periods = st.one_of(
    st.builds(Period, st.just(PeriodKind.TERM), years, st.sampled_from(TERMS)),
    st.builds(Period, st.just(PeriodKind.HALF_TERM), years, st.sampled_from(HALVES)),
    st.builds(
        Period,
        st.sampled_from(
            [k for k in KINDS if k.value in ("two-terms", "academic-year", "three-year", "financial-year")]
        ),
        years,
    ),
    days.map(on_day),
    days.map(in_month),
    days.map(to_date),
)


@given(periods)
def test_what_a_period_is_called_is_read_as_that_period(period: Period) -> None:
    assert read_period(str(period), KINDS) == period
    assert read_period(written(period), KINDS) == period
    assert read_period(str(period).upper(), [period.kind]) == period


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Autumn 2026/27", "autumn term 2026/27"), ("2025-26", "the whole year 2025/26"),
        ("2025/2026", "the whole year 2025/26"), ("half-term 6, 2025/26", "second half of the summer term 2025/26"),
        ("spring 2 2025/26", "second half of the spring term 2025/26"), ("Nov 2026", "November 2026"),
        ("to 20/11/2026", "2026/27 up to 20 November 2026"), ("2026-11-20", "20 November 2026"),
        ("tax year 2025/26", "financial year 2025/26"),
    ],
)  # fmt: skip
def test_shorter_ways_of_writing_them(text: str, words: str) -> None:
    assert str(read_period(text, KINDS)) == words


@pytest.mark.parametrize(
    "text", ["", "last year", "2025/27", "2026/27 up to 20 November 2025", "31/02/2026", "=1+1"]
)
def test_what_is_no_period(text: str) -> None:
    assert read_period(text, KINDS) is None


def test_periods_to_choose_from_have_begun_and_end_in_order() -> None:
    terms = list(recent(PeriodKind.TERM, TODAY))
    assert [str(term) for term in terms[:2]] == ["autumn term 2026/27", "summer term 2025/26"]
    assert sorted(terms, key=ends_on, reverse=True) == terms


# --- Values -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("attendance", "94.5", Decimal("94.5")), ("attendance", "94.5%", Decimal("94.5")),
        ("reserves", "'-3.25 %", Decimal("-3.25")), ("reserves", "−3", Decimal(-3)),
        ("bullying-incidents", "1,204", Decimal(1204)), ("bullying-incidents", "0", Decimal(0)),
        ("suspensions", "Not collected", Missing.NOT_COLLECTED), ("suspensions", "SUPP", Missing.SUPPRESSED),
        ("suspensions", "n/a", Missing.NOT_APPLICABLE),
        ("phonics-check", "not yet published", Missing.NOT_YET_PUBLISHED),
        ("safeguarding-audit", "12/10/2026", date(2026, 10, 12)), ("attendance", "", None),
    ],
)  # fmt: skip
def test_values_as_people_write_them(code: str, text: str, value: object) -> None:
    assert read_value(spec().measure(code), text) == value


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("attendance", "about 94"), ("bullying-incidents", "4%"), ("attendance", "£94"), ("attendance", "1e9"),
        ("safeguarding-audit", "94.5"), ("attendance", "=94.5"), ("attendance", "94,5"), ("attendance", "nil"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_a_fault_with_a_way_out(code: str, text: str) -> None:
    found = read_value(spec().measure(code), text)
    assert isinstance(found, Fault)
    assert found.remedy.endswith(".")


@pytest.mark.parametrize(
    ("code", "texts", "field"),
    [
        ("attendance", {"value": "101"}, "value"),
        ("attendance", {"value": "94", "period": "2026/27 up to 24 November 2026"}, "period"),
        ("attendance", {"value": "94", "period": "November 2026"}, "period"),
        ("attendance", {"value": "94", "numerator": "90", "denominator": "100"}, "value"),
        ("attendance", {"value": "94", "numerator": "90"}, "denominator"),
        ("attendance", {"value": "suppressed", "numerator": "1", "denominator": "2"}, "numerator"),
        ("attendance", {"numerator": "0", "denominator": "0"}, "value"),
        ("attendance", {"value": "94", "cohort": "12.5"}, "cohort"),
        ("attendance", {"value": "94", "source": ""}, "source"),
        ("attendance", {"value": "94", "source": "x" * 201}, "source"),
        ("attendance", {"value": "94", "provisional": "perhaps"}, "provisional"),
        ("safeguarding-audit", {"value": "24 November 2026"}, "period"),
        ("bullying-incidents", {"value": "-1"}, "value"),
    ],
)  # fmt: skip
def test_what_cannot_be_so(code: str, texts: dict[str, str], field: str) -> None:
    plain = {"source": "Register"} | (
        {} if code == "safeguarding-audit" else {"period": "autumn term 2026/27"}
    )
    found = read_entry(spec().measure(code), plain | texts, TODAY)
    assert found.entry is None
    assert field in {fault.field for fault in found.faults}


@given(st.integers(0, 2_000), st.integers(1, 2_000))
def test_what_was_counted_makes_a_value_that_passes(counted: int, of: int) -> None:
    counted = min(counted, of)
    texts = {"numerator": str(counted), "denominator": str(of), "period": "2025/26", "source": "Register"}
    found = read_entry(spec().measure("attendance"), texts, TODAY)
    assert found.entry is not None, found.faults
    assert isinstance(found.entry.value, Decimal)
    assert float(found.entry.value) == pytest.approx(100 * counted / of, abs=0.0001)


# --- Columns and rows -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("write", [csv_bytes, xlsx_bytes])
def test_the_template_filled_in_is_read_by_itself(write: Callable[..., bytes]) -> None:
    rows = [list(row) for row in template(spec(), {900001: "Alder Primary"}, TODAY)]
    assert len(rows) == len(spec().measures)
    assert all(row[3] and row[4] for row in rows), "Each with its unit and the times it is given for."
    empty = read(write(TEMPLATE_HEADERS, rows))
    assert (empty.lines, empty.findings, empty.left_empty) == ([], [], len(rows))
    for row in rows:
        if row[2] == "Attendance":
            row[5:8] = ["autumn term 2026/27", "94.5", ""]
        if row[2] == "Date of the safeguarding audit":
            row[6] = "12 October 2026"
    filled = read(write(TEMPLATE_HEADERS, rows))
    assert filled.findings == []
    assert {line.entry.measure for line in filled.lines} == {"attendance", "safeguarding-audit"}
    assert {line.entry.source for line in filled.lines} == {"Register"}


def test_every_example_of_the_template_is_a_period_of_its_measure() -> None:
    for row, measure in zip(template(spec(), {900001: "Alder"}, TODAY), spec().measures, strict=True):
        for example in row[4].split("; "):
            assert read_period(example, measure.periods) is not None, (measure.code, example)


def test_a_percentage_that_a_workbook_kept_as_a_fraction_is_pointed_out() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Measure", "Period", "Value"])
    book.active.append(["Attendance", "autumn term 2026/27", 0.945])
    book.active["C2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue())
    assert "Where the sheet shows 94.5%" in reading.notes[0]


def test_columns_are_guessed_by_their_names_and_complained_about_by_header() -> None:
    headers = ("URN", "Attendance %", "Persistent absence (%)", "Something")
    assert proposed(headers, spec()) == {
        "URN": "urn", "Attendance %": "measure:attendance", "Persistent absence (%)": "measure:persistent-absence",
    }  # fmt: skip
    assert signature(headers) == signature([header.upper() for header in headers]) != signature(headers[::-1])

    def complaints(columns: dict[str, str], whole_trust: bool = False) -> list[str]:
        return [fault.header for fault in column_faults(columns, spec(), whole_trust=whole_trust)]

    assert complaints({"a": "measure:attendance"}) == []
    assert complaints({"a": "measure:attendance"}, whole_trust=True) == [""]
    assert complaints({"a": "measure:attendance", "b": "measure:attendance"}) == ["b"]
    assert complaints({"a": "no-such-thing"}) == ["a", ""]
    assert complaints({"a": "measure", "b": "measure:attendance"}) == [""]
    assert complaints({}) == [""]


def test_a_header_that_stands_twice_cannot_be_read() -> None:
    reading = read(b"Measure,Period,Value,Value\nAttendance,2025/26,94,95\n")
    assert ["more than one column" in finding.problem for finding in reading.findings] == [True]
    assert reading.lines == []


def test_too_many_rows_are_refused_whole() -> None:
    reading = read(sheet([["", "Attendance", "2025/26", "94"]] * 5_001))
    assert ("5,001 rows" in reading.findings[0].problem, reading.lines) == (True, [])


# --- Hostile files ----------------------------------------------------------------------------------------------
PAYLOADS = (
    '=HYPERLINK("http://x.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "<script>alert(1)</script>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_is_never_a_figure_and_is_written_out_as_text(payload: str) -> None:
    reading = read(csv_bytes(("Measure", "Period", "Value"), [["Attendance", "2025/26", payload]]))
    assert reading.lines == []
    assert len(reading.findings) == 1
    kept = read(
        csv_bytes(("Measure", "Period", "Value", "Source"), [["Attendance", "2025/26", "94", payload]])
    )
    (line,) = kept.lines
    written_out = csv_bytes(("Source",), [[line.entry.source]]).decode("utf-8-sig").splitlines()[1]
    assert written_out.lstrip('"')[0] == "'" or written_out[0] not in "=+-@\t"


def test_hostile_uploads_are_tables_with_findings_or_no_tables() -> None:
    """Everything of the folder, read as a file of figures: never a figure, never an error that nobody meant."""
    files = sorted(HOSTILE.rglob("*.csv")) if HOSTILE.is_dir() else []
    if not files:
        warnings.warn(f"The hostile files are not in {HOSTILE}: nothing was tried on them.", stacklevel=1)
    for path in files:
        reading = table_of(path)
        if isinstance(reading, SheetError):
            said = reading.remedy
        else:
            assert reading.lines == [], path
            assert reading.findings or reading.left_empty or not read_table(path).rows, path
            said = reading.findings[0].remedy if reading.findings else "Nothing."
        assert said.endswith("."), path


def table_of(path: Path) -> Reading | SheetError:
    try:
        return read(path.read_bytes())
    except SheetError as error:
        return error


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=4))
def test_no_text_brings_the_reader_down(rows: list[list[str]]) -> None:
    reading = read(csv_bytes(("Measure", "Period", "Value"), rows))
    for finding in reading.findings:
        assert finding.problem.endswith(".")
        assert finding.remedy.endswith(".")


# --- What is kept until it is carried out, and packs ------------------------------------------------------------
@given(
    periods,
    st.one_of(st.sampled_from(list(Missing)), days, st.decimals(-1000, 1000, places=4)),
    st.one_of(st.none(), st.integers(0, 10**6)),
    st.booleans(),
)
def test_what_is_kept_comes_back_as_it_was(
    period: Period, value: Value, cohort: int | None, provisional: bool
) -> None:
    kept = Given(
        "attendance", "primary", period, value, school=7, urn=900001, cohort=cohort, provisional=provisional
    )
    assert given_figures.unpacked(given_figures.packed(kept)) == kept


def test_a_final_figure_goes_before_a_provisional_one_in_whichever_order() -> None:
    period = Period(PeriodKind.ACADEMIC_YEAR, "2024/25")
    pair = [Given("attendance", "", period, Decimal(n), school=1, provisional=n == 1) for n in (1, 2)]
    assert [each.value for each in each_once(pair)] == [each.value for each in each_once(pair[::-1])] == [2]


def test_the_packs_of_benchmarks_are_sound_and_name_their_sources() -> None:
    pack = benchmark_pack.load(
        PACKS / "benchmarks-national.yaml", [measure.code for measure in spec().measures]
    )
    found = benchmark_pack.given_of(pack)
    assert len(found) == len(pack.benchmarks) >= 15
    assert all(
        "Department for Education" in each.source or "overall absence" in each.source for each in found
    )
    assert {each.area for each in found} == {"england"}


def test_a_wrong_pack_of_benchmarks_names_line_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "key: k\nversion: '1'\ntitle: t\nauthor: a\nchecker: c\ngathered_on: 2026-11-20\n"
        "next_review: 2027-02-01\nbenchmarks:\n"
        "  - {measure: no-such, phase: primary, period: some day, value: 1, source: somewhere}\n"
        "  - {measure: attendance, phase: primary, period: 2024/25, value: 1, source: somewhere}\n"
        "  - {measure: attendance, phase: primary, period: 2024/25, value: 2, source: somewhere}\n"
    )
    with pytest.raises(PackError) as error:
        benchmark_pack.load(path, [measure.code for measure in spec().measures])
    said = str(error.value)
    assert "wrong.yaml:9: There is no measure `no-such`." in said
    assert "wrong.yaml:9: “some day” is no period." in said
    assert "wrong.yaml:11: This figure stands here twice." in said


def test_a_measure_names_an_official_one_or_none() -> None:
    text = (PACKS / "trust-risk-matrix.yaml").read_text()
    with pytest.raises(PackError) as error:
        loads(text.replace("published_as: ks2-expected-rwm", "published_as: ks2-unexpected"))
    assert "have no `ks2-unexpected`" in str(error.value)
    assert spec().measure("reading-writing-maths").codes == ("reading-writing-maths", "ks2-expected-rwm")


def test_an_entry_is_asked_the_same_by_form_and_file() -> None:
    entry = Entry("attendance", Period(PeriodKind.TERM, "2026/27", "spring"), Decimal(94), source="Register")
    assert [fault.field for fault in faults(spec().measure("attendance"), entry, TODAY)] == ["period"]
