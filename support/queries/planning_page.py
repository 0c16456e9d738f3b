"""The page on which the trust plans: what is proposed for a stretch of the year, and what finds no day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from kit import clock
from schools.calendar import SchoolCalendar, Unit, Window
from schools.models import AcademicYear, Person, School, Trust
from support.queries.planning import Plan, Proposed, Short, Wanted, plan_of, seal

ON_A_PAGE = 50
UNITS: tuple[Unit, ...] = ("year", "term", "half_term")


def years_to_plan(trust: Trust) -> list[AcademicYear]:
    """Those that are not over, in order. One query."""
    rows = AcademicYear.objects.filter(trust=trust, ends_on__gte=clock.today())
    return list(rows.select_related("trust").order_by("starts_on"))


def periods_of(calendar: SchoolCalendar) -> list[Window]:
    """The year, its terms and its half-terms: what is planned at once."""
    return [window for unit in UNITS for window in calendar.windows(unit)]


def _lies_in(period: Window, term: Window) -> bool:
    return term.starts_on <= period.starts_on and period.ends_on <= term.ends_on


def period_for(calendar: SchoolCalendar, code: str) -> Window:
    """The one called ``code``; without one, the half-term of today or the next, else the year."""
    periods = periods_of(calendar)
    if found := {each.code: each for each in periods}.get(code):
        return found
    halves = calendar.windows("half_term")
    return next((each for each in halves if each.ends_on > clock.today()), periods[0])


@dataclass(frozen=True)
class PlanningPage:
    """``page`` holds some of ``proposed``, ``short`` what finds no day in the period."""

    plan: Plan
    period: Window
    school: School | None
    proposed: list[Proposed]
    page: Page[Proposed]
    short: list[Short]

    @property
    def terms(self) -> list[tuple[Window, bool]]:
        """(the year or a term, whether the period is it or lies in it)."""
        (year,), terms = (self.plan.calendar.windows(unit) for unit in UNITS[:2])
        return [(year, self.period == year), *((term, _lies_in(self.period, term)) for term in terms)]

    @property
    def halves(self) -> list[Window]:
        """The half-terms of the term in which the period lies."""
        halves = self.plan.calendar.windows("half_term")
        return [half for half in halves for term, chosen in self.terms[1:] if chosen and _lies_in(half, term)]

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
        school=school,
        proposed=proposed,
        page=Paginator(proposed, ON_A_PAGE).get_page(number),
        short=[each for each in plan.short if _is_here(each, period.starts_on, period.ends_on, school)],
    )


def _is_here(short: Short, first: date, last: date, school: School | None) -> bool:
    return first <= short.engagement.window_end <= last and (school is None or school.pk in short.schools)
