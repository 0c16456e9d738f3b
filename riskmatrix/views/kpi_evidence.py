"""Evidence beside one KPI: as a fragment of the self-evaluation, and as pages of their own without script."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kit.refusals import Refused, require
from riskmatrix.forms_evidence import EvidenceForm, ReuseForm
from riskmatrix.models import Evaluation, EvidenceUse, Rating
from riskmatrix.queries.blocks import one_block
from riskmatrix.queries.evidence_page import reusable
from riskmatrix.queries.kpi_evidence import kind_labels
from riskmatrix.rules_evidence import may_lay
from riskmatrix.services import evidence as service
from riskmatrix.services.evidence import Place
from riskmatrix.views.evidence import sent
from riskmatrix.views.saving import own_rating
from riskmatrix.views.sides import SCHOOL
from schools.access.permissions import Permission
from schools.models import Evidence


@require_http_methods(["GET", "HEAD", "POST"])
def kpi_evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new piece for the KPI of the school's own rating ``pk``."""
    own = _own(request, pk)
    form = EvidenceForm(
        *sent(request),
        spec=own.evaluation.framework.spec,
        beside=own.kpi.code,
    )
    if request.method == "POST" and (use := _added(request, own, form)):
        return _done(request, own, f"“{use.evidence.title}” is laid beside this KPI.")
    return _asked(request, own, form, "evidence_add")


def _added(request: HttpRequest, own: Rating, form: EvidenceForm) -> EvidenceUse | None:
    """The new use; None when something speaks against it, which stands on the form."""
    if not form.is_valid():
        return None
    upload, link = form.cleaned_data["file"], form.cleaned_data["link"]
    place = Place(own.evaluation, own.kpi, form.cleaned_data["points_to"])
    try:
        if upload:
            return service.add_file(place=place, about=form.about(), upload=upload, by=request.user)
        return service.add_link(place=place, about=form.about(), link=link, by=request.user)
    except Refused as refused:
        form.add_error("file" if upload else "link", refused.refusal.sentence)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def kpi_evidence_reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Pieces that the school has already, for this KPI; ``?q`` looks for words in their titles."""
    own = _own(request, pk)
    spec, words = own.evaluation.framework.spec, request.GET.get("q", "")
    shown = list(reusable(own.evaluation, own.kpi, words))
    form = ReuseForm(
        *sent(request)[:1],
        pieces=Evidence.objects.standing().filter(school=own.evaluation.school_id),
        shown=shown,
        labels=kind_labels(spec),
        spec=spec,
        beside=own.kpi.code,
    )
    if request.method == "POST" and form.is_valid():
        place = Place(own.evaluation, own.kpi, form.cleaned_data["points_to"])
        chosen = [piece.pk for piece in form.cleaned_data["pieces"]]
        number = service.reuse(place=place, chosen=chosen, by=request.user)
        said = "One piece is" if number == 1 else f"{number} pieces are"
        return _done(request, own, f"{said} laid beside this KPI.")
    return _asked(request, own, form, "evidence_reuse", shown=shown, words=words)


@require_POST
def evidence_take_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a piece away from a KPI; it stays with the school."""
    evaluations = Evaluation.objects.visible_to(request.user, Permission.EDIT_SELF_EVALUATION)
    uses = EvidenceUse.objects.filter(evaluation__in=evaluations).select_related("evidence", "points_to")
    use = get_object_or_404(uses.select_related("evaluation__school__trust", "kpi"), pk=pk)
    own = use.evaluation.ratings.get(kpi=use.kpi, kind=Rating.Kind.SELF)
    title = use.evidence.title
    service.take_away(use=use, by=request.user)
    return _done(request, _own(request, own.pk), f"“{title}” is taken away from this KPI.")


def _own(request: HttpRequest, pk: int) -> Rating:
    """The school's own rating ``pk``, where this person may lay evidence now."""
    own = own_rating(request, pk, SCHOOL)
    require(may_lay(request.user, own.evaluation))
    return own


def _asked(request: HttpRequest, own: Rating, form: Any, name: str, **more: Any) -> HttpResponse:
    """The form, as a fragment of the KPI or as a page; with what is to be mended."""
    context = {
        "own": own,
        "form": form,
        "evaluation": own.evaluation,
        "school": own.evaluation.school,
        "cancel_url": SCHOOL.address(own),
        **more,
    }
    if not request.htmx:
        status = 422 if request.method == "POST" else 200
        return render(request, f"riskmatrix/{name}.html", context, status=status)
    if request.method != "POST" and "title" in form.fields:
        form.fields["title"].widget.attrs["autofocus"] = True  # the cursor follows what was asked for
    # htmx leaves an error's answer aside, so what is to be mended comes as an ordinary one.
    response = render(request, f"riskmatrix/_{name}.html", {**context, "is_fragment": True})
    if request.method == "POST":
        response["HX-Retarget"] = f"#evidence-form-{own.kpi.code}"
        response["HX-Reswap"] = "innerHTML"
    return response


def _done(request: HttpRequest, own: Rating, said: str) -> HttpResponse:
    """The evidence of the KPI as it is now."""
    if not request.htmx:
        messages.success(request, said)
        return redirect(SCHOOL.address(own))
    context = {
        "block": one_block(own, request.user),
        "evaluation": own.evaluation,
        "editing": True,
        "said": said,
    }
    return render(request, "riskmatrix/_evidence_laid.html", context)
