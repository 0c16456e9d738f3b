"""A school's improvement plan: the page it is read on, and the steps of its draft."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal, Refused, require
from kit.saving import Conflict
from schools.access.permissions import Permission
from schools.models import AcademicYear, School
from support.forms import Sheet
from support.forms_plans import SubmitForm
from support.models import ImprovementPlan
from support.queries.plan_list import plan_lines
from support.queries.plan_page import PlanPage, plan_page
from support.queries.school_plan import year_for
from support.services import plans

MOVED_ON = "Somebody changed the plan meanwhile. Look at it as it stands now."
Form = TypeVar("Form", bound=Sheet)


@require_safe
def improvement_plans(request: HttpRequest) -> HttpResponse:
    """This year's plan of every school, those that wait for this person first."""
    return render(request, "support/improvement_plans.html", {"lines": plan_lines(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def improvement_plan(request: HttpRequest, urn: int) -> HttpResponse:
    """The page; POST is a step: ``do`` is begin, add, submit, withdraw or revise."""
    page = _page(request, urn)
    if request.method == "POST":
        return _step(request, page)
    return _shown(request, page, SubmitForm(initial={"version": page.plan.version if page.plan else 0}))


def fetch(request: HttpRequest, pk: int) -> ImprovementPlan:
    """The plan, where this person sees its school's; else 404."""
    rows = ImprovementPlan.objects.visible_to(request.user).select_related("school__trust", "year")
    return get_object_or_404(rows, pk=pk)


def typed_again(kind: type[Form], request: HttpRequest, plan: ImprovementPlan) -> Form:
    """What was sent, over the plan as it stands now, with the sentence that somebody changed it meanwhile."""
    form = kind({**request.POST.dict(), "version": plan.version})
    form.add_error(None, MOVED_ON)
    return form


def priority_url(plan: ImprovementPlan, number: int) -> str:
    return reverse("plan_priority", args=[plan.pk, number])


def _page(request: HttpRequest, urn: int) -> PlanPage:
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    school = get_object_or_404(schools, urn=urn)
    number = request.GET.get("version", "")
    try:
        year = year_for(school, request.GET.get("year", ""))
    except AcademicYear.DoesNotExist as error:
        raise Http404 from error
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else None
    page = plan_page(school, year, request.user, wanted)
    if page is None or (number and wanted is None):
        raise Http404
    return page


def _shown(request: HttpRequest, page: PlanPage, form: SubmitForm, *, is_stale: bool = False) -> HttpResponse:
    context = {"page": page, "school": page.school, "form": form}
    status = 409 if is_stale else 422 if form.errors else 200
    return render(request, "support/improvement_plan.html", context, status=status)


def _step(request: HttpRequest, page: PlanPage) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "begin":
        require(page.may_begin if page.plan is None else None)
        assert page.year is not None  # noqa: S101 - without a year the rule has refused
        return redirect(plans.begin(school=page.school, year=page.year, by=request.user))
    if page.plan is None:
        raise Refused(Refusal("no-plan", "No plan is begun for this year."))
    if do == "add":
        row = plans.add_priority(plan=page.plan, by=request.user)
        return redirect(priority_url(page.plan, row.number))
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _shown(request, page, form)
    try:
        return _move(request, page, do, form)
    except Conflict:
        if do != "submit":  # nothing was typed
            messages.error(request, MOVED_ON)
            return redirect(page.plan)
        form = typed_again(SubmitForm, request, fetch(request, page.plan.pk))
        return _shown(request, _page(request, page.school.urn), form, is_stale=True)


def _move(request: HttpRequest, page: PlanPage, do: str, form: SubmitForm) -> HttpResponse:
    assert page.plan is not None  # noqa: S101 - ``_step`` has refused None
    version, by = form.cleaned_data["version"], request.user
    if do == "submit":
        try:
            plans.submit(plan=page.plan, why=form.cleaned_data["why"], version=version, by=by)
        except Refused as refused:
            if refused.refusal.code in ("not-yours", "submitted", "in-force"):
                raise
            form.add_error("why", refused.refusal.sentence)
            return _shown(request, page, form)
        messages.success(request, "The plan is submitted.")
    elif do == "withdraw":
        plans.withdraw(plan=page.plan, version=version, by=by)
        messages.success(request, "The plan is a draft again.")
    elif do == "revise":
        plans.revise(plan=page.plan, version=version, by=by)
        messages.success(request, "Write the next version below. The approved one stays in force until then.")
    else:
        raise Refused(Refusal("no-such-step", "There is no such step."))
    return redirect(page.plan)
