"""The school's side: beginning and filling in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal
from riskmatrix import rules, rules_answers
from riskmatrix.models import Evaluation, Framework
from riskmatrix.queries.evaluation_page import EvaluationPage, evaluation_page
from riskmatrix.queries.next_unanswered import next_unanswered
from riskmatrix.queries.steps import steps_of
from riskmatrix.services import self_evaluation as service
from schools.access.permissions import Permission
from schools.models import School, Term

WITH_SCHOOL = ("school__trust", "term__year", "framework")


def fetch(request: HttpRequest, pk: int) -> Evaluation:
    """The evaluation, if it is this person's to see in any way; else 404."""
    rows = Evaluation.objects.visible_to(request.user).select_related(*WITH_SCHOOL)
    # The document is long, and parsed once a process.
    return get_object_or_404(rows.defer("framework__document"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def school_evaluation(request: HttpRequest, urn: int) -> HttpResponse:
    """This term's self-evaluation of the school, or the page that begins it."""
    schools = School.objects.visible_to(request.user, Permission.SEE_SELF_EVALUATION)
    school = get_object_or_404(schools.select_related("trust"), urn=urn)
    term = Term.objects.of(school.trust_id).current()
    if request.method == "POST" and term is not None:
        return redirect(service.begin(school=school, term=term, by=request.user))
    existing = Evaluation.objects.of(school, term) if term else None
    if existing is not None:
        return redirect(existing)
    framework = Framework.objects.in_force(school.trust_id)
    refusal = (
        rules.may_begin(request.user, school, term, framework)
        if term
        else Refusal("no-term", "The trust has not opened a term yet.")
    )
    steps = steps_of(framework.spec) if framework else {}
    context = {
        "school": school,
        "term": term,
        "framework": framework,
        "steps": steps,
        "refusal": refusal,
    }
    return render(request, "riskmatrix/begin.html", context)


@require_safe
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """One criterion at a time, or all on one page with ``?all``."""
    found = fetch(request, pk)
    refusal = rules.may_read(request.user, found)
    if refusal is not None:
        agreed = rules.may_read_agreed(request.user, found)
        if agreed is None:
            return redirect("agreed_matrix", pk=pk)
        return closed(request, found, agreed if refusal == rules.NOT_YOURS else refusal)
    page = evaluation_page(found, request.user, looked_at(request))
    chosen = chosen_sections(request, page)
    context = {
        "page": page,
        "evaluation": found,
        "next": next_unanswered(page, chosen["sections"]),
        "editing": rules.may_edit(request.user, found) is None,
        "may_withdraw": rules.may_withdraw(request.user, found),
        "moderating": rules.moderates(request.user, found),
        "may_answer": rules_answers.may_answer(request.user, found),
        "may_settle": rules_answers.may_settle(request.user, found),
        **chosen,
    }
    return render(request, "riskmatrix/evaluation.html", context)


def closed(request: HttpRequest, found: Evaluation, refusal: Refusal) -> HttpResponse:
    """A page that says why it cannot be read: not by this person (403), or not at this moment."""
    status = 403 if refusal == rules.NOT_YOURS else 200
    context = {"evaluation": found, "refusal": refusal}
    return render(request, "riskmatrix/closed.html", context, status=status)


def looked_at(request: HttpRequest) -> str | None:
    """The code of the criterion asked for, “” where none is, None where the page shows all."""
    return None if "all" in request.GET else request.GET.get("criterion", "")


def chosen_sections(
    request: HttpRequest, page: EvaluationPage, *, otherwise: str | None = None
) -> dict[str, Any]:
    """The criteria the page shows: all of them, or the one asked for with its neighbours.

    :param otherwise: the code of the criterion to open on when none is asked for.
    """
    if "all" in request.GET:
        return {"sections": page.sections, "all_sections": True}
    try:
        section = page.section(request.GET.get("criterion") or otherwise)
    except KeyError:
        raise Http404 from None
    return {
        "sections": (section,),
        "section": section,
        "section_before": page.before(section),
        "section_after": page.after(section),
    }
