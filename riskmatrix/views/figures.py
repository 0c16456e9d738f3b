"""A school's figures: all of them, one measure through the years, entering one by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit import clock
from kit.refusals import require
from riskmatrix import rules_figures as rules
from riskmatrix.forms_figures import FigureForm
from riskmatrix.models import Framework
from riskmatrix.queries.measure_history import MeasureHistory, history_chart, measure_history
from riskmatrix.queries.school_figures import school_figures
from riskmatrix.services import figures as service
from schools.access.permissions import Permission
from schools.models import School
from schools.queries.here import SignedIn
from schools.views.attempts import attempt


def fetch_school(request: SignedIn, urn: int) -> School:
    """A school whose figures this person may see; else 404."""
    schools = School.objects.visible_to(request.user, Permission.SEE_FIGURES)
    return get_object_or_404(schools.select_related("trust"), urn=urn)


def sent(request: SignedIn) -> tuple[Any, Any]:
    """What a form was sent with, texts and files; nothing where its page is only asked for."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@require_safe
def figures(request: SignedIn, urn: int) -> HttpResponse:
    page = school_figures(fetch_school(request, urn), request.user)
    return render(request, "riskmatrix/figures.html", {"page": page, "school": page.school})


@require_safe
def measure(request: SignedIn, urn: int, code: str) -> HttpResponse:
    page = _history(request, urn, code)
    context = {"page": page, "school": page.school, "chart": history_chart(page)}
    return render(request, "riskmatrix/figure_history.html", context)


@require_safe
def chart(request: SignedIn, urn: int, code: str) -> HttpResponse:
    drawn = history_chart(_history(request, urn, code))
    if drawn is None:
        raise Http404
    return HttpResponse(drawn.svg, content_type="image/svg+xml", headers={"Cache-Control": "private"})


def _history(request: SignedIn, urn: int, code: str) -> MeasureHistory:
    found = measure_history(fetch_school(request, urn), code, request.user)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedIn, urn: int, code: str) -> HttpResponse:
    school = fetch_school(request, urn)
    framework = Framework.objects.in_force(school.trust_id)
    require(rules.may_enter(request.user, school, framework))
    measures = {each.code: each for each in framework.spec.measures} if framework else {}
    if code not in measures or framework is None:
        raise Http404
    form = FigureForm(*sent(request)[:1], measure=measures[code], today=clock.today())
    if form.is_valid() and attempt(form, service.enter, school=school, entry=form.entry, by=request.user):
        messages.success(request, f"{measures[code].title}: the figure is saved.")
        return redirect("figure_history", urn, code)
    context = {
        "school": school,
        "measure": measures[code],
        "kpis": framework.spec.kpis_resting_on(code),
        "form": form,
        "cancel_url": reverse("figure_history", args=[urn, code]),
    }
    return render(request, "riskmatrix/figure_enter.html", context, status=422 if form.is_bound else 200)
