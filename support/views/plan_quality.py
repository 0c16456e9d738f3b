"""Quality assurance of what was submitted, and the progress of an objective."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kit.refusals import Refused, require
from kit.saving import Conflict
from support import rules_plans as rules
from support.forms_plans import ProgressForm, QualityForm
from support.models import ImprovementPlan
from support.plan_spec import plan_format
from support.queries.plan_page import objective_page, plan_page
from support.services import plan_quality as quality
from support.views.improvement_plans import fetch, typed_again


@require_http_methods(["GET", "HEAD", "POST"])
def plan_assurance(request: HttpRequest, pk: int) -> HttpResponse:
    """What was submitted, with what was said before; ``do`` is comment, return or approve."""
    plan = fetch(request, pk)
    require(rules.may_assure(request.user, plan))
    form = QualityForm(request.POST or None, initial={"version": plan.version})
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            return _assured(request, plan, form)
        except Conflict:
            plan, is_stale = fetch(request, pk), True
            form = typed_again(QualityForm, request, plan)
        except Refused as refused:
            if refused.refusal.code != "empty":
                raise
            form.add_error("note", refused.refusal.sentence)
    page = plan_page(plan.school, plan.year, request.user)
    context = {"page": page, "plan": plan, "form": form}
    status = 409 if is_stale else 422 if form.errors else 200
    return render(request, "support/plan_quality.html", context, status=status)


def _assured(request: HttpRequest, plan: ImprovementPlan, form: QualityForm) -> HttpResponse:
    note, version = form.cleaned_data["note"], form.cleaned_data["version"]
    match request.POST.get("do"):
        case "approve":
            made = quality.approve(plan=plan, version=version, note=note, by=request.user)
            messages.success(request, f"Version {made.number} is in force; the headteacher is told.")
        case "return":
            quality.give_back(plan=plan, version=version, note=note, by=request.user)
            messages.success(request, "The plan is returned; the headteacher is told.")
        case _:
            quality.comment(plan=plan, note=note, by=request.user)
            messages.success(request, "Your comment is kept; the headteacher is told.")
    return redirect(plan)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_objective(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """How an objective has been judged so far; POST judges it."""
    plan = fetch(request, pk)
    page = objective_page(plan, code, request.user)
    if page is None:
        raise Http404
    form = ProgressForm(request.POST or None)
    if request.method == "POST":
        require(page.may_judge)
        if form.is_valid():
            quality.judge(plan=plan, objective=code, by=request.user, **form.cleaned_data)
            messages.success(request, "Recorded. What was recorded before stays below it.")
            return redirect("plan_objective", plan.pk, code)
    context = {"page": page, "plan": plan, "form": form, "format": plan_format()}
    return render(request, "support/plan_objective.html", context, status=422 if form.errors else 200)
