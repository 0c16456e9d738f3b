"""What is due within so many months of the last: on which days of its window it is in time. Pure."""

from calendar import monthrange
from datetime import date

from support.spec import Recurring, Rhythm


def in_time(days: tuple[date, ...], rhythm: Rhythm, last_held: date | None, first: date) -> tuple[date, ...]:
    """Those of a window's ``days`` on which it is in time: not after so many months from ``last_held``.

    When they are over on ``first``, the first day of the entitlement, only the first school day from then on is left.
    """
    if not isinstance(rhythm, Recurring) or rhythm.within_months is None or last_held is None:
        return days
    latest = months_after(last_held, rhythm.within_months)
    begun = [day for day in days if day >= first] or list(days)
    return tuple(day for day in days if day <= max(latest, begun[0])) if days else ()


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has none (29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
