"""Figures for tests, given as people give them: typed, sent in, taken from official files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kit.sheets import csv_bytes, read_table
from riskmatrix.entry_reading import read_entry
from riskmatrix.models import Figure, FigureImport, Framework
from riskmatrix.published import SourceFile
from riskmatrix.services import figure_files, figure_imports, figures
from schools.models import Person, School
from tests.cast import Cast
from tests.fixtures import published

HEADERS = ("URN", "Measure", "Period", "Value", "Counted", "Out of", "Cohort", "Source", "Provisional")
TODAY = date(2026, 11, 23)


def type_in(
    school: School, measure: str, period: str, value: str = "", *, by: Person, **texts: str
) -> Figure:
    """One figure as its form would read it, from texts."""
    framework = Framework.objects.in_force(school.trust_id)
    assert framework is not None
    texts = {"source": "Register", **texts, "period": period, "value": value}
    read = read_entry(framework.spec.measure(measure), texts, TODAY)
    assert read.entry is not None, read.faults
    return figures.enter(school=school, entry=read.entry, by=by)


def sheet(rows: Sequence[Sequence[str]], headers: Sequence[str] = HEADERS) -> bytes:
    """A CSV file with the template's headers; rows may be shorter than they are."""
    return csv_bytes(headers, [[*row, *[""] * (len(headers) - len(row))] for row in rows])


def sent(
    cast: Cast, data: bytes, *, school: School | None, by: Person, name: str = "ours.csv", **more: str
) -> FigureImport:
    """A file of a school's own systems, read and not carried out."""
    return figure_files.read_own(
        trust=cast.trust, school=school, name=name, data=data, table=read_table(data), by=by, **more
    )


def brought_in(
    cast: Cast, rows: Sequence[Sequence[str]], *, school: School | None, by: Person
) -> FigureImport:
    found = sent(cast, sheet(rows), school=school, by=by)
    figure_imports.apply(found=found, by=by)
    found.refresh_from_db()
    return found


def official(cast: Cast, *names: str, changes: Mapping[str, str] | None = None) -> FigureImport:
    """Files of tests/fixtures/published, brought in by the trust's administrator."""
    by = cast.trust_administrator
    sources: list[SourceFile] = []
    for name in names:
        source = published.source(name)
        data = source.data if isinstance(source.data, bytes) else Path(source.data).read_bytes()
        for old, new in (changes or {}).items():
            data = data.replace(old.encode(), new.encode())
        sources.append(SourceFile(source.name, data, source.academic_year, source.upto))
    found = figure_files.read_official(trust=cast.trust, sources=sources, by=by)
    assert found.findings == []
    figure_imports.apply(found=found, by=by)
    found.refresh_from_db()
    return found
