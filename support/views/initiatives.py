"""Initiatives: the list, beginning one, one of them with its stages."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal, Refused, require
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import School
from support.forms_initiatives import BeginForm
from support.models import Initiative
from support.queries.initiatives import InitiativePage, initiative_lines, initiative_page, places_to_lead
from support.services import initiatives as services
from support.views.initiative_steps import FIELD_OF, VERBS, forms_for

NOBODYS = Refusal("not-yours", "Initiatives are begun by a school’s leaders and by the trust’s people.")


@require_safe
def initiatives(request: HttpRequest) -> HttpResponse:
    """All that this person sees; with ``?school=`` its own and the trust's."""
    school = _school(request)
    trusts, schools = places_to_lead(request.user)
    context = {
        "lines": initiative_lines(request.user, school),
        "school": school,
        "begin_url": _begin_url(school) if trusts or schools else "",
    }
    return render(request, "support/initiatives.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def initiative_begin(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    trusts, schools = places_to_lead(request.user)
    if not (trusts or schools):
        raise Refused(NOBODYS)
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        initial={"place": f"school-{school.urn}" if school else ""},
        trusts=trusts,
        schools=schools,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin(by=request.user, **form.values())
        except Refused as refused:
            _on_its_field(form, refused)
        else:
            messages.success(request, "Begun. Now settle what the first stage asks.")
            return redirect(made)
    context = {"form": form, "school": school}
    return render(request, "support/initiative_begin.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def initiative(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Initiative.objects.visible_to(request.user), pk=pk)
    page = initiative_page(row, request.user)
    if request.method != "POST":
        return _page(request, page)
    verb = VERBS.get(request.POST.get("do", ""))
    if verb is None:
        raise Http404
    require(verb.rule(request, page))
    form = verb.form(request, page)
    if form.is_valid():
        try:
            said = verb.serve(request, page, form)
        except Refused as refused:
            _on_its_field(form, refused)
        else:
            messages.success(request, said)
            return redirect(row)
    return _page(request, page, form)


def _begin_url(school: School | None) -> str:
    url = reverse("initiative_begin")
    return f"{url}?school={school.urn}" if school else url


def _on_its_field(form: Form, refused: Refused) -> None:
    field = FIELD_OF.get(refused.refusal.code)
    if field not in form.fields:
        raise refused
    form.add_error(field, refused.refusal.sentence)


def _school(request: HttpRequest) -> School | None:
    """The school of the address, where this person sees its plan; else 404."""
    if not has_anywhere(request.user, Permission.SEE_PLAN):
        raise Http404
    urn = request.GET.get("school", "")
    if not urn:
        return None
    if not urn.isdecimal() or len(urn) > 9:
        raise Http404
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    found: School = get_object_or_404(schools, urn=urn)
    return found


def _page(request: HttpRequest, page: InitiativePage, sent: Form | None = None) -> HttpResponse:
    context = {"page": page, **forms_for(request, page, sent), "sent": sent}
    return render(request, "support/initiative.html", context, status=422 if sent else 200)
