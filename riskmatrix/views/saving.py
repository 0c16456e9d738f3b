"""Saving one KPI: a fragment for the page that saves itself, a whole page for one without script.

The school's rating and the moderator's differ in what is saved and in what the page shows afterwards; what
becomes of a text that could not be saved is the same for both, and stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit.refusals import Refusal, Refused, require
from kit.saving import Conflict
from riskmatrix import rules
from riskmatrix.forms import RatingForm
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.blocks import KpiBlock, one_block
from riskmatrix.queries.evaluation_page import evaluation_page
from riskmatrix.queries.moderation_page import parts_of
from riskmatrix.queries.moderation_queue import section_progress
from riskmatrix.services import moderation, self_evaluation
from riskmatrix.views.self_evaluation import WITH_SCHOOL
from schools.access.permissions import Permission


def own_rating(request: HttpRequest, pk: int, permission: Permission) -> Rating:
    """A school's own rating, where this person holds ``permission``; else 404."""
    evaluations = Evaluation.objects.visible_to(request.user, permission)
    rows = Rating.objects.filter(kind=Rating.Kind.SELF, evaluation__in=evaluations)
    related = ["kpi__criterion", "step", "by", *(f"evaluation__{name}" for name in WITH_SCHOOL)]
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_POST
def save_rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the school's rating ``pk`` of one KPI."""
    own = own_rating(request, pk, Permission.EDIT_SELF_EVALUATION)
    form = RatingForm(request.POST)
    try:
        saved = _saved_by_school(request, own, form)
    except (Conflict, Refused) as trouble:
        return Trouble(request, own, form, is_moderation=False).answer(trouble)
    if request.POST.get("take") == "theirs":
        return _taken(request, own, is_moderation=False)
    if not request.htmx:
        messages.success(request, f"“{own.kpi.title}” is saved.")
        return redirect(block_url(own, is_moderation=False))
    progress = section_progress(own.evaluation, own.kpi.criterion.code)
    return render(request, "riskmatrix/_saved.html", {"rating": saved, "progress": progress})


def _saved_by_school(request: HttpRequest, own: Rating, form: RatingForm) -> Rating:
    if refusal := form.refusal(request.user):
        raise Refused(refusal)
    if request.POST.get("take") == "theirs":
        return own
    values = {name: form.cleaned_data[name] for name in ("answer", "commentary", "version")}
    return self_evaluation.save_rating(rating=own, **values, by=request.user)


@require_POST
def save_moderated(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the moderated rating beside the school's own rating ``pk``."""
    own = own_rating(request, pk, Permission.MODERATE)
    form = RatingForm(request.POST)
    try:
        saved = _saved_by_moderator(request, own, form)
    except (Conflict, Refused) as trouble:
        return Trouble(request, own, form, is_moderation=True).answer(trouble)
    if saved is None:
        return _taken(request, own, is_moderation=True)
    if not request.htmx:
        messages.success(request, f"Your rating of “{own.kpi.title}” is saved.")
        return redirect(block_url(own, is_moderation=True))
    return render(request, "riskmatrix/_moderated.html", {"rating": saved, **_moderation_of(request, own)})


def _saved_by_moderator(request: HttpRequest, own: Rating, form: RatingForm) -> Rating | None:
    if refusal := form.refusal(request.user):
        raise Refused(refusal)
    if request.POST.get("take") == "theirs":
        # The answer shows the school's words too; while it is with the school they are not the trust's to read.
        require(rules.may_read(request.user, own.evaluation))
        return None
    values = form.cleaned_data
    return moderation.save_moderated(
        evaluation=own.evaluation,
        kpi=own.kpi,
        answer=values["answer"] or "",
        reason=values["commentary"] or "",
        version=values["version"],
        by=request.user,
    )


def _moderation_of(request: HttpRequest, own: Rating) -> dict[str, Any]:
    """The part and the criterion of this KPI as they stand now."""
    evaluation = (
        Evaluation.objects.select_related(*WITH_SCHOOL).prefetch_related("parts").get(pk=own.evaluation_id)
    )
    page = evaluation_page(evaluation, request.user)
    section = page.section(own.kpi.criterion.code)
    parts = {part.code: part for part in parts_of(evaluation, page, request.user)}
    return {
        "evaluation": evaluation,
        "section": section,
        "part": parts[section.spec.moderated_by],
        "parts": parts,
    }


def _taken(request: HttpRequest, own: Rating, *, is_moderation: bool) -> HttpResponse:
    """The person chose the other's text: the block as it stands now."""
    if not request.htmx:
        return redirect(block_url(own, is_moderation=is_moderation))
    context: dict[str, Any] = {"block": one_block(own), "evaluation": own.evaluation, "editing": True}
    if is_moderation:
        context |= _moderation_of(request, own)
    template = "riskmatrix/_moderation_kpi.html" if is_moderation else "riskmatrix/_kpi.html"
    response = render(request, template, context)
    response["HX-Retarget"] = f"#kpi-{own.kpi.code}"
    response["HX-Reswap"] = "outerHTML"
    return response


def block_url(own: Rating, *, is_moderation: bool) -> str:
    page = reverse("moderation" if is_moderation else "evaluation", args=[own.evaluation_id])
    return f"{page}?criterion={own.kpi.criterion.code}#kpi-{own.kpi.code}"


@dataclass(frozen=True)
class Trouble:
    """What was typed was not saved: say why, keep it, and show what stands there now."""

    request: HttpRequest
    own: Rating
    form: RatingForm
    is_moderation: bool

    def answer(self, trouble: Conflict | Refused) -> HttpResponse:
        """422 for a refusal, 409 for somebody else's text."""
        refusal = trouble.refusal if isinstance(trouble, Refused) else None
        template = "riskmatrix/_not_saved.html" if self.request.htmx else "riskmatrix/not_saved.html"
        return render(self.request, template, self.context(refusal), status=422 if refusal else 409)

    def context(self, refusal: Refusal | None) -> dict[str, Any]:
        block: KpiBlock = one_block(self.own)
        stands = block.moderated if self.is_moderation else block.own
        there = stands.version if stands else 0
        address = "rating_moderate" if self.is_moderation else "rating_save"
        return {
            "block": block,
            "evaluation": self.own.evaluation,
            "rating": stands,
            "theirs": block.moderated_shown if self.is_moderation else block.own_shown,
            "typed": self.form.data,
            # A refused text keeps the version its page showed; who has seen the other text answers that one.
            "version": self.form.data.get("version", there) if refusal else there,
            "refusal": refusal,
            "label": "Reason" if self.is_moderation else "Commentary",
            "save_url": reverse(address, args=[self.own.pk]),
            "back": block_url(self.own, is_moderation=self.is_moderation),
        }
