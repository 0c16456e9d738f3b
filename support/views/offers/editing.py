"""Changing a part of a draft, taking one out, moving one up or down."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kit.drafting import plain, reach, rearranging
from kit.drafting.editing import Room, edit
from kit.drafting.rearranging import without_it
from kit.refusals import require
from support import rules_offers
from support.drafting import BETWEEN, checked, move, place_of, take_out
from support.drafting.telling import told
from support.forms_offers import ITEMS, ONCE, OfferDraft, PartForm
from support.models import Offer
from support.queries.offers import known_of, replaced_by
from support.services.offer_drafts import revise
from support.spec import Offer as OfferSpec
from support.views.offers.versions import fetch

STAYS = "What schools were promised stays as it is."
FORM_METHODS = ["GET", "HEAD", "POST"]


def fetch_draft(request: HttpRequest, pk: int) -> Offer:
    """A draft that this person edits.

    :raises Refused: ``published``, for a version that is frozen.
    """
    row = fetch(request, pk)
    require(rules_offers.may_edit(request.user, row))
    return row


@require_http_methods(FORM_METHODS)
def part(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A part that an offer has once."""
    return edit(request, ROOM, fetch(request, pk), _form_of(ONCE, kind))


@require_http_methods(FORM_METHODS)
def item(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    return edit(request, ROOM, fetch(request, pk), _form_of(ITEMS, kind), code=code)


@require_http_methods(FORM_METHODS)
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A new part; ``?in=`` says what it goes into."""
    within = request.GET.get("in", "")
    return edit(request, ROOM, fetch(request, pk), _form_of(ITEMS, kind), within=within)


@require_http_methods(FORM_METHODS)
def remove(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """Ask, then take a part out."""
    row, data = fetch_draft(request, pk), None
    try:
        data = plain(row.spec)
        part_ = reach(data, place_of(data, _known(kind), code))
        take_out(data, kind, code)
    except KeyError:
        raise Http404 from None
    title = str(part_.get("title") or part_["label"])
    without = without_it(title, lambda: checked(data), lambda spec: told(row.spec, spec))
    cancel_url = back_to(row, kind, code)
    return rearranging.take_out(request, ROOM, row, without, kind=kind, cancel_url=cancel_url)


@require_POST
def move_part(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """One place up or down among the parts beside it."""
    row = fetch_draft(request, pk)

    def moved(by: int) -> OfferSpec:
        data = plain(row.spec)
        move(data, _known(kind), code, by)
        return checked(data)

    return rearranging.move(request, ROOM, row, moved, kind=kind, code=code)


def _known(kind: str) -> str:
    if kind not in ITEMS:
        raise Http404
    return kind


def _form_of(forms: dict[str, type[PartForm]], kind: str) -> type[PartForm]:
    if kind not in forms:
        raise Http404
    return forms[kind]


def back_to(row: Offer, kind: str, code: str) -> str:
    """The draft, where the part stands on it; a new category stands in the strand it went into."""
    kind = "strand" if kind == "category" and BETWEEN not in code else kind
    kind = "category" if kind == "engagement" and BETWEEN in code else kind
    return reverse("offer_draft", args=[row.pk]) + (f"#{kind}-{code}" if code else "")


def _draft(row: Offer) -> OfferDraft:
    known = known_of(row.trust_id)
    return OfferDraft(row.spec, replaced_by(row), known.strands, known.steps, known.criteria)


def _revise(row: Offer, **said: Any) -> Offer:
    return revise(offer=row, **said)


ROOM = Room(rules_offers.may_edit, _draft, _revise, back_to, "offer", "offers", STAYS)
