"""Confirming a category, and the list of those that wait."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal, Refused, require
from riskmatrix.models import Evaluation
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from support import rules
from support.forms import CategoryForm
from support.queries.categories import decisions_waiting
from support.queries.decision_page import DecisionPage, decision_page
from support.queries.offer_differences import drafts_of
from support.queries.reviews_due import reviews_due
from support.services.decisions import confirm

FIELDS = {
    "reason-missing": "reason",
    "exit-criteria-missing": "exit_criteria",
    "review-in-the-past": "review_on",
    "review-too-late": "review_on",
}
"""Where a refusal of what was typed is said."""


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    if not has_anywhere(request.user, Permission.CONFIRM_CATEGORY):
        require(Refusal("not-yours", "Your posts do not open this page."))
    shown: dict[str, Any] = {"waiting": decisions_waiting(request.user), "drafts": drafts_of(request.user)}
    shown["reviews"] = reviews_due(request.user)
    return render(request, "support/decisions.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, pk: int, strand: str) -> HttpResponse:
    """One strand of one moderated evaluation: what is recommended and why, and the decision."""
    rows = Evaluation.objects.visible_to(request.user, Permission.SEE_PLAN).moderated()
    evaluation = get_object_or_404(rows.select_related("school__trust", "term__year", "framework"), pk=pk)
    page = decision_page(evaluation, strand, request.user)
    if page is None:
        raise Http404
    require(rules.may_read_decision(request.user, page.school, page.made))
    form = CategoryForm(request.POST or None, strand=page.strand)
    if request.method == "POST" and form.is_valid() and _confirmed(request, page, form):
        return redirect("plan", urn=page.school.urn)
    status = 422 if form.errors else 200
    return render(request, "support/decision.html", {"page": page, "form": form}, status=status)


def _confirmed(request: HttpRequest, page: DecisionPage, form: CategoryForm) -> bool:
    """Make the decision; a refusal of what was typed goes back into the form."""
    try:
        made = confirm(
            school=page.school,
            strand=page.strand.code,
            evaluation=page.evaluation,
            by=request.user,
            **form.cleaned_data,
        )
    except Refused as refused:
        field = FIELDS.get(refused.refusal.code)
        if field is None:
            raise
        form.add_error(field, refused.refusal.sentence)
        return False
    said = f"{made.category_title} is confirmed as the {page.strand.title.lower()} category of {page.school}."
    messages.success(request, f"{said} The plan is laid out.")
    return True
