"""The schools somebody may see, one of them, and switching between one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from kit.refusals import require
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.filters import SchoolFilter
from schools.forms.schools import NewSchoolForm, SchoolForm
from schools.models import School
from schools.queries.here import SESSION_KEY, SignedIn, current_school, current_trust
from schools.queries.schools import school_page, schools_of
from schools.rules import may_manage_trust
from schools.services import schools as service
from schools.tables import SchoolTable
from schools.views.attempts import attempt, form_page

PER_PAGE = 50


@require_safe
def schools(request: SignedIn) -> HttpResponse:
    filter_ = SchoolFilter(request.GET or None, schools_of(request.user))
    table = SchoolTable(filter_.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    may_add = has_anywhere(request.user, Permission.MANAGE_TRUST)
    return render(request, "schools/schools.html", {"filter": filter_, "table": table, "may_add": may_add})


@require_safe
def school(request: SignedIn, urn: int) -> HttpResponse:
    found = _fetch(request, urn)
    return render(request, "schools/school.html", {"page": school_page(found, request.user), "school": found})


@require_http_methods(["GET", "HEAD", "POST"])
def school_add(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.MANAGE_TRUST)
    form = NewSchoolForm(request.POST or None)
    if form.is_valid():
        added = attempt(form, service.add_school, trust=trust, by=request.user, **form.cleaned_data)
        if added is not None:
            messages.success(request, f"{added} has been added.")
            return redirect(added)
    return form_page(request, form, "Add a school", ("Schools", reverse("schools")), trust=trust)


@require_http_methods(["GET", "HEAD", "POST"])
def school_edit(request: SignedIn, urn: int) -> HttpResponse:
    found = _fetch(request, urn)
    require(may_manage_trust(request.user, found.trust))
    form, before = SchoolForm(request.POST or None, instance=found), str(found)
    if form.is_valid() and attempt(
        form, service.change_school, school=found, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "The changes are saved.")
        return redirect("school", urn=urn)
    return form_page(request, form, f"Change {before}", (before, reverse("school", args=[urn])))


@require_http_methods(["GET", "HEAD", "POST"])
def switch_school(request: SignedIn) -> HttpResponse:
    """Choose the school whose pages come first, until one signs out."""
    if request.method == "POST":
        urn = request.POST.get("urn", "")
        chosen = get_object_or_404(School.objects.visible_to(request.user), urn=urn if urn.isdecimal() else 0)
        request.session[SESSION_KEY] = chosen.urn
        messages.success(request, f"You are now at {chosen}.")
        return redirect(_next(request))
    schools = School.objects.visible_to(request.user).open()
    return render(
        request, "schools/switch_school.html", {"schools": schools, "current": current_school(request)}
    )


def _fetch(request: SignedIn, urn: int) -> School:
    """A school this person may see; else 404."""
    return get_object_or_404(School.objects.visible_to(request.user).select_related("trust"), urn=urn)


def _next(request: SignedIn) -> str:
    """Where the person was, when that is a page of the portal; else the home page."""
    path = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if safe else "/"
