"""What is planned, as a month or a term: at one school, or one's own. Every step is a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kit import clock
from schools.access.permissions import Permission
from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, School
from schools.queries.here import SignedIn
from support import month
from support.month import Item
from support.queries.planned_days import calendar_at, of_person, of_school, years_kept

ItemsOf = Callable[[date, date], list[Item]]


@dataclass(frozen=True)
class Shown:
    """What a page shows: a month (``days``) or a term (``weeks``), with where its links lead (``2026-11``).

    ``before`` and ``after`` are empty where no year is kept any more: nothing is promised there.
    """

    title: str
    is_term: bool
    here: str
    before: str
    after: str
    days: list[list[month.Day]]
    weeks: list[month.Week]
    undated: list[Item]

    @property
    def weekdays(self) -> list[date]:
        return [each.day for each in self.days[0]] if self.days else []

    @property
    def is_empty(self) -> bool:
        return not self.undated and not any(
            each.items for each in (*self.weeks, *(day for week in self.days for day in week))
        )


@require_safe
def plan_calendar(request: HttpRequest, urn: int) -> HttpResponse:
    """What one school is promised, and when it is held."""
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    school = get_object_or_404(schools, urn=urn)
    years = years_kept([school.trust_id])
    shown = _shown(request, years, school, lambda first, last: of_school(school, first, last))
    return render(request, "support/plan_calendar.html", {"school": school, "shown": shown})


@require_safe
def own_calendar(request: SignedIn) -> HttpResponse:
    """What the person who looks attends or owes, by the calendar of their first post's trust."""
    years = years_kept(sorted(post.trust_id for post in request.user.current_posts))
    shown = _shown(request, years, None, lambda first, last: of_person(request.user, first, last))
    return render(request, "support/own_calendar.html", {"shown": shown})


def _shown(
    request: HttpRequest, years: list[AcademicYear], school: School | None, items_of: ItemsOf
) -> Shown:
    asked = month.first_of(request.GET.get("month", ""), clock.today())
    calendar = calendar_at(years, asked, school)
    if request.GET.get("view") == "term" and calendar is not None:
        return _term(asked, calendar, items_of, years)
    first, last = asked, month.last_of(asked)
    items = items_of(first, last)
    return Shown(
        title=f"{first:%B %Y}",
        is_term=False,
        here=_month(first),
        before=_kept(month.month_before(first), years),
        after=_kept(month.month_after(first), years),
        days=month.weeks_of(first, [each for each in items if each.is_dated], calendar),
        weeks=[],
        undated=[each for each in items if not each.is_dated],
    )


def _term(asked: date, calendar: SchoolCalendar, items_of: ItemsOf, years: list[AcademicYear]) -> Shown:
    term = month.term_at(asked, calendar)
    first, last = month.reach_of(term, calendar)
    items = items_of(first, last)
    ends_on = calendar.ends_on if term == calendar.windows("term")[-1] else term.ends_on
    return Shown(
        title=f"{term.label} {calendar.name}",
        is_term=True,
        here=_month(asked),
        before=_kept(month.month_before(term.starts_on.replace(day=1)), years),
        after=_kept(month.month_after(ends_on), years),
        days=[],
        weeks=month.school_weeks_of(term, [each for each in items if each.is_dated], calendar),
        undated=[each for each in items if not each.is_dated],
    )


def _kept(first: date, years: list[AcademicYear]) -> str:
    """The month that begins on ``first``, where it lies in the years that are kept or between them; else empty."""
    begins = min((each.starts_on for each in years), default=date.max)
    ends = max((each.ends_on for each in years), default=date.min)
    return _month(first) if month.last_of(first) >= begins and first <= ends else ""


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
