"""The school hands its self-evaluation in: what is missing, the step itself, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kit.refusals import Refusal, Refused
from riskmatrix import lifecycle, rules
from riskmatrix.models import Evaluation
from riskmatrix.queries.evaluation_page import EvaluationPage, evaluation_page
from riskmatrix.queries.work_counter import work_of
from riskmatrix.services import self_evaluation as service
from riskmatrix.views.self_evaluation import fetch

WITHDRAWING = {
    "title": "Withdraw the self-evaluation",
    "will_happen": [
        "the trust can no longer read it until you submit it again;",
        "it can be changed, and keeps everything that stands in it.",
    ],
    "undo": "You can submit it again at any time.",
    "confirm_label": "Withdraw it",
}


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, with links, and all ratings; then the step itself."""
    found = fetch(request, pk)
    if request.method == "POST":
        try:
            service.submit(evaluation=found, by=request.user)
        except Refused as refused:
            if refused.refusal.code != "incomplete":
                raise
        else:
            messages.success(request, lifecycle.DONE[lifecycle.Verb.SUBMIT])
            return redirect(found)
    if rules.may_read(request.user, found):
        return redirect(found)
    page = evaluation_page(found, request.user)
    refusal = _may_submit(request, found, page)
    context = {
        "page": page,
        "evaluation": found,
        "refusal": refusal,
        "next_step": _next_step(page),
        "open_comments": sum(section.open_comments for section in page.sections),
        "work": work_of([found])[found.pk],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "riskmatrix/submit.html", context, status=status)


def _next_step(page: EvaluationPage) -> str:
    """Where the first KPI stands that still needs a rating, or words; empty when none does."""
    missing = (
        f"{page.evaluation.get_absolute_url()}?criterion={section.spec.code}#kpi-{block.kpi.code}"
        for section in page.sections
        for block in section.blocks
        if not block.is_answered or block.lacks_words
    )
    return next(missing, "")


def _may_submit(request: HttpRequest, found: Evaluation, page: EvaluationPage) -> Refusal | None:
    unanswered, unexplained = ([b.kpi for b in blocks] for blocks in (page.unanswered, page.unexplained))
    return rules.may_submit(request.user, found, unanswered, unexplained)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """What withdrawing means; then the step itself."""
    found = fetch(request, pk)
    if request.method != "POST":
        if rules.may_withdraw(request.user, found):
            return redirect(found)
        return render(
            request, "components/confirm.html", {**WITHDRAWING, "cancel_url": found.get_absolute_url()}
        )
    found = service.withdraw(evaluation=found, by=request.user)
    done = found.changes.last()
    messages.success(request, lifecycle.DONE[lifecycle.Verb(done.verb)] if done else "")
    return redirect(found)
