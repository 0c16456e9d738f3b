"""What is no appointment: how a standing aim stands, and whether something is required."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from schools.access.permissions import Permission
from support.forms import AimForm, RequirementForm
from support.models import AimReview, Commitment
from support.queries.engagement_page import aim_page, requirement_page
from support.services import aims, requirements


@require_http_methods(["GET", "HEAD", "POST"])
def aim_review(request: HttpRequest, pk: int) -> HttpResponse:
    rows = AimReview.objects.visible_to(request.user).select_related(
        "commitment__school__trust", "commitment__year"
    )
    found = get_object_or_404(rows.prefetch_related("commitment__offer", "findings__by"), pk=pk)
    form = AimForm(request.POST or None, initial=_finding(found))
    if request.method == "POST" and form.is_valid():
        aims.review(review=found, by=request.user, **form.cleaned_data)
        messages.success(request, "Recorded; the headteacher is told.")
        return redirect(plan_line(found.commitment))
    context = {"page": aim_page(found, request.user), "form": form, "back": plan_line(found.commitment)}
    return render(request, "support/aim_review.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Commitment.objects.visible_to(request.user, Permission.SEE_PLAN).if_required()
    rows = rows.select_related("school__trust", "year")
    found = get_object_or_404(rows.prefetch_related("offer", "requirement_decisions__by"), pk=pk)
    form = RequirementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        requirements.decide(commitment=found, by=request.user, **form.cleaned_data)
        messages.success(request, "Recorded; the headteacher is told.")
        return redirect(plan_line(found))
    context = {"page": requirement_page(found, request.user), "form": form, "back": plan_line(found)}
    return render(request, "support/requirement.html", context, status=422 if form.errors else 200)


def plan_line(commitment: Commitment) -> str:
    """Where the promise stands in its school's plan."""
    plan = reverse("plan", args=[commitment.school.urn])
    return f"{plan}?year={commitment.year.name}#{commitment.strand}-{commitment.promise}"


def _finding(review: AimReview) -> dict[str, str]:
    return {"status": review.latest.status, "sentence": review.latest.sentence} if review.latest else {}
