"""Whether a promise is about to lapse: its window closes soon and nobody has agreed a day. Pure.

How soon is soon is the offer's to say (``early_warning``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from support.spec_judging import EarlyWarning


def days_left(days: Collection[date], today: date) -> int:
    """How many school days of a window are left, today included."""
    return sum(day >= today for day in days)


def closes_soon(days: Collection[date], today: date, rule: EarlyWarning) -> bool:
    """In the last ``rule.school_days`` of a window, and of a short one not before half of it is over.

    A week of five days would otherwise be warned of on its Monday, every week.

    :param days: the school days of the window.
    """
    left = days_left(days, today)
    return 0 < left <= min(rule.school_days, max(1, len(days) // 2))
