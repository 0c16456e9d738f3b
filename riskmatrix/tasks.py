"""Labels on a bell."""

import logging

from celery import shared_task

from riskmatrix.services import answering

log = logging.getLogger(__name__)


@shared_task
def let_unanswered_stand() -> None:
    """Moderated ratings that nobody answered in time are agreed as they are."""
    number = answering.let_unanswered_stand()
    if number:
        log.info("%s moderated evaluations left to stand without an answer", number)
