"""External reviews: a school's list, commissioning one, one of them with its findings, its report."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refused, require
from kit.uploads import Damaged, Kept, attachment
from schools.access.permissions import Permission
from schools.models import School
from support import rules_reviews as rules
from support.forms_reviews import CommissionForm
from support.models import Review, ReviewPaper
from support.queries.reviews import ReviewPage, promises_to_keep, review_page, reviews_page
from support.services import reviews
from support.views.review_steps import FIELD_OF, VERBS, forms_for

log = logging.getLogger(__name__)


def _school(request: HttpRequest, urn: int) -> School:
    rows = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    return get_object_or_404(rows, urn=urn)


@require_safe
def school_reviews(request: HttpRequest, urn: int) -> HttpResponse:
    page = reviews_page(_school(request, urn), request.user)
    return render(request, "support/reviews.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def review_commission(request: HttpRequest, urn: int) -> HttpResponse:
    school = _school(request, urn)
    require(rules.may_commission(request.user, school, ""))
    kinds = rules.kinds_for(request.user, school)
    form = CommissionForm(
        request.POST if request.method == "POST" else None,
        initial={"commitment": request.GET.get("promise", "")},
        kinds=kinds,
        promises=promises_to_keep(school, kinds),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = reviews.commission(school=school, what=form.commission(), by=request.user)
        except Refused as refused:
            field = FIELD_OF.get(refused.refusal.code)
            if field not in form.fields:
                raise
            form.add_error(field, refused.refusal.sentence)
        else:
            messages.success(request, "Commissioned; the headteacher is told.")
            return redirect(made)
    context = {"school": school, "form": form, "kinds": kinds}
    return render(request, "support/review_commission.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    page = review_page(row, request.user)
    if request.method != "POST":
        return _page(request, page)
    verb = VERBS.get(request.POST.get("do", ""))
    if verb is None:
        raise Http404
    number, form = verb.form(request, page)
    require(verb.rule(page, number))
    if not form.is_valid():
        return _page(request, page, 422, (verb.name, number, form))
    try:
        said = verb.serve(request, page, number, form)
    except Refused as refused:
        field = FIELD_OF.get(refused.refusal.code)
        if field not in form.fields:
            raise
        form.add_error(field, refused.refusal.sentence)
        return _page(request, page, 422, (verb.name, number, form))
    messages.success(request, said)
    return redirect(row)


@require_safe
def review_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A review's report, as a download."""
    rows = ReviewPaper.objects.filter(review__in=Review.objects.visible_to(request.user))
    paper = get_object_or_404(rows, pk=pk)
    try:
        return attachment(
            Kept(paper.stored_as, paper.file_name, paper.content_type, paper.size, paper.sha256)
        )
    except Damaged as damaged:
        log.error("The report %s of a review cannot be handed out: %s", paper.pk, damaged)
        raise Http404 from damaged


def _page(
    request: HttpRequest, page: ReviewPage, status: int = 200, sent: tuple[str, int, Form] | None = None
) -> HttpResponse:
    context = {"page": page, **forms_for(page, sent), "sent": sent[2] if sent else None}
    return render(request, "support/review.html", context, status=status)
