"""What time it is, in one place, so that a demo can live through a past year and a test can stand still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set_to.get() or timezone.now()


def today() -> date:
    """The present day in the portal's time zone (Europe/London)."""
    return timezone.localtime(now()).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Make ``now()`` answer ``moment`` (an aware datetime) until the block ends."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
