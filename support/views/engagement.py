"""One promised engagement: recording that it was held, calling it off, putting it right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kit.refusals import Refused
from kit.saving import Conflict
from support.forms import CancelForm, HeldForm, VersionForm
from support.forms_moving import MoveForm
from support.models import Engagement
from support.queries.engagement_page import engagement_page
from support.services import engagements, moving

# What a button does: its form, the service, what is said afterwards.
STEPS: dict[str, tuple[type[Form], Callable[..., Engagement], str]] = {
    "held": (HeldForm, engagements.record_held, "Recorded as held."),
    "move": (MoveForm, moving.move, "The day is agreed; the headteacher is told."),
    "correct": (HeldForm, engagements.correct, "The record is corrected."),
    "cancel": (CancelForm, engagements.cancel, "It is cancelled; the school reads why."),
    "take-back": (VersionForm, engagements.take_back, "It is planned again."),
}
# Refusals about what was typed go back beside the field; those about right and moment are a page of their own.
FIELD_OF = {
    "in-the-future": "held_on",
    "before-window": "held_on",
    "after-the-year": "held_on",
    "reason-missing": "reason",
    "in-the-past": "day",
    "outside-the-year": "day",
    "no-school-day": "day",
}


@require_http_methods(["GET", "HEAD", "POST"])
def engagement(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    if request.method != "POST":
        return _page(request, found)
    step = request.POST.get("do", "")
    kind, serve, done = STEPS.get(step, STEPS["held"])
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        serve(engagement=found, by=request.user, **form.cleaned_data)
    except Conflict:
        return _page(request, _fetch(request, pk), typed=form.cleaned_data, status=409)
    except Refused as refused:
        if refused.refusal.code not in FIELD_OF:
            raise
        form.add_error(FIELD_OF[refused.refusal.code], refused.refusal.sentence)
        return _page(request, found, form=form, status=422)
    messages.success(request, done)
    return redirect(found) if step == "take-back" else redirect(plan_line(found))


def plan_line(found: Engagement) -> str:
    """Where the promise stands in its school's plan."""
    commitment = found.commitment
    plan = reverse("plan", args=[found.school.urn])
    return f"{plan}?year={commitment.year.name}#{commitment.strand}-{commitment.promise}"


def _fetch(request: HttpRequest, pk: int) -> Engagement:
    rows = Engagement.objects.visible_to(request.user).select_related(
        "school__trust", "commitment__year", "recorded_by"
    )
    return get_object_or_404(rows.prefetch_related("commitment__offer", "appointments__by"), pk=pk)


def _page(
    request: HttpRequest,
    found: Engagement,
    *,
    form: Form | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """:param form: what was sent and has to be mended.
    :param typed: what this person wrote while somebody else recorded something.
    """
    agreed = timezone.localtime(found.starts_at) if found.starts_at else None
    stands: dict[str, Any] = {"held_on": found.held_on, "note": found.note}
    if agreed:
        stands |= {"day": agreed.date(), "at": agreed.time()}
    initial = {**stands, **(typed or {}), "version": found.version}
    is_moving = isinstance(form, MoveForm) or "day" in (typed or {})
    # The reason for the one is none for the other.
    to_move, to_cancel = (
        {**initial, **({} if own else {"reason": ""})} for own in (is_moving, not is_moving)
    )
    context = {
        "page": engagement_page(found, request.user),
        "back": plan_line(found),
        "form": form,
        "typed": typed,
        "held_form": form if isinstance(form, HeldForm) else HeldForm(initial=initial),
        "move_form": form if isinstance(form, MoveForm) else MoveForm(initial=to_move),
        "move_is_open": is_moving,
        "cancel_form": form if isinstance(form, CancelForm) else CancelForm(initial=to_cancel),
        "cancel_is_open": not is_moving and (isinstance(form, CancelForm) or "reason" in (typed or {})),
    }
    return render(request, "support/engagement.html", context, status=status)
