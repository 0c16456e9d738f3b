"""A school's matrix over time: two terms beside each other, one KPI through all of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from riskmatrix.forms_filling_in import TwoTermsForm
from riskmatrix.queries.kpi_history import history_chart, kpi_history
from riskmatrix.queries.readable import readable_terms
from riskmatrix.queries.terms_compared import terms_compared
from schools.access.permissions import Permission
from schools.models import School


def fetch(request: HttpRequest, urn: int) -> School:
    schools = School.objects.visible_to(request.user, Permission.SEE_AGREED_MATRIX)
    return get_object_or_404(schools.select_related("trust"), urn=urn)


@require_safe
def compare_terms(request: HttpRequest, urn: int) -> HttpResponse:
    """Two terms, the latest two unless others are asked for."""
    school = fetch(request, urn)
    terms = readable_terms(school, request.user)
    form = TwoTermsForm(request.GET, terms=terms)
    pair = form.pair()
    context = {
        "school": school,
        "terms": terms,
        "form": form,
        "page": terms_compared(*pair) if pair else None,
    }
    return render(request, "riskmatrix/compare_terms.html", context)


@require_safe
def kpi(request: HttpRequest, urn: int, code: str) -> HttpResponse:
    history = kpi_history(fetch(request, urn), code, request.user)
    context = {"history": history, "chart": history_chart(history), "school": history.school}
    return render(request, "riskmatrix/kpi_history.html", context)


@require_safe
def kpi_chart(request: HttpRequest, urn: int, code: str) -> HttpResponse:
    chart = history_chart(kpi_history(fetch(request, urn), code, request.user))
    if chart is None:
        raise Http404
    return HttpResponse(chart.svg, content_type="image/svg+xml")
