"""Several reports prepared side by side: the drawing, which takes nearly all of the time, on several cores at once.

For whoever stands and waits for many, in one transaction if they like: the worker takes them one by one instead.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from governance import storage
from governance.models import Report
from governance.services.printing import print_report
from governance.services.reports import _finish, freeze, place, put_back
from kit import pdf

MOST_AT_ONCE = 4


def prepare_together(reports: Sequence[Report]) -> int:
    """Gather, print and store ``reports``, as ``reports.prepare`` does one.

    :returns: how many were finished by this call; those somebody else is preparing are left to them.
    :raises kit.pdf.PdfError: when one cannot be drawn; it is put back first.
    :raises kit.leases.LostLease: when one was given to somebody else meanwhile.
    """
    held = [report for report in reports if report.claim()]
    for report in held:
        if report.content is None:
            freeze(report)
        report.renew(progress=50)
    # The threads that wait for the drawings ask no database: they have no part in this transaction.
    complete = Report.objects.select_related("school").in_bulk([report.pk for report in held])
    # One more than there are cores, so that none stands idle while the last odd one is drawn.
    with ThreadPoolExecutor(min((os.cpu_count() or 1) + 1, MOST_AT_ONCE)) as pool:
        drawings = [(report, pool.submit(print_report, complete[report.pk])) for report in held]
        for report, drawing in drawings:
            try:
                data = drawing.result()
            except pdf.PdfError as error:
                put_back(report, str(error))
                raise
            stored = place(report)
            sha256 = storage.keep(data, stored)
            _finish(report, stored, sha256, len(data))
    return len(held)
