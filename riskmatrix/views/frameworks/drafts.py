"""A draft as a whole: its parts, where its KPIs come from, and last term seen through it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kit.refusals import require
from riskmatrix import rules_frameworks
from riskmatrix.models import Framework
from riskmatrix.queries.framework_changes import crosswalk_lines
from riskmatrix.queries.framework_list import replaced_by
from riskmatrix.queries.framework_preview import preview_of
from riskmatrix.views.frameworks.versions import fetch


def fetch_draft(request: HttpRequest, pk: int) -> Framework:
    """A draft that this person edits.

    :raises Refused: ``published``, for a version that is frozen.
    """
    row = fetch(request, pk)
    require(rules_frameworks.may_edit(request.user, row))  # type: ignore[arg-type]
    return row


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    row = fetch_draft(request, pk)
    replaced = replaced_by(row)
    context = {
        "row": row,
        "spec": row.spec,
        "replaced": replaced,
        "missing": rules_frameworks.says_what_became_of_kpis(row.spec, replaced),
    }
    return render(request, "riskmatrix/frameworks/draft.html", context)


@require_safe
def crosswalk(request: HttpRequest, pk: int) -> HttpResponse:
    row = fetch_draft(request, pk)
    replaced = replaced_by(row)
    context = {
        "row": row,
        "replaced": replaced,
        "lines": crosswalk_lines(replaced, row.spec) if replaced else (),
        "missing": rules_frameworks.says_what_became_of_kpis(row.spec, replaced),
    }
    return render(request, "riskmatrix/frameworks/crosswalk.html", context)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    row = fetch_draft(request, pk)
    context = {"row": row, "page": preview_of(row, request.user)}  # type: ignore[arg-type]
    return render(request, "riskmatrix/frameworks/preview.html", context)
