"""The broker is only a bell: what must happen is a row, and a sweep finds it when the bell was not heard."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

_muted: ContextVar[bool] = ContextVar("muted", default=False)


@contextmanager
def muted() -> Iterator[None]:
    """Ring nobody until the block ends; the rows wait for the sweep.

    For work that makes hundreds of rows at once, a demo's past above all: nobody is in a hurry for any of them.
    What is rung after the commit of a transaction is muted when the transaction ends inside the block.
    """
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def ring(task: "Task[Any, Any]", *ids: int) -> None:
    """Ask a worker to look at rows. When the broker is away nobody is held up: the sweep will look."""
    if _muted.get():
        return
    try:
        task.delay(*ids)
    except (OperationalError, OSError) as error:
        log.warning("The broker is away; the sweep will see to %s %s: %s", task.name, ids, error)
