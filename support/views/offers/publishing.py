"""A draft as a whole, and its two ends: published, or thrown away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit.drafting import rearranging
from kit.drafting.rearranging import CHANGED
from kit.refusals import Refused
from kit.saving import Conflict
from support import rules_offers
from support.drafting.telling import told
from support.models import Offer
from support.queries.offer_differences import differences_for
from support.queries.offer_page import strands_of
from support.queries.offers import known_of, schools_promised
from support.services import offer_drafts, offers
from support.views.offers.editing import ROOM, fetch_draft


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    row = fetch_draft(request, pk)
    in_force = Offer.objects.in_force(row.trust_id)
    context = {
        "row": row,
        "spec": row.spec,
        "strands": strands_of(row.spec),
        "in_force": in_force,
        "told": told(in_force.spec if in_force else None, row.spec),
        "refusal": rules_offers.may_publish(request.user, row),
        "more_strands": set(dict(known_of(row.trust_id).strands)) - {each.code for each in row.spec.strands},
    }
    return render(request, "support/offers/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = fetch_draft(request, pk)
    if request.method != "POST":
        return _ask(request, row)
    if request.POST.get("seen") != row.fingerprint:
        return _ask(request, row, CHANGED, status=409)
    try:
        offers.publish(offer=row, by=request.user)
    except Refused as refused:
        return _ask(request, row, refused.refusal.sentence, status=422)
    except Conflict:
        return _ask(request, fetch_draft(request, pk), CHANGED, status=409)
    messages.success(request, f"Version {row.version} is published. New promises are made by it.")
    return redirect("offers")


def _ask(request: HttpRequest, row: Offer, problem: str = "", status: int = 200) -> HttpResponse:
    in_force = Offer.objects.in_force(row.trust_id)
    context = {
        "row": row,
        "told": told(in_force.spec if in_force else None, row.spec),
        "in_force": in_force,
        "schools": schools_promised(row),
        "differences": differences_for(row, request.user),
        "refusal": rules_offers.may_publish(request.user, row),
        "problem": problem,
        "cancel_url": reverse("offer_draft", args=[row.pk]),
    }
    return render(request, "support/offers/publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return rearranging.discard(request, ROOM, fetch_draft(request, pk), _throw_away)


def _throw_away(row: Offer, **said: Any) -> None:
    offer_drafts.discard(offer=row, **said)
