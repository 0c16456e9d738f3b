"""Changing a part of a draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kit.drafting.editing import Room, edit
from riskmatrix import rules_frameworks
from riskmatrix.forms.frameworks import ITEMS, ONCE, Draft, PartForm
from riskmatrix.models import Framework
from riskmatrix.queries.framework_list import replaced_by
from riskmatrix.services.framework_drafts import revise
from riskmatrix.spec import FrameworkSpec
from riskmatrix.views.frameworks.versions import fetch

STAYS = "Ratings that were given stay with their terms."
FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def part(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A part that a framework has once."""
    return edit(request, ROOM, fetch(request, pk), _form_of(ONCE, kind))


@require_http_methods(FORM_METHODS)
def item(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    if kind == "step":
        raise Http404
    return edit(request, ROOM, fetch(request, pk), _form_of(ITEMS, kind), code=code)


@require_http_methods(FORM_METHODS)
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A new part; ``?in=`` says what it goes into, or which KPI it is about."""
    within = request.GET.get("in", "")
    return edit(request, ROOM, fetch(request, pk), _form_of(ITEMS, kind), within=within)


def _form_of(forms: dict[str, type[PartForm]], kind: str) -> type[PartForm]:
    if kind not in forms:
        raise Http404
    return forms[kind]


def back_to(row: Framework, kind: str, code: str) -> str:
    """The draft, where the part stands on it."""
    if kind == "change":
        return reverse("framework_crosswalk", args=[row.pk])
    return reverse("framework_draft", args=[row.pk]) + (f"#{kind}-{code}" if code else "")


def _revise(row: Framework, **said: Any) -> Framework:
    return revise(framework=row, **said)


def _draft(row: Framework) -> Draft[FrameworkSpec]:
    return Draft(row.spec, replaced_by(row))


ROOM = Room(rules_frameworks.may_edit, _draft, _revise, back_to, "framework", "frameworks", STAYS)
