"""Days promised against days there are, and what a changed category would cost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.access.permissions import Permission
from schools.models import School
from schools.queries.here import current_trust
from support.queries.capacity import capacity_page
from support.queries.planning_page import years_to_plan
from support.views.planning import chosen_year


@require_safe
def capacity(request: HttpRequest) -> HttpResponse:
    trust = current_trust(request, Permission.RECORD_ENGAGEMENT)
    years = years_to_plan(trust)
    year = chosen_year(years, request.GET.get("year", ""))
    rows = School.objects.visible_to(request.user, Permission.RECORD_ENGAGEMENT).filter(trust=trust)
    schools = list(rows.select_related("trust").order_by("name"))
    school = next((each for each in schools if str(each.urn) == request.GET.get("school")), None)
    page = capacity_page(year, schools, school, request.GET.get("to", "")) if year else None
    context = {"trust": trust, "years": years, "year": year, "page": page}
    return render(request, "support/capacity.html", context)
