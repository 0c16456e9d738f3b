"""Labels on a bell."""

import logging

from celery import shared_task

from schools.models import Notice
from schools.services import notices, reminders

log = logging.getLogger(__name__)


@shared_task
def send_notice(pk: int) -> None:
    notice = Notice.objects.select_related("person").filter(pk=pk).first()
    try:
        if notice and notices.send(notice):
            log.info("notice %s sent", pk)
    except notices.MailServerAway as away:
        log.warning("notice %s waits: %s", pk, away)


@shared_task
def send_notices() -> None:
    """Send what the bell did not reach. The first that finds the mail server away speaks for the others."""
    for notice in Notice.objects.filter(Notice.waiting()).select_related("person").order_by("pk")[:500]:
        try:
            notices.send(notice)
        except notices.MailServerAway as away:
            log.warning("notice %s and those after it wait: %s", notice.pk, away)
            return


@shared_task
def send_digests() -> None:
    """Remind everybody whose digest is due; running it again, or late, does no harm."""
    told = reminders.remind_everybody()
    if told:
        log.info("%s people were told what is due", told)
