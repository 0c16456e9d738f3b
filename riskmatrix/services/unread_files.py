"""Files that were read and never carried out: forgotten after a while, so that what nobody confirmed does not stay."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from kit import clock
from riskmatrix.models import FigureImport, MatrixUpload
from riskmatrix.models.waiting import KEPT_DAYS
from schools import audit


def sweep() -> int:
    """The timetable's part: forget every file that has waited too long, and all it held. Done twice, it does it once.

    :returns: how many were forgotten now.
    """
    before = clock.now() - timedelta(days=KEPT_DAYS)
    figures = FigureImport.objects.filter(applied_at=None, read_at__lt=before)
    sheets = MatrixUpload.objects.waiting().filter(read_at__lt=before)
    return sum(_forget_figures(pk) for pk in figures.values_list("pk", flat=True)) + sum(
        _forget_sheet(pk) for pk in sheets.values_list("pk", flat=True)
    )


@transaction.atomic
def _forget_figures(pk: int) -> bool:
    """Looked at again under the lock: somebody may be carrying it out, or have thrown it away."""
    rows = FigureImport.objects.select_for_update(of=("self",)).select_related("trust", "school")
    found = rows.filter(pk=pk, applied_at=None).first()
    if found is None:
        return False
    after = {"file": found.file_name, "read by": found.read_by.name, "rows": found.row_count}
    audit.record(
        by=None, verb="forgot file of figures that waited", thing=found, school=found.school, trust=found.trust,
        after=after,
    )  # fmt: skip
    found.delete()
    return True


@transaction.atomic
def _forget_sheet(pk: int) -> bool:
    """As above."""
    rows = MatrixUpload.objects.select_for_update(of=("self",)).waiting()
    found = rows.select_related("evaluation__school", "term__year__trust", "read_by").filter(pk=pk).first()
    if found is None:
        return False
    school = found.evaluation.school if found.evaluation else None
    after = {"file": found.file_name, "read by": found.read_by.name, "rows": found.row_count}
    audit.record(
        by=None, verb="forgot sheet that waited", thing=found, school=school, trust=found.term.year.trust,
        after=after,
    )  # fmt: skip
    found.delete()
    return True
