"""What time it is, in one place, so that a demo can live through a past year and a test can stand still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.utils import timezone

# For the whole process, not for one thread: a test's clock is also that of the server it talks to.
_set_to: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set_to or timezone.now()


def today() -> date:
    """The present day in the portal's time zone (Europe/London)."""
    return timezone.localtime(now()).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Make ``now()`` answer ``moment`` (an aware datetime) until the block ends."""
    global _set_to
    before, _set_to = _set_to, moment
    try:
        yield
    finally:
        _set_to = before
