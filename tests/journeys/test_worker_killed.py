"""A worker is killed in the middle of a report: the report exists once, and nobody had to do anything."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from governance import storage
from governance.models import Report
from governance.services import reports
from governance.tasks import sweep_reports
from kit import clock
from schools.models import AuditEntry
from tests import states
from tests.cast import AUTUMN_EVENING, Cast, assemble
from tests.journeys.worker import Worker, wait_until

pytestmark = [pytest.mark.services, pytest.mark.postgresql]
LEASE = 15


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """Committed for the worker to see; the worker gives a silent one fifteen seconds."""
    monkeypatch.setenv("JOB_LEASE_SECONDS", str(LEASE))
    shutil.rmtree(Path(settings.MEDIA_ROOT, "reports"), ignore_errors=True)  # of the tests before
    with clock.set_to(AUTUMN_EVENING):
        cast = assemble()
        states.packed(cast)
        yield cast


@pytest.fixture
def half_done(cast: Cast, worker: Worker) -> Report:
    """A report whose worker was killed with ``kill -9`` while it was being drawn."""
    for school in (cast.alder, cast.birch):
        report = reports.ask_for_report(school=school, term=cast.autumn, by=cast.chief_executive)
        wait_until(lambda pk=report.pk: Report.objects.get(pk=pk).progress >= 50, "the drawing has begun")
        worker.kill()
        report.refresh_from_db()
        if report.job_state == "running":
            return report
        worker.start()
    raise AssertionError("Twice the report was finished before the worker could be killed.")


def test_the_report_exists_once_after_kill_9(
    half_done: Report, worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert half_done.pdf == ""
    frozen = half_done.content
    worker.start()
    # The control: without the sweep nobody would ever come back to it.
    time.sleep(3)
    assert Report.objects.get(pk=half_done.pk).job_state == "running"
    seconds = wait_until(swept(half_done), "the report is done", patience=120)
    with capsys.disabled():
        print(f"\nkilled in the middle: done {seconds + 3:.1f} s after the restart (lease {LEASE} s)")
    report = Report.objects.get(pk=half_done.pk)
    assert report.attempts == 2
    assert report.content == frozen
    assert hashlib.sha256(storage.fetch(report.pdf, report.sha256)).hexdigest() == report.sha256
    assert Report.objects.filter(school=report.school, term=report.term).count() == 1
    kept = {row.pdf for row in Report.objects.filter(job_state="done")}
    stored = {f"reports/{path.name}" for path in Path(settings.MEDIA_ROOT, "reports").glob("*.pdf")}
    assert report.pdf in kept
    assert stored == kept


def test_no_second_file_is_left_when_it_is_killed_between_file_and_row(cast: Cast, worker: Worker) -> None:
    folder = Path(settings.MEDIA_ROOT, "reports")
    before = set(folder.glob("*.pdf"))
    report = reports.ask_for_report(school=cast.alder, term=cast.autumn, by=cast.chief_executive)
    wait_until(lambda: Report.objects.get(pk=report.pk).job_state != "queued", "it has begun")
    with transaction.atomic(), connection.cursor() as cursor:
        # The file is stored first; then the row is finished together with its audit entry, which has to wait here.
        cursor.execute(f"LOCK TABLE {AuditEntry._meta.db_table} IN EXCLUSIVE MODE")
        wait_until(lambda: set(folder.glob("*.pdf")) - before, "the file is there")
        time.sleep(1)
        worker.kill()
    (left_behind,) = set(folder.glob("*.pdf")) - before
    report.refresh_from_db()
    assert (report.job_state, report.pdf) == ("running", f"reports/{left_behind.name}")
    worker.start()
    wait_until(swept(report), "the report is done", patience=120)
    report.refresh_from_db()
    assert {path.name for path in set(folder.glob("*.pdf")) - before} == {Path(report.pdf).name}
    assert report.pdf != f"reports/{left_behind.name}"


def swept(report: Report) -> Callable[[], bool]:
    """Ring as the timetable rings, and look."""

    def is_done() -> bool:
        sweep_reports.delay()
        time.sleep(1)
        return Report.objects.get(pk=report.pk).job_state == "done"

    return is_done
