"""The draft of an improvement plan: one priority a page, and the schedule. No text is lost when two people write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kit.refusals import Refused, require
from kit.saving import Conflict
from support import rules_plans as rules
from support.forms_plans import PriorityForm, ScheduleForm
from support.models import ImprovementPlan, PlanPriority
from support.plan_spec import plan_format
from support.queries.plan_words import criteria_of, in_words, priorities_of
from support.services import plans
from support.views.improvement_plans import fetch, priority_url


@require_http_methods(["GET", "HEAD", "POST"])
def plan_priority(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write a priority of the draft; POST keeps it, or with ``do=out`` takes it out."""
    plan = fetch(request, pk)
    rows = PlanPriority.objects.filter(plan=plan).select_related("plan__school__trust")
    if request.method != "POST":  # to a text that arrives after it was taken out the service answers
        rows = rows.filter(is_out=False)
    row = get_object_or_404(rows.prefetch_related("actions"), number=number)
    require(rules.may_write(request.user, plan))
    criteria = criteria_of(plan.school)
    form = PriorityForm(request.POST if request.method == "POST" else None, priority=row, criteria=criteria)
    context = {"plan": plan, "row": row, "form": form, "parts": plan_format().parts}
    if request.method != "POST":
        return render(request, "support/plan_priority.html", context)
    if not form.is_valid():
        return render(request, "support/plan_priority.html", context, status=422)
    version = _version(request, form.cleaned_data["version"])
    try:
        if request.POST.get("do") == "out":
            plans.take_out(priority=row, version=version, by=request.user)
            messages.success(request, "The priority is taken out of the draft.")
            return redirect(plan)
        plans.save_priority(priority=row, text=form.text(), version=version, by=request.user)
    except Conflict as conflict:
        if request.POST.get("do") == "out":
            messages.error(
                request, "Somebody changed this priority meanwhile. Look at it before you take it out."
            )
            return redirect(priority_url(plan, number))
        words = in_words(plan, [_priority(conflict.current)], criteria)
        return _conflict(request, "support/plan_priority.html", context, conflict, words["priorities"][0])
    except Refused as refused:
        if refused.refusal.code not in ("taken-out", "too-many"):
            raise
        form.add_error(None, refused.refusal.sentence)
        return render(request, "support/plan_priority.html", context, status=422)
    messages.success(request, "The priority is saved.")
    return redirect(priority_url(plan, number) if request.POST.get("do") == "stay" else plan)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the monitoring and evaluation schedule of the draft."""
    plan = fetch(request, pk)
    require(rules.may_write(request.user, plan))
    form = ScheduleForm(
        request.POST if request.method == "POST" else None, looks=plan.looks, version=plan.version
    )
    context = {"plan": plan, "form": form, "part": plan_format().part("schedule")}
    if request.method != "POST":
        return render(request, "support/plan_schedule.html", context)
    if not form.is_valid():
        return render(request, "support/plan_schedule.html", context, status=422)
    version = _version(request, form.cleaned_data["version"])
    try:
        plans.save_schedule(plan=plan, looks=form.looks(), version=version, by=request.user)
    except Conflict as conflict:
        words = in_words(_plan(conflict.current), priorities_of(plan)[:0], [])
        return _conflict(request, "support/plan_schedule.html", context, conflict, words)
    messages.success(request, "The schedule is saved.")
    return redirect(plan)


def _version(request: HttpRequest, shown: int) -> int:
    """The version the text was typed over; the later one where that was seen and decided against."""
    instead = request.POST.get("instead_of", "")
    return int(instead) if instead.isascii() and instead.isdecimal() and len(instead) < 10 else shown


def _conflict(
    request: HttpRequest, template: str, context: dict[str, Any], conflict: Conflict, words: dict[str, Any]
) -> HttpResponse:
    """Mine stays in the boxes, theirs stands above with a choice."""
    return render(request, template, {**context, "theirs": conflict.current, "words": words}, status=409)


def _priority(row: Any) -> PlanPriority:
    assert isinstance(row, PlanPriority)  # noqa: S101 - what a priority conflicts with
    return row


def _plan(row: Any) -> ImprovementPlan:
    assert isinstance(row, ImprovementPlan)  # noqa: S101 - what a plan conflicts with
    return row
