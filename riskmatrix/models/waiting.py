from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

KEPT_DAYS = 30
"""How long a file waits for its second step: longer than any holiday but the summer's. It can be sent again."""


class Waiting:
    """A file that was read and is forgotten when nobody carries it out."""

    read_at: datetime

    @property
    def waits_until(self) -> date:
        """The last day on which it is still there."""
        return localtime(self.read_at).date() + timedelta(days=KEPT_DAYS - 1)
