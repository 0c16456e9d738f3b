"""Files that nobody carries out are forgotten after their days, with an audit entry; what was carried out stays."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.urls import reverse

from riskmatrix.models import Evaluation, Figure, FigureImport, Framework, MatrixUpload
from riskmatrix.services import figure_imports, offline
from riskmatrix.services.unread_files import sweep
from riskmatrix.tasks import forget_unread_files
from schools.models import AuditEntry
from tests.cast import Cast
from tests.riskmatrix.figuring import sent, sheet
from tests.riskmatrix.sheets import Clients, as_upload, downloaded

At = Callable[[str], AbstractContextManager[None]]
ROW = ("900001", "attendance", "autumn term 2026/27", "94.5")
LAST_DAY, DAY_AFTER = "2026-12-22", "2026-12-24"
"""Read on the evening of 23 November 2026, so that the thirty days are over on the evening of 23 December."""


@pytest.fixture
def waiting(cast: Cast, framework: Framework, evaluation: Evaluation, client_of: Clients) -> MatrixUpload:
    """A file of figures and a sheet of ratings, both read and not carried out."""
    sent(cast, sheet([ROW]), school=cast.alder, by=cast.headteacher)
    data = downloaded(client_of(cast.headteacher), evaluation)
    return offline.read(evaluation=evaluation, upload=as_upload(data), by=cast.headteacher)


def test_they_wait_for_their_days_and_are_forgotten_then(waiting: MatrixUpload, at: At) -> None:
    with at(LAST_DAY):
        assert sweep() == 0
    with at(DAY_AFTER):
        forget_unread_files()
        assert sweep() == 0, "Done twice, it does it once."
    assert not FigureImport.objects.exists()
    assert not MatrixUpload.objects.exists()
    entries = AuditEntry.objects.filter(verb__startswith="forgot")
    assert {entry.by_name for entry in entries} == {"The portal"}
    assert sorted(entry.verb for entry in entries) == [
        "forgot file of figures that waited",
        "forgot sheet that waited",
    ]
    assert all(entry.after["read by"] == "Hanna Osei" for entry in entries)


def test_what_was_carried_out_stays(cast: Cast, framework: Framework, at: At) -> None:
    found = sent(cast, sheet([ROW]), school=cast.alder, by=cast.headteacher)
    figure_imports.apply(found=found, by=cast.headteacher)
    with at(DAY_AFTER):
        assert sweep() == 0
    assert FigureImport.objects.count() == Figure.objects.count() == 1


def test_a_sweep_without_its_entry_forgets_nothing(
    waiting: MatrixUpload, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("No audit today.")

    monkeypatch.setattr("schools.audit._write", broken)
    with at(DAY_AFTER), pytest.raises(RuntimeError):
        sweep()
    assert FigureImport.objects.count() == MatrixUpload.objects.count() == 1


def test_the_page_says_until_when_it_waits(waiting: MatrixUpload, cast: Cast, client_of: Clients) -> None:
    client = client_of(cast.headteacher)
    files = FigureImport.objects.get()
    page = client.get(reverse("figure_import", args=[files.pk])).content.decode()
    assert "waits here until" in page
    assert "22 December 2026" in page
