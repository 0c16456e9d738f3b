"""Taking a part out of a draft, moving one up or down, and throwing the draft away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kit.drafting.editing import Room
from kit.packs import Faulty
from kit.refusals import Refusal, Refused, require
from kit.saving import Conflict

CHANGED = "Somebody else has saved the draft since you opened this page. Read again what will happen."


@dataclass(frozen=True)
class Without:
    """A document without a part: what it would be, or what stands in the way."""

    title: str
    spec: Any
    will_happen: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def without_it(title: str, checked: Callable[[], Any], told: Callable[[Any], Iterable[str]]) -> Without:
    """:param checked: what the document would be; ``told`` says what is other in it."""
    try:
        spec = checked()
    except Faulty as faulty:
        return Without(title, None, findings=tuple(f"{f.sentence} {f.remedy}" for f in faulty.findings))
    return Without(title, spec, tuple(told(spec)))


def take_out(
    request: HttpRequest, room: Room, row: Any, without: Without, *, kind: str, cancel_url: str
) -> HttpResponse:
    """Ask, then take a part out with all that names it."""

    def ask(status: int = 200) -> HttpResponse:
        context = {"room": room, "row": row, "without": without, "cancel_url": cancel_url}
        context["is_conflict"] = status == 409
        return render(request, "drafting/remove.html", context, status=status)

    if request.method != "POST":
        return ask()
    if without.spec is None:
        return ask(422)
    try:
        room.revise(row, spec=without.spec, seen=request.POST.get("seen", ""), by=request.user)
    except Conflict:
        return ask(409)
    messages.success(request, f"“{without.title}” is taken out of the draft.")
    return redirect(room.back_to(row, kind, ""))


def move(
    request: HttpRequest, room: Room, row: Any, moved: Callable[[int], Any], *, kind: str, code: str
) -> HttpResponse:
    """One place up or down among the parts beside it.

    :param moved: the document with the part so many places further down, -1 for one up; ``KeyError`` without a part.
    """
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if by is None:
        raise Http404
    try:
        spec = moved(by)
    except KeyError:
        raise Http404 from None
    except Faulty as faulty:
        sentences = " ".join(f"{each.sentence} {each.remedy}" for each in faulty.findings)
        raise Refused(Refusal("cannot-move", f"It cannot be moved there. {sentences}")) from faulty
    try:
        room.revise(row, spec=spec, seen=row.fingerprint, by=request.user)
    except Conflict:
        require(
            Refusal("changed", "Somebody saved the draft at the same moment. Look at it again, then move it.")
        )
    return redirect(room.back_to(row, kind, code))


def discard(request: HttpRequest, room: Room, row: Any, throw_away: Callable[..., None]) -> HttpResponse:
    """Ask, then throw the draft away."""
    problem = ""
    if request.method == "POST":
        try:
            throw_away(row, seen=request.POST.get("seen", ""), by=request.user)
        except Conflict:
            problem = CHANGED
        else:
            messages.success(request, f"The draft of version {row.version} is thrown away.")
            return redirect(room.versions)
    context = {"room": room, "row": row, "problem": problem, "cancel_url": room.back_to(row, "", "")}
    return render(request, "drafting/discard.html", context, status=409 if problem else 200)
