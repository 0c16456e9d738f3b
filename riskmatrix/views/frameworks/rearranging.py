"""Taking a part out of a draft, and moving one up or down."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kit.packs import Faulty
from kit.refusals import Refusal, require
from kit.saving import Conflict
from riskmatrix.drafting import checked, place_of, plain, reach
from riskmatrix.drafting.crosswalk import begun, changes_of, completed, key_of
from riskmatrix.drafting.ordering import move as move_part
from riskmatrix.drafting.taking_out import take_out
from riskmatrix.drafting.telling import told
from riskmatrix.models import Framework
from riskmatrix.queries.framework_list import replaced_by
from riskmatrix.services.framework_drafts import revise
from riskmatrix.spec import FrameworkSpec
from riskmatrix.views.frameworks.drafts import fetch_draft
from riskmatrix.views.frameworks.editing import back_to

REMOVABLE = ("strand", "step", "criterion", "kpi", "measure", "suggestion", "mapping", "change")
MOVABLE = ("criterion", "kpi", "strand", "measure", "mapping")


@dataclass(frozen=True)
class Without:
    """The framework without a part: what it would be, or what stands in the way."""

    title: str
    spec: FrameworkSpec | None
    will_happen: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """Ask, then take a part out with all that names it."""
    row = fetch_draft(request, pk)
    try:
        without = _without(row, kind, code)
    except KeyError:
        raise Http404 from None
    if request.method != "POST":
        return _ask(request, row, kind, code, without)
    if without.spec is None:
        return _ask(request, row, kind, code, without, status=422)
    try:
        seen = request.POST.get("seen", "")
        revise(framework=row, spec=without.spec, seen=seen, by=request.user)  # type: ignore[arg-type]
    except Conflict:
        return _ask(request, row, kind, code, without, status=409)
    messages.success(request, f"“{without.title}” is taken out of the draft.")
    return redirect(back_to(row, kind, ""))


def _ask(
    request: HttpRequest, row: Framework, kind: str, code: str, without: Without, status: int = 200
) -> HttpResponse:
    context = {
        "row": row,
        "without": without,
        "is_conflict": status == 409,
        "cancel_url": back_to(row, kind, "" if kind == "step" else code),
    }
    return render(request, "riskmatrix/frameworks/remove.html", context, status=status)


def _without(row: Framework, kind: str, code: str) -> Without:
    """:raises KeyError: when there is no such part."""
    if kind not in REMOVABLE:
        raise KeyError(kind)
    data, replaced = plain(row.spec), replaced_by(row)
    if kind == "change":
        begun(data, replaced)
        changes = changes_of(data, replaced) or []
        changes.remove({key_of(each): each for each in changes}[code])
        completed(data, replaced)
        title = "What became of these KPIs"
    else:
        part = reach(data, place_of(data, kind, code))
        title = str(part.get("title") or part.get("label") or "What the figure suggests")
        take_out(data, kind, code, replaced)
    try:
        spec = checked(data)
    except Faulty as faulty:
        return Without(
            title, None, findings=tuple(f"{each.sentence} {each.remedy}" for each in faulty.findings)
        )
    return Without(title, spec, told(row.spec, spec))


@require_POST
def move(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """One place up or down among the parts beside it."""
    row = fetch_draft(request, pk)
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if kind not in MOVABLE or by is None:
        raise Http404
    data = plain(row.spec)
    try:
        move_part(data, kind, code, by)
    except KeyError:
        raise Http404 from None
    try:
        revise(framework=row, spec=checked(data), seen=row.fingerprint, by=request.user)  # type: ignore[arg-type]
    except Conflict:
        require(
            Refusal(
                "changed",
                "Somebody saved the draft at the same moment. Look at it again, then move it.",
            )
        )
    return redirect(back_to(row, kind, code))
