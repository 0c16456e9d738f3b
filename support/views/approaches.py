"""Shared approaches: a school's list, one approach there, the trust's table, and the templates."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal, Refused, require
from kit.uploads import Damaged, Kept, attachment
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import School
from schools.queries.here import SignedIn, current_trust
from support.approaches import shared_approaches
from support.forms_approaches import StandingForm, TemplateForm
from support.models import ApproachTemplate
from support.queries.approaches import approach_page, school_approaches, templates_of, trust_approaches
from support.rules_approaches import keeps_templates
from support.services import approaches as service

log = logging.getLogger(__name__)
# Refusals about what was typed go back beside the field.
FIELD_OF = {
    "in-the-future": "since",
    "long-ago": "since",
    "not-adopted": "contact",
    "not-at-the-school": "contact",
    "untitled": "title",
    "why-missing": "why",
    "too-many": "approach",
}


@require_safe
def approaches(request: HttpRequest) -> HttpResponse:
    """Approaches × schools, for those who look after all of them."""
    if not has_anywhere(request.user, Permission.SEE_DASHBOARD):
        require(Refusal("not-yours", "Your posts do not open this page."))
    context = {"trusts": trust_approaches(request.user), "list": shared_approaches()}
    return render(request, "support/approaches.html", context)


@require_safe
def approaches_of_school(request: HttpRequest, urn: int) -> HttpResponse:
    school = _school(request, urn)
    context = {"page": school_approaches(school, request.user), "school": school, "list": shared_approaches()}
    return render(request, "support/school_approaches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def approach_at_school(request: HttpRequest, urn: int, code: str) -> HttpResponse:
    """What the school says of one approach, whom to ask elsewhere, and the templates."""
    school, entry = _school(request, urn), shared_approaches().entry(code)
    if entry is None:
        raise Http404
    page = approach_page(school, entry, request.user)
    form = StandingForm(school=school, stands=page.line.row)
    if request.method == "POST":
        require(page.may_say)
        form = StandingForm(request.POST, school=school, stands=page.line.row)
        if form.is_valid() and _said(form, school, code, request):
            messages.success(request, "It is recorded; what was said before stays in the history.")
            return redirect("school_approaches", urn)
    context = {"page": page, "school": school, "form": form}
    return render(request, "support/school_approach.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def approach_templates(request: SignedIn) -> HttpResponse:
    """The trust's templates with their versions, and adding one."""
    trust = current_trust(request, Permission.EDIT_FRAMEWORK)
    require(keeps_templates(request.user, trust))
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            row = service.add_template(trust=trust, upload=values.pop("file"), by=request.user, **values)
        except Refused as refused:
            if refused.refusal.code not in FIELD_OF:
                raise
            form.add_error(FIELD_OF[refused.refusal.code], refused.refusal.sentence)
        else:
            messages.success(request, f"“{row.title}” is added as version {row.number}.")
            return redirect(f"{request.path}?trust={trust.pk}")
    context = {"trust": trust, "found": templates_of(trust, request.user), "form": form}
    return render(request, "support/approach_templates.html", context, status=422 if form.errors else 200)


@require_safe
def approach_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A template's file, as a download."""
    row = get_object_or_404(ApproachTemplate.objects.visible_to(request.user), pk=pk)
    try:
        return attachment(Kept(row.stored_as, row.file_name, row.content_type, row.size, row.sha256))
    except Damaged as damaged:
        log.error("Template %s cannot be handed out: %s", row.pk, damaged)
        raise Http404 from damaged


def _said(form: StandingForm, school: School, code: str, request: HttpRequest) -> bool:
    try:
        service.say(school=school, approach=code, by=request.user, **form.cleaned_data)
    except Refused as refused:
        if refused.refusal.code not in FIELD_OF:
            raise
        form.add_error(FIELD_OF[refused.refusal.code], refused.refusal.sentence)
        return False
    return True


def _school(request: HttpRequest, urn: int) -> School:
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    return get_object_or_404(schools, urn=urn)
