"""Changing a part of a draft. Whatever stands in the way, what was typed stays on the page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kit.packs import Faulty
from kit.refusals import Refusal, Refused
from kit.saving import Conflict
from riskmatrix import rules_frameworks
from riskmatrix.forms.frameworks import ITEMS, ONCE, Draft, PartForm
from riskmatrix.models import Framework
from riskmatrix.queries.framework_list import replaced_by
from riskmatrix.services.framework_drafts import revise
from riskmatrix.views.frameworks.typed import gone, stands_now
from riskmatrix.views.frameworks.versions import fetch

FORM_METHODS = ["GET", "HEAD", "POST"]
TAKEN_OUT = Refusal("taken-out", "Somebody has taken this part out of the draft meanwhile.")


@require_http_methods(FORM_METHODS)
def part(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A part that a framework has once."""
    return _edit(request, pk, _form_of(ONCE, kind))


@require_http_methods(FORM_METHODS)
def item(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    if kind == "step":
        raise Http404
    return _edit(request, pk, _form_of(ITEMS, kind), code=code)


@require_http_methods(FORM_METHODS)
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A new part; ``?in=`` says what it goes into, or which KPI it is about."""
    return _edit(request, pk, _form_of(ITEMS, kind), within=request.GET.get("in", ""))


def _form_of(forms: dict[str, type[PartForm]], kind: str) -> type[PartForm]:
    if kind not in forms:
        raise Http404
    return forms[kind]


def _edit(
    request: HttpRequest, pk: int, form_class: type[PartForm], code: str = "", within: str = ""
) -> HttpResponse:
    row = fetch(request, pk)
    data = request.POST if request.method == "POST" else None
    if refusal := rules_frameworks.may_edit(request.user, row):  # type: ignore[arg-type]
        if data is None:
            raise Refused(refusal)
        return gone(request, row, refusal)
    try:
        form = form_class(data, draft=Draft(row.spec, replaced_by(row)), code=code, within=within)
    except KeyError:
        if data is not None:
            return gone(request, row, TAKEN_OUT)
        raise Http404 from None
    if data is None:
        return _page(request, row, form)
    return _save(request, row, form)


def _save(request: HttpRequest, row: Framework, form: PartForm) -> HttpResponse:
    if form.is_stale():
        return _page(request, row, form, status=409, now=stands_now(form))
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        by = request.user
        revise(framework=row, spec=form.result(), seen=row.fingerprint, by=by)  # type: ignore[arg-type]
    except Faulty as faulty:
        form.blame(faulty.findings)
        return _page(request, row, form, status=422)
    except Refused as refused:
        form.add_error(None, refused.refusal.sentence)
        return _page(request, row, form, status=422)
    except Conflict:
        again = type(form)(request.POST, draft=form.draft, code=form.code, within=form.within)
        return _page(request, row, again, status=409, now=[])
    messages.success(request, f"“{form.title}” is saved in the draft.")
    return redirect(back_to(row, form.kind, form.code or form.within))


def _page(
    request: HttpRequest, row: Framework, form: PartForm, status: int = 200, now: object = None
) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "title": form.title,
        "lead": form.lead,
        "cancel_url": back_to(row, form.kind, form.code or form.within),
        "stands_now": now,
        "is_conflict": status == 409,
    }
    return render(request, "riskmatrix/frameworks/part.html", context, status=status)


def back_to(row: Framework, kind: str, code: str) -> str:
    """The draft, where the part stands on it."""
    if kind == "change":
        return reverse("framework_crosswalk", args=[row.pk])
    return reverse("framework_draft", args=[row.pk]) + (f"#{kind}-{code}" if code else "")
