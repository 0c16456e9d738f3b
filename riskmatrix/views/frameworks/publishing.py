"""The two ends of a draft: published, or thrown away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kit.drafting import rearranging
from kit.drafting.rearranging import CHANGED
from kit.refusals import Refused
from kit.saving import Conflict
from riskmatrix import rules_frameworks
from riskmatrix.drafting.telling import told
from riskmatrix.models import Framework
from riskmatrix.queries.framework_list import replaced_by, running_evaluations
from riskmatrix.services import framework_drafts, frameworks
from riskmatrix.views.frameworks.drafts import fetch_draft
from riskmatrix.views.frameworks.editing import ROOM


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = fetch_draft(request, pk)
    if request.method != "POST":
        return _ask_to_publish(request, row)
    if request.POST.get("seen") != row.fingerprint:
        return _ask_to_publish(request, row, CHANGED, status=409)
    try:
        frameworks.publish(framework=row, by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        return _ask_to_publish(request, row, refused.refusal.sentence, status=422)
    except Conflict:
        return _ask_to_publish(request, fetch_draft(request, pk), CHANGED, status=409)
    messages.success(request, f"Version {row.version} is published. New evaluations are made by it.")
    return redirect("frameworks")


def _ask_to_publish(
    request: HttpRequest, row: Framework, problem: str = "", status: int = 200
) -> HttpResponse:
    in_force = Framework.objects.in_force(row.trust)
    before = in_force.spec if in_force else None
    refusal = rules_frameworks.may_publish(request.user, row, before)  # type: ignore[arg-type]
    context = {
        "row": row,
        "told": told(before, row.spec),
        "in_force": in_force,
        "running": running_evaluations(row),
        "refusal": refusal,
        "problem": problem,
        "replaced": replaced_by(row),
        "cancel_url": reverse("framework_draft", args=[row.pk]),
    }
    return render(request, "riskmatrix/frameworks/publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return rearranging.discard(request, ROOM, fetch_draft(request, pk), _throw_away)


def _throw_away(row: Framework, **said: Any) -> None:
    framework_drafts.discard(framework=row, **said)
