"""The school among itself: who has which criterion in hand, and what is said about a KPI."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kit.refusals import Refused, require
from riskmatrix import rules_filling_in as rules
from riskmatrix.forms_filling_in import CommentForm, WorkForm
from riskmatrix.models import Comment, Evaluation, Rating
from riskmatrix.queries.kpi_talk import talk_of
from riskmatrix.queries.teamwork import own_people, work_of
from riskmatrix.services import talk
from riskmatrix.services.teamwork import share_out
from riskmatrix.views.saving import own_rating
from riskmatrix.views.self_evaluation import WITH_SCHOOL
from riskmatrix.views.sides import SCHOOL
from schools.access.permissions import Permission
from schools.views.attempts import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has what in hand. The headteacher changes it, the other leaders read it, nobody else finds it."""
    mine = Evaluation.objects.visible_to(request.user, Permission.EDIT_SELF_EVALUATION)
    found = get_object_or_404(mine.select_related(*WITH_SCHOOL), pk=pk)
    refusal = rules.may_share_out(request.user, found)
    if request.method == "POST":
        require(refusal)
    data = request.POST if request.method == "POST" else None
    rows = work_of(found, request.user)
    form = WorkForm(data, evaluation=found, rows=rows, people=own_people(found.school))
    if request.method == "POST" and form.is_valid():
        try:
            changed = share_out(evaluation=found, wishes=form.wishes(), by=request.user)
        except Refused as refused:
            form.refuse(refused.refusal)
        else:
            messages.success(request, _said(changed))
            return redirect("work", pk=pk)
    context = {"evaluation": found, "form": form, "refusal": refusal}
    return render(request, "riskmatrix/work.html", context, status=422 if form.is_bound else 200)


def _said(changed: int) -> str:
    if not changed:
        return "Nothing was changed."
    number = "One criterion is" if changed == 1 else f"{changed} criteria are"
    return f"{number} shared out anew. Those concerned are told."


@require_POST
def comment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about the KPI of the school's own rating ``pk``."""
    own = own_rating(request, pk, SCHOOL)
    form = CommentForm(request.POST)
    said = form.is_valid() and attempt(
        form, talk.say, rating=own, text=form.cleaned_data["text"], by=request.user
    )
    if not said and not request.htmx:
        place = talk.place_of(own.evaluation, own.kpi)
        context = {"form": form, "own": own, "evaluation": own.evaluation, "place": place}
        return render(request, "riskmatrix/comment.html", context, status=422)
    return _talk(request, own, None if said else form)


@require_POST
def comment_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a comment, or with ``settled=no`` open it again."""
    comments = Comment.objects.visible_to(request.user)
    related = [f"evaluation__{name}" for name in WITH_SCHOOL]
    comment = get_object_or_404(comments.select_related("kpi__criterion", *related), pk=pk)
    verb = talk.open_again if request.POST.get("settled") == "no" else talk.settle
    verb(comment=comment, by=request.user)
    own = Rating.objects.select_related("kpi__criterion").get(
        evaluation=comment.evaluation_id, kpi=comment.kpi_id, kind=Rating.Kind.SELF
    )
    own.evaluation = comment.evaluation
    return _talk(request, own, None)


def _talk(request: HttpRequest, own: Rating, form: CommentForm | None) -> HttpResponse:
    """The talk as it stands now; without script, back to the KPI."""
    if not request.htmx:
        return redirect(talk.place_of(own.evaluation, own.kpi))
    found = talk_of(own.evaluation, request.user, [own.kpi.code])[own.kpi.code]
    context = {"talk": found, "own": own, "code": own.kpi.code, "form": form}
    return render(request, "riskmatrix/_talk_alone.html", context)
