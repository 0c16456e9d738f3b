"""What was promised and what became of it: of every school of the trust, and of one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kit.sheets import csv_bytes
from schools.access.permissions import Permission
from schools.models import AcademicYear, School
from schools.queries.here import SignedIn, current_trust, trusts_of
from support.fulfilment_sheet import HEADERS, rows_of
from support.queries.fulfilment_page import BY, FulfilmentPage, fulfilment_page
from support.queries.school_fulfilment import school_fulfilment
from support.queries.school_plan import year_for


@require_safe
def fulfilment(request: SignedIn) -> HttpResponse:
    """For those who see the trust's dashboard."""
    page = _page(request)
    trusts = trusts_of(request.user, Permission.SEE_DASHBOARD)
    context = {"page": page, "layouts": BY.items(), "trusts": trusts, "asked": request.GET.urlencode()}
    return render(request, "support/fulfilment.html", context)


@require_safe
def fulfilment_sheet(request: SignedIn) -> HttpResponse:
    """The table of the page, as it is laid out there, for a spreadsheet program."""
    answer = HttpResponse(csv_bytes(HEADERS, rows_of(_page(request))), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="fulfilment.csv"'
    return answer


@require_safe
def of_school(request: SignedIn, urn: int) -> HttpResponse:
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    school = get_object_or_404(schools, urn=urn)
    try:
        year = year_for(school, request.GET.get("year", ""))
    except AcademicYear.DoesNotExist as error:
        raise Http404 from error
    page = school_fulfilment(school, year, request.GET.get("window", ""), request.user)
    return render(request, "support/school_fulfilment.html", {"page": page, "school": school})


def _page(request: SignedIn) -> FulfilmentPage:
    asked = {name: request.GET.get(name, "") for name in ("year", "period", "by")}
    return fulfilment_page(request.user, current_trust(request, Permission.SEE_DASHBOARD), **asked)
