"""Rapid Improvement Plans: the cycles of a school, and one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import require
from schools.access.permissions import Permission
from schools.models import School
from support.forms_plans import OpenForm, ReviewForm
from support.models import RapidPlan
from support.plan_spec import plan_format
from support.queries.rapid_page import rapid_page, rapid_series
from support.services import rapid


@require_safe
def rapid_plans(request: HttpRequest, urn: int) -> HttpResponse:
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    school = get_object_or_404(schools, urn=urn)
    context = {"school": school, "series": rapid_series(school), "rapid": plan_format().rapid}
    return render(request, "support/rapid_plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rapid_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One cycle; POST opens it, or reviews it once it is open."""
    rows = RapidPlan.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("school__trust", "year", "opened_by", "reviewed_by", "plan__school"), pk=pk
    )
    page = rapid_page(row, request.user)
    data = request.POST if request.method == "POST" else None
    opens = OpenForm(data, choices=page.choices) if row.opened_at is None else None
    reviews = ReviewForm(data, rapid=row) if opens is None else None
    if opens is not None and data is not None:
        require(page.may_open)
        if opens.is_valid():
            rapid.open_cycle(rapid=row, by=request.user, **opens.cleaned_data)
            messages.success(request, f"It is open until {row.ends_on:%-d %B %Y}.")
            return redirect(row)
    if reviews is not None and data is not None:
        require(page.may_review)
        if reviews.is_valid():
            what_next = reviews.cleaned_data["what_next"]
            rapid.review(rapid=row, sentences=reviews.sentences(), what_next=what_next, by=request.user)
            messages.success(request, "It is reviewed; the next one can be opened in its time.")
            return redirect(row)
    form = opens or reviews
    context = {"page": page, "row": row, "form": form}
    return render(
        request, "support/rapid_plan.html", context, status=422 if form and form.errors else 200
    )  # fmt: skip
