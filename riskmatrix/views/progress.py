"""Who has begun and who has not, with one button that reminds them."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from kit.refusals import require
from riskmatrix import rules
from riskmatrix.queries.moderation_queue import progress_of
from riskmatrix.queries.work_counter import usually_entered, work_of
from riskmatrix.services.reminders import remind_schools
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.models import School, Term


def fetch(request: HttpRequest, pk: int) -> Term:
    term = get_object_or_404(Term.objects.visible_to(request.user).select_related("year__trust"), pk=pk)
    require(rules.may_see_progress(request.user, term))
    return term


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    term = fetch(request, pk)
    schools = list(School.objects.visible_to(request.user).filter(trust=term.year.trust_id).open())
    rows = progress_of(term, schools)
    works = work_of([row.evaluation for row in rows if row.evaluation])
    rows = [replace(row, work=works.get(row.evaluation.pk)) if row.evaluation else row for row in rows]
    context = {
        "term": term,
        "rows": rows,
        "usually": usually_entered(row.work for row in rows if row.work and not row.is_with_the_school),
        "keeps_framework": has_in_trust(request.user, Permission.EDIT_FRAMEWORK, term.year.trust),
        "may_remind": rules.may_remind(request.user, term),
    }
    return render(request, "riskmatrix/progress.html", context)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    term = fetch(request, pk)
    told = remind_schools(term=term, by=request.user)
    said = "One school was" if told == 1 else f"{told} schools were"
    messages.success(request, f"{said} reminded." if told else "Every school was reminded today or is done.")
    return redirect("progress", pk=pk)
