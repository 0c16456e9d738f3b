"""The school's side: filling in, submitting, withdrawing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.refusals import Refusal, Refused
from kit.saving import Conflict
from riskmatrix import lifecycle, rules
from riskmatrix.forms import RatingForm
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.queries.evaluation_page import EvaluationPage, evaluation_page, one_block
from riskmatrix.queries.moderation_queue import section_progress
from riskmatrix.services import self_evaluation as service
from schools.access.permissions import Permission
from schools.models import School, Term

WITH_SCHOOL = ("school__trust", "term__year", "framework")


def fetch(request: HttpRequest, pk: int) -> Evaluation:
    """The evaluation, if it is this person's to see in any way; else 404."""
    rows = Evaluation.objects.visible_to(request.user).select_related(*WITH_SCHOOL).prefetch_related("parts")
    return get_object_or_404(rows, pk=pk)


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
    context = {"school": school, "term": term, "framework": framework, "refusal": refusal}
    return render(request, "riskmatrix/begin.html", context)


@require_safe
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """One criterion at a time, or all on one page with ``?all``."""
    found = fetch(request, pk)
    refusal = rules.may_read(request.user, found)
    if refusal is not None:
        if rules.may_read_agreed(request.user, found) is None:
            return redirect("agreed_matrix", pk=pk)
        return render(request, "riskmatrix/closed.html", {"evaluation": found, "refusal": refusal})
    page = evaluation_page(found, request.user)
    context = {
        "page": page,
        "evaluation": found,
        "editing": rules.may_edit(request.user, found) is None,
        "may_submit": rules.may_submit(request.user, found, [b.kpi for b in page.unanswered]),
        "may_withdraw": rules.may_withdraw(request.user, found),
        "moderating": rules.moderates(request.user, found),
        **chosen_sections(request, page),
    }
    return render(request, "riskmatrix/evaluation.html", context)


def chosen_sections(request: HttpRequest, page: EvaluationPage) -> dict[str, Any]:
    """The criteria the page shows: all of them, or the one asked for with its neighbours."""
    if "all" in request.GET:
        return {"sections": page.sections, "all_sections": True}
    try:
        section = page.section(request.GET.get("criterion"))
    except KeyError:
        raise Http404 from None
    return {
        "sections": (section,),
        "section": section,
        "section_before": page.before(section),
        "section_after": page.after(section),
    }


@require_POST
def save_rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one KPI: a fragment for the page that saves itself, a page for one without script."""
    mine = Evaluation.objects.visible_to(request.user, Permission.EDIT_SELF_EVALUATION)
    ratings = Rating.objects.filter(kind=Rating.Kind.SELF, evaluation__in=mine)
    related = ["kpi__criterion", "step", "by", *(f"evaluation__{name}" for name in WITH_SCHOOL)]
    rating = get_object_or_404(ratings.select_related(*related), pk=pk)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return kpi_again(
            request, rating, form, Refusal("malformed", "Load the page again and save once more.")
        )
    if request.POST.get("take") == "theirs":
        return taken(request, rating)
    values = {name: form.cleaned_data[name] for name in ("answer", "commentary", "version")}
    try:
        service.save_rating(rating=rating, **values, by=request.user)
    except Conflict:
        return kpi_again(request, Rating.objects.select_related(*related).get(pk=pk), form, None)
    except Refused as refused:
        return kpi_again(request, rating, form, refused.refusal)
    if request.htmx:
        progress = section_progress(rating.evaluation, rating.kpi.criterion.code)
        return render(request, "riskmatrix/_saved.html", {"rating": rating, "progress": progress})
    messages.success(request, f"“{rating.kpi.title}” is saved.")
    return redirect(block_url(rating))


def block_url(rating: Rating) -> str:
    return (
        f"{rating.evaluation.get_absolute_url()}?criterion={rating.kpi.criterion.code}#kpi-{rating.kpi.code}"
    )


def taken(request: HttpRequest, rating: Rating) -> HttpResponse:
    """The person chose the other's text: the block as it stands now."""
    if not request.htmx:
        return redirect(block_url(rating))
    context = {"block": one_block(rating), "evaluation": rating.evaluation, "editing": True}
    response = render(request, "riskmatrix/_kpi.html", context)
    response["HX-Retarget"] = f"#kpi-{rating.kpi.code}"
    response["HX-Reswap"] = "outerHTML"
    return response


def kpi_again(
    request: HttpRequest, rating: Rating, form: RatingForm, refusal: Refusal | None
) -> HttpResponse:
    """What was typed was not saved: say why, keep it, and show what stands there now (409 when that is news)."""
    context = {
        "block": one_block(rating),
        "rating": rating,
        "evaluation": rating.evaluation,
        "typed": form.data,
        "refusal": refusal,
    }
    template = "riskmatrix/_not_saved.html" if request.htmx else "riskmatrix/not_saved.html"
    return render(request, template, context, status=422 if refusal else 409)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    if request.method == "POST":
        service.submit(evaluation=found, by=request.user)
        messages.success(request, lifecycle.DONE[lifecycle.Verb.SUBMIT])
        return redirect(found)
    if rules.may_read(request.user, found):
        return redirect(found)
    page = evaluation_page(found, request.user)
    refusal = rules.may_submit(request.user, found, [block.kpi for block in page.unanswered])
    return render(request, "riskmatrix/submit.html", {"page": page, "evaluation": found, "refusal": refusal})


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    service.withdraw(evaluation=found, by=request.user)
    messages.success(request, lifecycle.DONE[lifecycle.Verb.WITHDRAW])
    return redirect(found)
