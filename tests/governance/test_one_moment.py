"""A report is gathered from one moment, whatever is committed while it is being read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest
from django.db import connection

from governance.content import ReportContent
from governance.models import Report
from governance.queries.report import gather
from governance.services import reports
from kit import clock
from schools.models import School
from tests import states
from tests.cast import AUTUMN_EVENING, assemble


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_committed_while_a_report_is_gathered_is_not_seen() -> None:
    names: list[str] = []

    def rename(pk: int) -> None:
        School.objects.filter(pk=pk).update(name="Alder Academy")
        connection.close()

    def slowly(report: Report) -> ReportContent:
        for _ in range(2):
            names.append(School.objects.get(pk=report.school_id).name)
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(rename, report.school_id).result()
        return gather(report)

    with clock.set_to(AUTUMN_EVENING):
        cast = assemble()
        states.packed(cast)
        report = Report.objects.create(school=cast.alder, term=cast.autumn)
        with (
            mock.patch("governance.services.reports.gather", side_effect=slowly),
            mock.patch("governance.services.reports.print_report", return_value=b"%PDF-1.7 report"),
        ):
            assert reports.prepare(report)
    assert names == ["Alder Primary", "Alder Primary"]
    assert School.objects.get(pk=cast.alder.pk).name == "Alder Academy"
