"""Labels on a bell."""

import logging

from celery import shared_task

from governance.models import Report
from governance.services import reports
from kit.bell import ring

log = logging.getLogger(__name__)


@shared_task
def prepare_report(pk: int) -> None:
    report = (
        Report.objects.select_related("school__trust", "term__year__trust", "asked_by").filter(pk=pk).first()
    )
    if report and reports.prepare(report):
        log.info("report %s prepared", pk)


@shared_task
def prepare_due_reports() -> None:
    """Notice the terms whose report date has come."""
    log.info("%s reports asked for", reports.notice_due_terms())


@shared_task
def sweep_reports() -> None:
    """Ring again for every report nobody is working on."""
    for pk in reports.sweep():
        ring(prepare_report, pk)
