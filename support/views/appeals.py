"""What a school says to a decision about its category, and the appeal that somebody else decides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kit.refusals import Refused, require
from support import rules_recommendation as rules
from support.forms_recommendation import AppealForm, DecisionAnswerForm
from support.models import Appeal, Decision
from support.queries.appeals import appeal_page, standing_of
from support.services import appeals


@require_http_methods(["GET", "HEAD", "POST"])
def decision_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The headteacher answers a decision, and may appeal against it."""
    rows = Decision.objects.visible_to(request.user).select_related("school__trust", "by", "evaluation__term")
    decision = get_object_or_404(rows, pk=pk)
    standing = standing_of(decision)
    require(rules.may_answer_decision(request.user, decision, standing))
    refusal = rules.may_appeal(request.user, decision, standing)
    form = DecisionAnswerForm(request.POST or None, may_appeal=refusal is None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if form.cleaned_data.get("appeals"):
            made = appeals.appeal(decision=decision, reason=text, by=request.user)
            until = f", by {made.answer_by:%-d %B %Y}" if made.answer_by else ""
            messages.success(request, f"Your appeal is made. You are told when it is decided{until}.")
        else:
            appeals.answer(decision=decision, text=text, by=request.user)
            messages.success(request, "Your answer stands beside the decision.")
        return redirect(decision)
    status = 422 if form.errors else 200
    shown = {"decision": decision, "form": form, "refusal": refusal}
    return render(request, "support/decision_answer.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """An appeal with everything that was said, side by side, and its outcome."""
    page = appeal_page(get_object_or_404(Appeal.objects.visible_to(request.user), pk=pk), request.user)
    standing = page.appeal.decision.category
    form = AppealForm(request.POST or None, strand=page.decision.strand_spec, standing=standing)
    if request.method == "POST":
        require(page.may_decide)
        if form.is_valid() and _settled(request, page.appeal, form):
            return redirect("appeal", pk=page.appeal.pk)
    status = 422 if form.errors else 200
    return render(request, "support/appeal.html", {"page": page, "form": form}, status=status)


def _settled(request: HttpRequest, row: Appeal, form: AppealForm) -> bool:
    try:
        appeals.settle(appeal=row, by=request.user, **form.cleaned_data)
    except Refused as refused:
        if refused.refusal.code != "exit-criteria-missing":
            raise
        form.add_error("exit_criteria", refused.refusal.sentence)
        return False
    messages.success(request, "The appeal is decided. The school and whoever made the decision are told.")
    return True
