"""Labels on a bell."""

import logging

from celery import shared_task

from schools.models import Notice
from schools.services import notices

log = logging.getLogger(__name__)


@shared_task
def send_notice(pk: int) -> None:
    notice = Notice.objects.select_related("person").filter(pk=pk).first()
    if notice and notices.send(notice):
        log.info("notice %s sent", pk)


@shared_task
def send_notices() -> None:
    """Send what the bell did not reach."""
    for pk in Notice.objects.filter(Notice.waiting()).values_list("pk", flat=True)[:500]:
        send_notice(pk)
