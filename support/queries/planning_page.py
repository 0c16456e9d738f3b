"""The page on which the trust plans: what is proposed for a stretch of the year, and what finds no day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from kit import clock
from schools.calendar import SchoolCalendar, Window
from schools.models import AcademicYear, Person, School, Trust
from support.queries.planning import Plan, Proposed, Short, Wanted, plan_of, seal

ON_A_PAGE = 50


def years_to_plan(trust: Trust) -> list[AcademicYear]:
    """Those that are not over, in order. One query."""
    rows = AcademicYear.objects.filter(trust=trust, ends_on__gte=clock.today())
    return list(rows.select_related("trust").order_by("starts_on"))


def periods_of(calendar: SchoolCalendar) -> list[Window]:
    """The year, its terms and its half-terms: what is planned at once."""
    return [window for unit in ("year", "term", "half_term") for window in calendar.windows(unit)]


def period_for(calendar: SchoolCalendar, code: str) -> Window:
    """The one called ``code``; without one, the half-term of today or the next, else the year."""
    periods = periods_of(calendar)
    if found := {each.code: each for each in periods}.get(code):
        return found
    halves = calendar.windows("half_term")
    return next((each for each in halves if each.ends_on > clock.today()), periods[0])


@dataclass(frozen=True)
class PlanningPage:
    """``page`` holds some of ``proposed``, ``short`` what finds no day in the period, ``unknown`` the names of those
    of whom nobody has entered when they work.
    """

    plan: Plan
    period: Window
    periods: list[Window]
    school: School | None
    proposed: list[Proposed]
    page: Page[Proposed]
    short: list[Short]
    unknown: list[Person]

    @property
    def seal(self) -> str:
        return seal(self.proposed)

    @property
    def lines(self) -> list[tuple[Proposed, str]]:
        """(proposal, its own seal): each can be agreed alone."""
        return [(each, seal([each])) for each in self.page.object_list]


def wanted_in(period: Window, school: School | None = None, engagement: int | None = None) -> Wanted:
    return Wanted(period.starts_on, period.ends_on, school.pk if school else None, engagement)


def planning_page(
    year: AcademicYear, user: Person, code: str, school: School | None, number: str
) -> PlanningPage:
    """In a fixed number of queries, however many schools the trust has."""
    plan = plan_of(year, user)
    period = period_for(plan.calendar, code)
    proposed = wanted_in(period, school).of(plan)
    return PlanningPage(
        plan=plan,
        period=period,
        periods=periods_of(plan.calendar),
        school=school,
        proposed=proposed,
        page=Paginator(proposed, ON_A_PAGE).get_page(number),
        short=[each for each in plan.short if _is_here(each, period.starts_on, period.ends_on, school)],
        unknown=[
            person for pk, person in plan.visitors.people.items() if not plan.visitors.advisers[pk].times
        ],
    )


def _is_here(short: Short, first: date, last: date, school: School | None) -> bool:
    row = short.engagement
    return first <= row.window_end <= last and (school is None or row.school_id == school.pk)
