"""A school's plan: what it is promised, and what became of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from schools.access.checks import has
from schools.access.permissions import Permission
from schools.models import AcademicYear, School
from support.queries.school_plan import school_plan, year_for
from support.rules_planning import may_plan


@require_safe
def plan(request: HttpRequest, urn: int) -> HttpResponse:
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    school = get_object_or_404(schools, urn=urn)
    try:
        year = year_for(school, request.GET.get("year", ""))
    except AcademicYear.DoesNotExist as error:
        raise Http404 from error
    context = {
        "plan": school_plan(school, year),
        "school": school,
        "may_record": has(request.user, Permission.RECORD_ENGAGEMENT, school),
        "may_plan": may_plan(request.user, school.trust) is None,
    }
    return render(request, "support/plan.html", context)
