"""Planning for the whole trust: what is proposed, agreeing to it, and when its advisers work."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from kit import clock
from kit.refusals import Refused
from schools.access.permissions import Permission
from schools.models import AcademicYear, Person, School, Trust
from schools.queries.calendar import calendar_of
from schools.queries.here import current_trust
from support.forms_planning import AdviserTimeForm
from support.models import AdviserTime
from support.queries.planning_page import period_for, planning_page, wanted_in, years_to_plan
from support.queries.visitors import visitors_of
from support.services.adviser_times import set_time
from support.services.planning import accept


@require_http_methods(["GET", "HEAD", "POST"])
def planning(request: HttpRequest) -> HttpResponse:
    """What is proposed for the trust of the address; POST agrees to all of it, or with ``one`` to a single day."""
    trust = current_trust(request, Permission.RECORD_ENGAGEMENT)
    years = years_to_plan(trust)
    year = chosen_year(years, request.GET.get("year", ""))
    school = _school(request, trust)
    if request.method == "POST":
        return _agree(request, year, school)
    return _page(request, trust, years, year, school)


def chosen_year(years: list[AcademicYear], name: str) -> AcademicYear | None:
    """The one of this name, else the first; None for a trust that has none to come.

    :raises Http404: for a name that none of them has.
    """
    if not name:
        return years[0] if years else None
    found = next((year for year in years if year.name == name), None)
    if found is None:
        raise Http404
    return found


def _school(request: HttpRequest, trust: Trust) -> School | None:
    urn = request.GET.get("school", "")
    if not urn:
        return None
    schools = School.objects.visible_to(request.user, Permission.RECORD_ENGAGEMENT).filter(trust=trust)
    return get_object_or_404(schools, urn=int(urn) if urn.isdecimal() and len(urn) < 10 else 0)


def _page(
    request: HttpRequest,
    trust: Trust,
    years: list[AcademicYear],
    year: AcademicYear | None,
    school: School | None,
    changed: str = "",
) -> HttpResponse:
    asked = request.GET
    found = (
        planning_page(year, request.user, asked.get("period", ""), school, asked.get("page", ""))
        if year
        else None
    )
    context = {"trust": trust, "years": years, "year": year, "planned": found, "changed": changed}
    return render(request, "support/planning.html", context, status=409 if changed else 200)


def _agree(request: HttpRequest, year: AcademicYear | None, school: School | None) -> HttpResponse:
    """Agree to what the page showed; when something has changed since, show what is proposed now."""
    if year is None:
        raise Http404
    period = period_for(calendar_of(year), request.GET.get("period", ""))
    one, _, seen = request.POST.get("one", "").partition("-")
    wanted = wanted_in(period, school, int(one) if one.isdecimal() and len(one) < 19 else None)
    try:
        count = accept(year=year, wanted=wanted, seen=seen or request.POST.get("seen", ""), by=request.user)
    except Refused as refused:
        if refused.refusal.code != "plan-changed":
            raise
        years = years_to_plan(year.trust)
        return _page(request, year.trust, years, year, school, refused.refusal.sentence)
    days = "1 day is" if count == 1 else f"{count} days are"
    messages.success(request, f"{days} agreed; the headteachers are told.")
    return redirect(f"{reverse('planning')}?{request.GET.urlencode()}")


@require_http_methods(["GET", "HEAD", "POST"])
def adviser_time(request: HttpRequest, pk: int) -> HttpResponse:
    """When one of the trust's advisers works, as it was entered so far, and entering it anew."""
    trust = current_trust(request, Permission.RECORD_ENGAGEMENT)
    visitors = visitors_of(trust)
    person: Person | None = visitors.people.get(pk)
    if person is None:
        raise Http404
    rows = AdviserTime.objects.visible_to(request.user).filter(person=person, trust=trust)
    entered = list(rows.select_related("by").order_by("-starts_on", "-pk"))
    initial = {"starts_on": clock.today(), "weekdays": [1, 2, 3, 4, 5]}
    if entered:
        initial |= {"weekdays": sorted(entered[0].works_on), "days_a_half_term": entered[0].days_a_half_term}
    form = AdviserTimeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_time(person=person, trust=trust, by=request.user, **form.cleaned_data)
        messages.success(request, f"Kept: when {person.name} works.")
        return redirect(f"{reverse('capacity')}?{urlencode({'trust': trust.pk})}")
    context = {
        "person": person,
        "title": visitors.titles(pk),
        "trust": trust,
        "entered": entered,
        "form": form,
    }
    return render(request, "support/adviser_time.html", context, status=422 if form.errors else 200)
