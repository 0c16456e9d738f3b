"""Rapid Improvement Plans: the cycles of a school, and one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal, Refused, require
from schools.access.permissions import Permission
from schools.models import School
from support.forms import Sheet
from support.forms_plans import OpenForm, ReviewForm
from support.models import RapidPlan
from support.plan_spec import plan_format
from support.queries.rapid_page import RapidPage, rapid_page, rapid_series
from support.services import rapid


@require_safe
def rapid_plans(request: HttpRequest, urn: int) -> HttpResponse:
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    school = get_object_or_404(schools, urn=urn)
    context = {"school": school, "series": rapid_series(school), "rapid": plan_format().rapid}
    return render(request, "support/rapid_plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rapid_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One cycle; POST is a step: ``do`` is open or review."""
    page = _page(request, pk)
    if request.method != "POST":
        return _shown(request, page)
    match request.POST.get("do"):
        case "open":
            return _open(request, page)
        case "review":
            return _review(request, page)
    raise Refused(Refusal("no-such-step", "There is no such step."))


def _page(request: HttpRequest, pk: int) -> RapidPage:
    rows = RapidPlan.objects.visible_to(request.user)
    rows = rows.select_related("school__trust", "year", "opened_by", "reviewed_by", "plan__school")
    return rapid_page(get_object_or_404(rows, pk=pk), request.user)


def _shown(
    request: HttpRequest,
    page: RapidPage,
    *,
    form: Sheet | None = None,
    sent: OpenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """:param form: of the step that can be taken, as it was sent; without, a blank one.
    :param sent: what was sent to open a cycle that is open already.
    """
    if form is None:
        is_new = page.row.opened_at is None
        form = OpenForm(choices=page.choices) if is_new else ReviewForm(rapid=page.row)
    context = {"page": page, "row": page.row, "form": form, "sent": sent}
    return render(request, "support/rapid_plan.html", context, status=status)


def _open(request: HttpRequest, page: RapidPage) -> HttpResponse:
    form = OpenForm(request.POST, choices=page.choices)
    refusal = page.may_open
    if refusal is None and form.is_valid():
        try:
            rapid.open_cycle(rapid=page.row, by=request.user, **form.cleaned_data)
            return _is_open(request, page.row)
        except Refused as refused:  # somebody was quicker
            refusal, page = refused.refusal, _page(request, page.row.pk)
    if refusal is None:
        return _shown(request, page, form=form, status=422)
    if refusal.code != "already-open":
        raise Refused(refusal)
    if form.is_valid() and _says_the_same(page.row, form):
        return _is_open(request, page.row)
    form.add_error(None, refusal.sentence)
    return _shown(request, page, sent=form, status=409)


def _says_the_same(row: RapidPlan, form: OpenForm) -> bool:
    """Whether this is what opened the cycle, sent once more."""
    objectives = {code for code, _ in row.objectives}
    return (set(form.cleaned_data["objectives"]), form.cleaned_data["focus"]) == (objectives, row.focus)


def _is_open(request: HttpRequest, row: RapidPlan) -> HttpResponse:
    messages.success(request, f"It is open until {row.ends_on:%-d %B %Y}.")
    return redirect(row)


def _review(request: HttpRequest, page: RapidPage) -> HttpResponse:
    require(page.may_review)
    form = ReviewForm(request.POST, rapid=page.row)
    if not form.is_valid():
        return _shown(request, page, form=form, status=422)
    what_next = form.cleaned_data["what_next"]
    rapid.review(rapid=page.row, sentences=form.sentences(), what_next=what_next, by=request.user)
    messages.success(request, "It is reviewed; the next one can be opened in its time.")
    return redirect(page.row)
