"""What is planned, as a month or a term: at one school, or one's own. Every step is a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kit import clock
from schools.access.permissions import Permission
from schools.calendar import SchoolCalendar
from schools.models import AcademicYear, School
from schools.queries.calendar import calendar_of
from schools.queries.here import SignedIn
from support import month
from support.month import Item
from support.queries.planned_days import of_person, of_school

ItemsOf = Callable[[date, date], list[Item]]


@dataclass(frozen=True)
class Shown:
    """What a page shows: a month (``days``) or a term (``weeks``), with where its links lead (``2026-11``)."""

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
    asked = _asked(request)
    calendar = _calendar(school.trust_id, asked, school)
    shown = _shown(request, asked, calendar, lambda first, last: of_school(school, first, last))
    return render(request, "support/plan_calendar.html", {"school": school, "shown": shown})


@require_safe
def own_calendar(request: SignedIn) -> HttpResponse:
    """What the person who looks attends or owes, by the calendar of their first post's trust."""
    asked = _asked(request)
    mine = sorted(post.trust_id for post in request.user.current_posts)
    calendar = _calendar(mine[0], asked) if mine else None
    shown = _shown(request, asked, calendar, lambda first, last: of_person(request.user, first, last))
    return render(request, "support/own_calendar.html", {"shown": shown})


def _asked(request: HttpRequest) -> date:
    return month.first_of(request.GET.get("month", ""), clock.today())


def _calendar(trust: int, asked: date, school: School | None = None) -> SchoolCalendar | None:
    """Of the year in which the month lies, if the trust keeps one."""
    years = AcademicYear.objects.filter(trust=trust, starts_on__lte=month.last_of(asked), ends_on__gte=asked)
    year = years.order_by("starts_on").last()
    return calendar_of(year, school) if year else None


def _shown(request: HttpRequest, asked: date, calendar: SchoolCalendar | None, items_of: ItemsOf) -> Shown:
    if request.GET.get("view") == "term" and calendar is not None:
        return _term(asked, calendar, items_of)
    first, last = asked, month.last_of(asked)
    items = items_of(first, last)
    return Shown(
        title=f"{first:%B %Y}",
        is_term=False,
        here=_month(first),
        before=_month(month.month_before(first)),
        after=_month(month.month_after(first)),
        days=month.weeks_of(first, [each for each in items if each.is_dated], calendar),
        weeks=[],
        undated=[each for each in items if not each.is_dated],
    )


def _term(asked: date, calendar: SchoolCalendar, items_of: ItemsOf) -> Shown:
    term = month.term_at(asked, calendar)
    items = items_of(term.starts_on, term.ends_on + timedelta(days=6))
    return Shown(
        title=f"{term.label} {calendar.name}",
        is_term=True,
        here=_month(asked),
        before=_month(month.month_before(term.starts_on.replace(day=1))),
        after=_month(month.month_after(term.ends_on)),
        days=[],
        weeks=month.school_weeks_of(term, [each for each in items if each.is_dated], calendar),
        undated=[each for each in items if not each.is_dated],
    )


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
