"""Where the window of something already promised lies, once days of it have been closed or given back. Pure.

It keeps its week, month, half-term, term or year: closing a week never pushes the meetings after it along, though
the school weeks would count otherwise if the year were laid out today.
"""

from datetime import date

from schools.calendar import SchoolCalendar, monday_of
from support.schedule import UNIT_OF
from support.spec import AtLeast, IfRequired, Once, Recurring, Rhythm


def days_now(key: str, start: date, rhythm: Rhythm, calendar: SchoolCalendar) -> tuple[date, ...]:
    """The school days of the window in which ``key`` was laid out; none when it is closed throughout.

    :param key: of the occurrence, as ``schedule.Occurrence`` words it.
    :param start: the first day of its window as it was laid out.
    """
    unit = _unit(rhythm)
    if unit == "school_week":
        return tuple(day for day in calendar.school_days if monday_of(day) == monday_of(start))
    if unit == "month":
        month = (start.year, start.month)
        return tuple(day for day in calendar.school_days if (day.year, day.month) == month)
    code = key.split(":")[2]
    windows = calendar.windows("half_term" if unit == "half_term" else "term" if unit == "term" else "year")
    by_code = {window.code: window for window in windows}
    within = (window for window in windows if window.starts_on <= start <= window.ends_on)
    window = by_code.get(code) or next(within, None)
    return window.days if window else ()


def _unit(rhythm: Rhythm) -> str:
    match rhythm:
        case Recurring(every=every):
            return UNIT_OF[every]
        case AtLeast(window=window):
            return window
        case Once(by=by):
            return by
        case IfRequired():
            return "term"  # planned as once a term when somebody decides that it is required
        case _:
            return "half_term"
