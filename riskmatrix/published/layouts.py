"""Which of the official files this is, by its headers, and its rows as figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kit.sheets import SheetError, Table
from riskmatrix.published import ks2
from riskmatrix.published.ks2 import read_ks2
from riskmatrix.published.metadata import COMPULSORY, Described
from riskmatrix.published.records import Kind, Parsed, SourceFile
from riskmatrix.published.scorecard import read_scorecard
from riskmatrix.published.tables import read_table_of_schools
from riskmatrix.published.tidy import read_tidy
from riskmatrix.published.years import academic_year
from schools.gias.layouts import parse as parse_register
from schools.gias.records import Finding, Where

# In the order they are tried: the first whose headers are all there.
_NEEDED = {
    Kind.KS2: ("RECTYPE", "URN", "READPROG", "WRITPROG", "MATPROG"),
    Kind.CENSUS: ("URN", "LA", "ESTAB", "SCHOOLTYPE", "NOR"),
    Kind.ABSENCE: ("LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10"),
    Kind.SCORECARD: ("Year", "geographic_level", "LANumber", "PriNOR", "SecNOR"),
    Kind.FIELDS: ("Field Name", "Label/Description"),
    Kind.AREAS: ("LEA", "LA Name", "REGION"),
}
_WITHOUT_FIGURES = {
    Kind.FIELDS: "It explains the fields of a performance table; there are no figures in it.",
    Kind.AREAS: "It names local authorities; there are no figures in it.",
}

_WHICH = (
    "Give performance tables (absence, census, key stage 2), the places scorecard, or files of Explore Education "
    "Statistics as published."
)
_REGISTER = "It is of the register of schools: bring it in as schools are."
_YEAR = "Say the academic year of this file, as in 2018/19."


def kind_of(table: Table) -> Kind | None:
    """The kind of file by its headers; a tidy one or its metadata may lack a column and are still known."""
    if "col_name" in table.headers and table.has("label"):
        return Kind.METADATA
    for kind, headers in _NEEDED.items():
        if table.has(*headers):
            return kind
    return Kind.TIDY if sum(table.has(column) for column in COMPULSORY[:3]) > 1 else None


def parse(
    source: SourceFile, table: Table, described: Sequence[Described] = (), kind: Kind | None = None
) -> Parsed:
    """The figures of one file. A file that cannot be used comes back with findings and without figures.

    :param described: what the metadata of a tidy file say.
    """
    kind = kind or kind_of(table)
    if kind is None:
        return _unknown(source, table)
    parsed = Parsed(source.name, kind, table.encoding, len(table.rows), notes=table.notes)
    if kind in _WITHOUT_FIGURES:
        return replace(parsed, notes=(*parsed.notes, _WITHOUT_FIGURES[kind]))
    findings: list[Finding] = []
    try:
        table.demand(*table.repeated, *_NEEDED.get(kind, ()))
    except SheetError as error:
        return unreadable(source, error, kind)
    match kind:
        case Kind.METADATA:
            pass
        case Kind.TIDY:
            parsed = read_tidy(parsed, table, described, source.upto, findings)
        case Kind.SCORECARD:
            parsed = read_scorecard(_with_notes(parsed, table), table, findings)
        case _:
            parsed = _of_a_year(_with_notes(parsed, table), table, source, findings)
    return replace(parsed, findings=tuple(findings))


def unreadable(source: SourceFile, error: SheetError, kind: Kind | None = None) -> Parsed:
    """A file that is no table, as a finding."""
    finding = Finding(Where(source.name, error.row), None, error.problem, error.remedy)
    return Parsed(source.name, kind, findings=(finding,))


def _of_a_year(parsed: Parsed, table: Table, source: SourceFile, findings: list[Finding]) -> Parsed:
    """A performance table: only that of key stage 2 says its year, by its headers."""
    where, given = Where(source.name), source.academic_year
    said = ks2.year_of(table) if parsed.kind is Kind.KS2 else None
    year = said or (academic_year(given) if given else None)
    if given and academic_year(given) is None:
        findings.append(
            Finding(where, None, f"“{given[:20]}” is no academic year.", "Write it as in 2018/19.")
        )
    elif year is None:
        findings.append(Finding(where, None, "The file does not say which year it is of.", _YEAR))
    elif given and academic_year(given) != year:
        problem = f"By its headers the file is of {year}, not of {given}."
        findings.append(Finding(where, None, problem, "Give the year its headers say, or none."))
    if findings or year is None:
        return parsed
    if parsed.kind is Kind.KS2:
        return read_ks2(parsed, table, year, findings)
    return read_table_of_schools(parsed, table, year, findings)


def _unknown(source: SourceFile, table: Table) -> Parsed:
    seen = ", ".join(f"“{header}”" for header in table.headers[:6] if header)
    problem = f"These are the headers of none of the official files: {seen[:200]} …"
    remedy = _WHICH if parse_register(source.name, table).layout is None else _REGISTER
    return Parsed(source.name, None, findings=(Finding(Where(source.name, 1), None, problem, remedy),))


def _with_notes(parsed: Parsed, table: Table) -> Parsed:
    """What one should know of rows that are shorter or longer than the headers."""
    said = [
        (table.short_rows, "shorter than the headers; the missing cells count as empty"),
        (table.long_rows, "longer than the headers; the further cells were left out"),
    ]
    notes = [f"{_rows(numbers)} {what}." for numbers, what in said if numbers]
    return replace(parsed, notes=(*parsed.notes, *notes))


def _rows(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(str(number) for number in numbers[:5])
    if len(numbers) == 1:
        return f"Row {shown} is"
    return f"{len(numbers)} rows ({shown}{', …' if len(numbers) > 5 else ''}) are"
