"""The figures of a school in the story: typed in, brought in from a file, and files that are only read."""

from __future__ import annotations

from collections.abc import Sequence

from kit.sheets import csv_bytes, read_table
from riskmatrix.entry_reading import read_entry
from riskmatrix.models import FigureImport, Framework
from riskmatrix.services import figure_files, figure_imports, figures
from schools.models import School
from tests.house.here import Here, on

HEADERS = ("URN", "Measure", "Period", "Value", "Cohort", "Source")


def figured(here: Here) -> None:
    """In November 2026, by the headteacher; the trust's file by the head of school improvement."""
    urn = here.school.urn
    with on("2026-11-20"):
        for period, value in (("autumn term 2025/26", "94.1"), ("autumn term 2026/27", "93.8")):
            _typed(here, period, value)
        row = [str(urn), "Suspensions", "autumn term 2026/27", "0", "402", "Behaviour log"]
        done = _sent(here, here.school, HEADERS, [row], f"{here.word('figurefile')}.csv")
        figure_imports.apply(found=done, by=here.head)
        read = _sent(here, here.school, HEADERS, [[*row[:3], "1", *row[4:]]], "read.csv")
        strange = _sent(here, here.school, ("Group", "Rate"), [["All", "94"]], "strange.csv")
        of_all = _sent(here, None, HEADERS, [[*row[:3], "2", *row[4:]]], "all.csv")
    here.keep("measure of a school", urn, "attendance", urn=urn)
    here.keep("sheet of a school", urn, "csv", urn=urn)
    here.keep("kind of sheet", "csv")
    here.keep("file of figures brought in", done.pk)
    here.keep("file of figures that was read", read.pk)
    here.keep("file of figures with strange columns", strange.pk)
    here.keep("file of figures of the trust", of_all.pk)


def _typed(here: Here, period: str, value: str) -> None:
    framework = Framework.objects.in_force(here.trust)
    assert framework is not None
    texts = {"period": period, "value": value, "cohort": "402", "source": f"Register {here.word('figure')}"}
    read = read_entry(framework.spec.measure("attendance"), texts, here.term(1, 2026).ends_on)
    assert read.entry is not None
    figures.enter(school=here.school, entry=read.entry, by=here.head)


def _sent(
    here: Here, school: School | None, headers: Sequence[str], rows: Sequence[Sequence[str]], name: str
) -> FigureImport:
    data = csv_bytes(headers, rows)
    by = here.head if school else here.improver
    return figure_files.read_own(
        trust=here.trust, school=school, name=name, data=data, table=read_table(data), by=by
    )
