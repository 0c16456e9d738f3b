"""The trust's side: the queue, rating beside the school's own, returning and finishing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.refusals import Refused, require
from riskmatrix import lifecycle, rules
from riskmatrix.forms import ReturnForm
from riskmatrix.lifecycle import Status, Verb
from riskmatrix.models import Evaluation
from riskmatrix.queries.answers_waiting import being_answered
from riskmatrix.queries.comparison import comparison
from riskmatrix.queries.evaluation_page import EvaluationPage, evaluation_page
from riskmatrix.queries.moderation_page import begins_at, parts_of
from riskmatrix.queries.moderation_queue import moderation_queue
from riskmatrix.queries.priority import HOW_IT_IS_ORDERED
from riskmatrix.services import moderation as service
from riskmatrix.views.self_evaluation import WITH_SCHOOL, chosen_sections, closed, looked_at
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import Term


def fetch(request: HttpRequest, pk: int) -> Evaluation:
    """An evaluation of a school in which this person moderates; else 404."""
    rows = Evaluation.objects.visible_to(request.user, Permission.MODERATE)
    return get_object_or_404(rows.select_related(*WITH_SCHOOL).prefetch_related("parts"), pk=pk)


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    if not has_anywhere(request.user, Permission.MODERATE):
        require(rules.NOT_YOURS)
    context = {
        "rows": moderation_queue(request.user),
        "answering": being_answered(request.user),
        "how_it_is_ordered": HOW_IT_IS_ORDERED,
    }
    return render(request, "riskmatrix/queue.html", context)


@require_safe
def moderation(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    if refusal := rules.may_read(request.user, found):
        return closed(request, found, refusal)
    # Where the page opens is known when it is made, so it is made with what all criteria come with.
    page = evaluation_page(found, request.user, looked_at(request) or None)
    return render(request, "riskmatrix/moderation.html", _context(request, found, page, ReturnForm()))


def _context(
    request: HttpRequest, found: Evaluation, page: EvaluationPage, form: ReturnForm
) -> dict[str, object]:
    """Without a criterion asked for, the page opens where this person has something to do."""
    parts = parts_of(found, page, request.user)
    return {
        "page": page,
        "evaluation": found,
        "parts": parts,
        "may_return": rules.may_return(request.user, found),
        "form": form,
        **chosen_sections(request, page, otherwise=begins_at(parts)),
    }


@require_POST
def agree_as_rated(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    number = service.agree_as_rated(evaluation=found, strand=request.POST.get("strand", ""), by=request.user)
    said = "One KPI is" if number == 1 else f"{number} KPIs are"
    messages.success(request, f"{said} now moderated as the school rated them.")
    return redirect("moderation", pk=pk)


@require_POST
def return_to_school(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            service.return_to_school(evaluation=found, comment=form.cleaned_data["comment"], by=request.user)
        except Refused as refused:
            if not rules.moderates(request.user, found):
                raise
            form.add_error(None, refused.refusal.sentence)
        else:
            messages.success(request, lifecycle.DONE[lifecycle.Verb.RETURN_TO_SCHOOL])
            return redirect("moderation_queue")
    return _not_returned(request, fetch(request, pk), form)


def _not_returned(request: HttpRequest, found: Evaluation, form: ReturnForm) -> HttpResponse:
    """The page once more with the comment in its box; without the school's words while they are with the school."""
    if rules.may_read(request.user, found):
        typed = form.data.get("comment", "")
        context = {"evaluation": found, "refusal": rules.may_return(request.user, found), "typed": typed}
        return render(request, "riskmatrix/closed.html", context, status=422)
    page = evaluation_page(found, request.user)
    return render(request, "riskmatrix/moderation.html", _context(request, found, page, form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """What finishing a part means and how much in it differs; then the step itself. ``strand`` says which part."""
    found = fetch(request, pk)
    strand = request.POST.get("strand") or request.GET.get("strand", "")
    if request.method != "POST":
        return _before_finishing(request, found, strand)
    found = service.finish_part(evaluation=found, strand=strand, by=request.user)
    finished = {Status.MODERATED: Verb.FINISH, Status.ANSWERING: Verb.ASK}.get(Status(found.status))
    if finished:
        messages.success(request, lifecycle.DONE[finished])
    else:
        messages.success(request, "Your part is finished. The other part is still being moderated.")
    return redirect("moderation_queue")


def _before_finishing(request: HttpRequest, found: Evaluation, strand: str) -> HttpResponse:
    parts = parts_of(found, evaluation_page(found, request.user), request.user)
    part = next((part for part in parts if part.code == strand and part.may_finish is None), None)
    if part is None:
        return redirect("moderation", pk=found.pk)
    differ = "one differs" if part.different == 1 else f"{part.different or 'none'} differ"
    context = {
        "title": f"Finish the {part.title.lower()} part",
        "lead": str(found),
        "will_happen": [
            f"the ratings of its {part.total} KPIs stand as agreed; {differ} from the school's own;",
            "the self-evaluation can no longer be returned to the school;",
            "the school reads your reasons once every part is finished.",
        ],
        "undo": "This cannot be undone.",
        "confirm_label": f"Finish the {part.title.lower()} part",
        "cancel_url": reverse("moderation", args=[found.pk]),
    }
    return render(request, "components/confirm.html", context)


@require_safe
def compare(request: HttpRequest, pk: int, kpi: str) -> HttpResponse:
    """One KPI in every school of the term, side by side."""
    term = get_object_or_404(Term.objects.visible_to(request.user).select_related("year__trust"), pk=pk)
    require(rules.may_compare(request.user, term))
    found = comparison(term, kpi, request.user)
    return render(request, "riskmatrix/compare.html", {"comparison": found, "term": term})
