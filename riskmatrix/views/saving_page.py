"""Saving a page without script: every KPI on it at once, each on its own.

One button sends the whole page, so that no text is lost in the boxes beside the one it belongs to. What could not
be saved comes back on a page of its own; the rest is saved.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit.refusals import Refused
from kit.saving import Conflict
from riskmatrix.forms import RatingForm
from riskmatrix.models import Evaluation, Rating
from riskmatrix.views.self_evaluation import WITH_SCHOOL
from riskmatrix.views.sides import SCHOOL, TRUST, Side, attempt
from riskmatrix.views.trouble import Trouble


@require_POST
def save_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the page of a self-evaluation holds."""
    return save_shown(request, _sent(request, pk, SCHOOL), SCHOOL, pk)


@require_POST
def save_moderation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the page of a moderation holds."""
    return save_shown(request, _sent(request, pk, TRUST), TRUST, pk)


def _sent(request: HttpRequest, pk: int, side: Side) -> list[Rating]:
    """The school's own ratings of the KPIs that the page sent, where this person may do what ``side`` does."""
    evaluations = Evaluation.objects.visible_to(request.user, side.permission).select_related(*WITH_SCHOOL)
    evaluation = get_object_or_404(evaluations.prefetch_related("parts"), pk=pk)
    rows = evaluation.ratings.filter(kind=Rating.Kind.SELF).select_related("kpi__criterion", "step", "by")
    sent = [own for own in rows.order_by("kpi__position") if RatingForm.is_in(request.POST, own.kpi)]
    for own in sent:
        own.evaluation = evaluation
    return sent


def save_shown(
    request: HttpRequest, rows: Sequence[Rating], side: Side, pk: int | None = None
) -> HttpResponse:
    """Save the KPIs of ``rows`` that were touched, and lead back to the one whose button was pressed."""
    pressed = request.POST.get("at", "")
    saved, troubles = [], []
    for own in rows:
        form = RatingForm(request.POST, own.kpi.code)
        if not (form.is_touched or len(rows) == 1 or own.kpi.code == pressed):
            continue
        try:
            attempt(side, own, form, request.user)
            saved.append(own)
        except (Conflict, Refused) as trouble:
            troubles.append(Trouble.of(side, own, form, trouble, request.user))
    back = next((own for own in rows if own.kpi.code == pressed), None) or next(iter(rows), None)
    address = side.address(back, all_sections="all" in request.GET) if back else reverse(side.page, args=[pk])
    if troubles:
        return _not_saved(request, troubles, rows[0].evaluation, side, address)
    one = saved[0].kpi.title if len(saved) == 1 else ""
    messages.success(request, f"“{one}” is saved." if one else "Everything on the page is saved.")
    return redirect(address)


def _not_saved(
    request: HttpRequest, troubles: list[Trouble], evaluation: Evaluation, side: Side, back: str
) -> HttpResponse:
    context = {
        "troubles": troubles,
        "evaluation": evaluation,
        "save_url": reverse(side.save_all, args=[evaluation.pk]),
        "all_sections": "all" in request.GET,
        "back": back,
    }
    status = max(trouble.status for trouble in troubles)
    return render(request, "riskmatrix/not_saved.html", context, status=status)
