"""A typical English school year, computed: proposed when a year is opened, and the demo's calendar."""

from datetime import date, timedelta

from dateutil.easter import easter

from schools.calendar import FRIDAY, ONE_DAY, HalfTerm, SchoolCalendar, Term, monday_of


def typical_year(start_year: int) -> SchoolCalendar:
    """Plausible English dates for the academic year that begins in September ``start_year``.

    A proposal for a form or a demo, not a council's decision. For 2026 it gives Peterborough's own dates.
    """
    year = start_year + 1
    october_break = monday_of(date(start_year, 10, 28))
    christmas = date(start_year, 12, 22)
    christmas -= timedelta(days=(christmas.weekday() - FRIDAY) % 7)
    january = christmas + timedelta(days=17)
    if january <= date(year, 1, 3):  # then this Monday is the New Year bank holiday
        january += ONE_DAY
    february_break = monday_of(date(year, 2, 17))
    spring_ends, summer_begins = _around_easter(year)
    early_may = monday_of(date(year, 5, 7))
    spring_bank_holiday = monday_of(date(year, 5, 31))
    july = _weekday_on_or_before(date(year, 7, 21))
    september = date(start_year, 9, 1)
    if september.weekday() > FRIDAY:
        september = monday_of(september) + timedelta(weeks=1)
    return SchoolCalendar(
        name=f"{start_year}/{year % 100:02d}",
        starts_on=date(start_year, 9, 1),
        ends_on=date(year, 8, 31),
        terms=(
            _term(1, "Autumn", september, october_break, christmas),
            _term(2, "Spring", january, february_break, spring_ends),
            _term(3, "Summer", summer_begins, spring_bank_holiday, july),
        ),
        closures=frozenset(
            {easter(year) - 2 * ONE_DAY, easter(year) + ONE_DAY, early_may, spring_bank_holiday}
        ),
    )


def _around_easter(year: int) -> tuple[date, date]:
    """Last day of spring and first of summer: two weeks that hold Easter, placed as councils usually do."""
    sunday = easter(year)
    if sunday <= date(year, 4, 1):  # early: the fortnight follows Easter
        return sunday - timedelta(days=3), sunday + timedelta(days=15)
    if sunday <= date(year, 4, 14):  # a week on either side
        return sunday - timedelta(days=9), sunday + timedelta(days=8)
    return sunday - timedelta(days=16), sunday + timedelta(days=2)  # late: it ends with Easter Monday


def _term(number: int, name: str, first: date, break_monday: date, last: date) -> Term:
    """A term with a break of one week, whose half-terms are numbered through the year."""
    before = HalfTerm(2 * number - 1, first, break_monday - 3 * ONE_DAY)
    after = HalfTerm(2 * number, break_monday + timedelta(weeks=1), last)
    return Term(number, name, first, last, (before, after))


def _weekday_on_or_before(day: date) -> date:
    return day - max(0, day.weekday() - FRIDAY) * ONE_DAY
