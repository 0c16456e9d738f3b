"""Taking a part out of a draft, and moving one up or down."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from kit.drafting import rearranging
from kit.drafting.rearranging import Without, without_it
from riskmatrix.drafting import checked, place_of, plain, reach
from riskmatrix.drafting.crosswalk import begun, changes_of, completed, key_of
from riskmatrix.drafting.ordering import move as move_part
from riskmatrix.drafting.taking_out import take_out
from riskmatrix.drafting.telling import told
from riskmatrix.models import Framework
from riskmatrix.queries.framework_list import replaced_by
from riskmatrix.spec import FrameworkSpec
from riskmatrix.views.frameworks.drafts import fetch_draft
from riskmatrix.views.frameworks.editing import ROOM, back_to

REMOVABLE = ("strand", "step", "criterion", "kpi", "measure", "suggestion", "mapping", "change")
MOVABLE = ("criterion", "kpi", "strand", "measure", "mapping")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """Ask, then take a part out with all that names it."""
    row = fetch_draft(request, pk)
    try:
        without = _without(row, kind, code)
    except KeyError:
        raise Http404 from None
    cancel_url = back_to(row, kind, "" if kind == "step" else code)
    return rearranging.take_out(request, ROOM, row, without, kind=kind, cancel_url=cancel_url)


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
    return without_it(title, lambda: checked(data), lambda spec: told(row.spec, spec))


@require_POST
def move(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """One place up or down among the parts beside it."""
    row = fetch_draft(request, pk)
    if kind not in MOVABLE:
        raise Http404

    def moved(by: int) -> FrameworkSpec:
        data = plain(row.spec)
        move_part(data, kind, code, by)
        return checked(data)

    return rearranging.move(request, ROOM, row, moved, kind=kind, code=code)
