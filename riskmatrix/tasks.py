"""Labels on a bell."""

import logging

from celery import shared_task

from riskmatrix.services import answering, unread_files

log = logging.getLogger(__name__)


@shared_task
def let_unanswered_stand() -> None:
    """Moderated ratings that nobody answered in time are agreed as they are."""
    number = answering.let_unanswered_stand()
    if number:
        log.info("%s moderated evaluations left to stand without an answer", number)


@shared_task
def forget_unread_files() -> None:
    """Files of figures and sheets of ratings that were read and never carried out."""
    number = unread_files.sweep()
    if number:
        log.info("%s files forgotten that nobody carried out", number)
