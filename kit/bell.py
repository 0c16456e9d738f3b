"""The broker is only a bell: what must happen is a row, and a sweep finds it when the bell was not heard."""

import logging
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(task: "Task[Any, Any]", *ids: int) -> None:
    """Ask a worker to look at rows. When the broker is away nobody is held up: the sweep will look."""
    try:
        task.delay(*ids)
    except (OperationalError, OSError) as error:
        log.warning("The broker is away; the sweep will see to %s %s: %s", task.name, ids, error)
