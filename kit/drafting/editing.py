"""Changing a part of a draft. Whatever stands in the way, what was typed stays on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kit.drafting.part import Draft, PartForm
from kit.drafting.typed import handed_back, stands_now
from kit.packs import Faulty
from kit.refusals import Refusal, Refused
from kit.saving import Conflict

TAKEN_OUT = Refusal("taken-out", "Somebody has taken this part out of the draft meanwhile.")


@dataclass(frozen=True)
class Room:
    """What the pages of one kind of document differ in.

    :param draft: what the forms of ``row`` begin from.
    :param revise: makes ``spec`` what ``row`` says, ``by`` a person who has ``seen`` its fingerprint.
    :param back_to: the address of the draft, where the part of this kind and code stands on it.
    :param name: “framework”; its pages are called by it, as in ``framework_draft``, and ``versions`` lists them all.
    :param stays: a sentence on what taking a part out does not touch.
    """

    may_edit: Callable[[Any, Any], Refusal | None]
    draft: Callable[[Any], Draft[Any]]
    revise: Callable[..., Any]
    back_to: Callable[[Any, str, str], str]
    name: str
    versions: str
    stays: str


def edit(
    request: HttpRequest,
    room: Room,
    row: Any,
    form_class: type[PartForm[Any]],
    *,
    code: str = "",
    within: str = "",
) -> HttpResponse:
    """The form of a part of ``row``, asked for or sent.

    :raises Refused: when the form is asked for and the draft may not be edited.
    """
    data = request.POST if request.method == "POST" else None
    if refusal := room.may_edit(request.user, row):
        if data is None:
            raise Refused(refusal)
        return _gone(request, room, row, refusal)
    try:
        form = form_class(data, draft=room.draft(row), code=code, within=within)
    except KeyError:
        if data is not None:
            return _gone(request, room, row, TAKEN_OUT)
        raise Http404 from None
    return _page(request, room, row, form) if data is None else _save(request, room, row, form)


def _save(request: HttpRequest, room: Room, row: Any, form: PartForm[Any]) -> HttpResponse:
    if form.is_stale():
        return _page(request, room, row, form, status=409, now=stands_now(form))
    if not form.is_valid():
        return _page(request, room, row, form, status=422)
    try:
        room.revise(row, spec=form.result(), seen=row.fingerprint, by=request.user)
    except Faulty as faulty:
        form.blame(faulty.findings)
        return _page(request, room, row, form, status=422)
    except Refused as refused:
        form.add_error(None, refused.refusal.sentence)
        return _page(request, room, row, form, status=422)
    except Conflict:
        again = type(form)(request.POST, draft=form.draft, code=form.code, within=form.within)
        return _page(request, room, row, again, status=409, now=[])
    messages.success(request, f"“{form.title}” is saved in the draft.")
    return redirect(room.back_to(row, form.kind, form.code or form.within))


def _page(
    request: HttpRequest, room: Room, row: Any, form: PartForm[Any], status: int = 200, now: object = None
) -> HttpResponse:
    context = {
        "room": room,
        "row": row,
        "form": form,
        "title": form.title,
        "lead": form.lead,
        "cancel_url": room.back_to(row, form.kind, form.code or form.within),
        "stands_now": now,
        "is_conflict": status == 409,
    }
    return render(request, "drafting/part.html", context, status=status)


def _gone(request: HttpRequest, room: Room, row: Any, refusal: Refusal) -> HttpResponse:
    """There is nothing left to save it in: the words are handed back."""
    context = {"room": room, "row": row, "refusal": refusal, "typed": handed_back(request.POST)}
    return render(request, "drafting/gone.html", context, status=409)
