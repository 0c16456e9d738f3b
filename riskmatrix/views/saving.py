"""Saving one KPI as the page that saves itself does it: each answer is a fragment.

The school's rating and the moderator's differ in what the page shows afterwards; what becomes of a text that could
not be saved is the same for both. A page without script sends all its KPIs at once: see ``saving_page``.
"""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from kit.headers import believed
from kit.refusals import Refused, require
from kit.saving import Conflict
from riskmatrix.forms import RatingForm
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.blocks import one_block
from riskmatrix.queries.evaluation_page import evaluation_page
from riskmatrix.queries.moderation_page import parts_of
from riskmatrix.services import self_evaluation
from riskmatrix.views.saved import saved_answer
from riskmatrix.views.saving_page import save_shown
from riskmatrix.views.self_evaluation import WITH_SCHOOL
from riskmatrix.views.sides import SCHOOL, TRUST, Side, attempt
from riskmatrix.views.trouble import Trouble


def own_rating(request: HttpRequest, pk: int, side: Side) -> Rating:
    """A school's own rating, where this person may do what ``side`` does; else 404."""
    rows = Rating.objects.visible_to(request.user, side.permission).filter(kind=Rating.Kind.SELF)
    # Whether they are changed, at no query more.
    carried = Rating.objects.filter(pk=OuterRef("carried_from")).order_by().values("commentary")
    rows = rows.annotate(carried_words=Subquery(carried))
    return get_object_or_404(rows.select_related("kpi__criterion", "evaluation__school"), pk=pk)


@require_POST
def save_rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the school's rating ``pk`` of one KPI."""
    form = RatingForm.of_one(request.POST)
    if not request.htmx or form is None or form.takes_theirs:
        return _save(request, own_rating(request, pk, SCHOOL), SCHOOL)
    # Asked with every pause of somebody typing: nothing is read but what is changed, under its lock.
    try:
        require(form.refusal(request.user))
        saved = self_evaluation.save_rating(rating=pk, kpi_code=form.code, **form.values(), by=request.user)
    except (Conflict, Refused) as trouble:
        return _not_saved(request, own_rating(request, pk, SCHOOL), form, trouble, SCHOOL)
    return believed(HttpResponse(saved_answer(saved, form.code)))


@require_POST
def save_moderated(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the moderated rating beside the school's own rating ``pk``."""
    return _save(request, own_rating(request, pk, TRUST), TRUST)


def _save(request: HttpRequest, own: Rating, side: Side) -> HttpResponse:
    if not request.htmx:
        return save_shown(request, [own], side)
    form = RatingForm(request.POST, own.kpi.code)
    try:
        saved = attempt(side, own, form, request.user)
    except (Conflict, Refused) as trouble:
        return _not_saved(request, own, form, trouble, side)
    if saved is None:
        return believed(_taken(request, own, side))
    answer = (
        _moderated(request, own, saved) if side is TRUST else HttpResponse(saved_answer(saved, form.code))
    )
    return believed(answer)


def _not_saved(
    request: HttpRequest, own: Rating, form: RatingForm, trouble: Conflict | Refused, side: Side
) -> HttpResponse:
    found = Trouble.of(side, own, form, trouble, request.user)
    return render(request, "riskmatrix/_not_saved.html", {"trouble": found}, status=found.status)


def _moderated(request: HttpRequest, own: Rating, saved: Rating) -> HttpResponse:
    return render(request, "riskmatrix/_moderated.html", {"rating": saved, **_moderation_of(request, own)})


def _moderation_of(request: HttpRequest, own: Rating) -> dict[str, Any]:
    """The part and the criterion of this KPI as they stand now."""
    evaluation = (
        Evaluation.objects.select_related(*WITH_SCHOOL).prefetch_related("parts").get(pk=own.evaluation_id)
    )
    page = evaluation_page(evaluation, request.user, own.kpi.criterion.code)
    section = page.section(own.kpi.criterion.code)
    parts = {part.code: part for part in parts_of(evaluation, page, request.user)}
    block = next(block for block in section.blocks if block.kpi.code == own.kpi.code)
    return {
        "evaluation": evaluation,
        "section": section,
        "lacks_reason": block.lacks_reason,
        "part": parts[section.spec.moderated_by],
        "parts": parts,
    }


def _taken(request: HttpRequest, own: Rating, side: Side) -> HttpResponse:
    """The person chose the other's text: the block as it stands now."""
    context: dict[str, Any] = {
        "block": one_block(own, request.user),
        "evaluation": own.evaluation,
        "editing": True,
    }
    if side is TRUST:
        context |= _moderation_of(request, own)
    template = "riskmatrix/_moderation_kpi.html" if side is TRUST else "riskmatrix/_kpi.html"
    response = render(request, template, context)
    response["HX-Retarget"] = f"#kpi-{own.kpi.code}"
    response["HX-Reswap"] = "outerHTML"
    return response
