"""The agreed matrix, read-only: for governors, trustees and everyone above."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from riskmatrix import rules, rules_answers
from riskmatrix.models import Evaluation
from riskmatrix.queries.agreed_trail import trails_of
from riskmatrix.queries.governed_figures import governed_figures
from riskmatrix.queries.matrix import agreed_matrix
from riskmatrix.views.self_evaluation import fetch
from schools.access.permissions import Permission
from schools.models import School


@require_safe
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    if refusal := rules.may_read_agreed(request.user, found):
        if rules.may_read(request.user, found) is None:
            return redirect(found)
        return render(request, "riskmatrix/closed.html", {"evaluation": found, "refusal": refusal})
    agreed, trails = agreed_matrix(found), trails_of(found)
    context = {
        "matrix": agreed,
        "sections": trails.beside(agreed),
        "figures": governed_figures(found),
        "evaluation": found,
        "may_read_all": rules.may_read(request.user, found) is None,
    }
    return render(request, "riskmatrix/agreed.html", context)


@require_safe
def matrices(request: HttpRequest, urn: int) -> HttpResponse:
    """Every term of a school, newest first; those that are not agreed lead to the ratings if one may read them."""
    schools = School.objects.visible_to(request.user, Permission.SEE_AGREED_MATRIX)
    school = get_object_or_404(schools, urn=urn)
    rows = Evaluation.objects.filter(school=school).select_related("term__year", "framework", "school")
    readable = {row.pk for row in rows if rules.may_read(request.user, row) is None}
    context = {
        "school": school,
        "rows": rows,
        "readable": readable,
        "may_see_calibration": rules_answers.may_see_calibration(request.user, school),
    }
    return render(request, "riskmatrix/matrices.html", context)
