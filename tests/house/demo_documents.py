"""What every report of the demo promises to somebody who reads with their ears; asked of one report of each school."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
from pikepdf import Name

from governance.models import Report
from governance.services import reports
from governance.storage import fetch
from kit.pdf.tagging import _elements
from schools.access.roles import Role
from schools.models import School
from tests.house.demo_promises import Told, promise


@promise
def each_schools_report_is_accessible(told: Told) -> None:
    for school in told.trust.schools.all():
        report = _report(told, school)
        data = fetch(report.pdf, report.sha256)
        assert _found(data) == [], f"the checker's findings in the report of {school}"
        with pikepdf.open(BytesIO(data)) as document:
            _reads_well(document, school.name)


def _report(told: Told, school: School) -> Report:
    """The school's latest report; the school that has just joined gets its first one now."""
    ready = Report.objects.filter(school=school, job_state=Report.JobState.DONE)
    latest = ready.order_by("-term__starts_on", "-version").first()
    if latest is not None:
        return latest
    asked = reports.ask_for_report(
        school=school, term=told.terms[-1], by=told.person(Role.HEAD_OF_SCHOOL_IMPROVEMENT)
    )
    assert reports.prepare(asked), f"the report of {school} could not be prepared"
    asked.refresh_from_db()
    return asked


def _found(data: bytes) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.pdf")
        file.write_bytes(data)
        return [(finding.rule_id, finding.message) for finding in pdfua.validate(str(file)).findings]


def _reads_well(document: pikepdf.Pdf, school: str) -> None:
    root = document.Root
    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en-GB"
    assert school in str(document.docinfo.Title)
    elements = list(_elements(root.StructTreeRoot))
    kinds = {str(element.S)[1:] for element in elements}
    assert {"H1", "H2", "Table", "TH", "TD", "L", "LI"} <= kinds
    _have(elements, "TH", "Scope")
    assert all(len(cell.A.Headers) for cell in _of(elements, "TD") if Name.TBody == cell.P.P.S)
    assert all(str(figure.Alt).strip() for figure in _of(elements, "Figure"))
    levels = [int(str(heading.S)[2:]) for heading in _of(elements, "H1", "H2", "H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    with document.open_outline() as outline:
        assert len(outline.root) == 1
        assert len(outline.root[0].children) >= 5


def _of(elements: list[Any], *kinds: str) -> list[Any]:
    return [element for element in elements if str(element.S)[1:] in kinds]


def _have(elements: list[Any], kind: str, attribute: str) -> None:
    missing = [element for element in _of(elements, kind) if Name(f"/{attribute}") not in element.A]
    assert not missing, f"{len(missing)} {kind} without {attribute}"
