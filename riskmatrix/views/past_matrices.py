"""Past matrices come in: the terms, the template, the dry run, and the step itself."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal, Refused, require
from kit.sheets import xlsx_bytes
from riskmatrix.forms_sheets import SheetForm
from riskmatrix.models import Framework, MatrixUpload
from riskmatrix.queries.past_matrices import past_schools, past_terms, taken
from riskmatrix.rules_sheets import may_bring_in
from riskmatrix.services import past_matrices as service
from riskmatrix.sheets import past as sheet
from riskmatrix.sheets.cells import Answers
from riskmatrix.views.on_paper import csv_or_xlsx
from schools.access.permissions import Permission
from schools.access.scope import trusts_where
from schools.models import School, Term

NOT_YOURS = Refusal("not-yours", "Those who keep the trust's framework bring in its past matrices.")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    if not trusts_where(request.user, Permission.EDIT_FRAMEWORK):
        require(NOT_YOURS)
    return render(request, "riskmatrix/past_matrices.html", {"rows": past_terms(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """One past term: the template, and the file that comes back."""
    found = _fetch(request, pk)
    require(may_bring_in(request.user, found, Framework.objects.in_force(found.year.trust_id)))
    form = SheetForm()
    if request.method == "POST":
        form = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return redirect(service.read(term=found, upload=form.cleaned_data["file"], by=request.user))
            except Refused as refused:
                form.add_error("file", refused.refusal.sentence)
    are_taken = taken(found)
    waiting = MatrixUpload.objects.visible_to(request.user).waiting().filter(evaluation=None, term=found)
    context = {
        "term": found,
        "form": form,
        "waiting": waiting.first(),
        "schools": [(school, school.pk in are_taken) for school in _schools(found)],
    }
    return render(request, "riskmatrix/past_term.html", context, status=422 if form.errors else 200)


@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """An empty sheet: a row for each KPI of each school that has no evaluation of the term."""
    found = _fetch(request, pk)
    framework = Framework.objects.in_force(found.year.trust_id)
    require(may_bring_in(request.user, found, framework))
    assert framework is not None  # noqa: S101 - the rule has just refused None
    are_taken = taken(found)
    schools = [(school.name, school.urn) for school in _schools(found) if school.pk not in are_taken]
    spec = framework.spec
    data = xlsx_bytes(
        sheet.HEADERS,
        sheet.rows(schools, spec),
        title="Past matrices",
        columns=sheet.columns(Answers.of(spec)),
    )
    year = found.year.name.replace("/", "-")
    return csv_or_xlsx(data, f"past-matrices-{year}-{found.get_number_display().lower()}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would bring in; then the step itself."""
    mine = MatrixUpload.objects.visible_to(request.user).filter(evaluation=None)
    found = get_object_or_404(mine.select_related("term__year__trust"), pk=pk)
    if request.method == "POST":
        made = service.bring_in(upload=found, by=request.user)
        schools = "1 school" if len(made) == 1 else f"{len(made)} schools"
        messages.success(request, f"The {found.term.in_a_sentence} of {schools} is in the portal now.")
        return redirect("past_matrices")
    framework = Framework.objects.in_force(found.term.year.trust_id)
    refusal = may_bring_in(request.user, found.term, framework)
    if refusal is None and framework is not None:
        refusal = service.fits(map(sheet.Kept.from_json, found.rows), framework)
    context = {
        "upload": found,
        "term": found.term,
        "refusal": refusal,
        "schools": past_schools(found, framework) if framework and not refusal else (),
    }
    return render(request, "riskmatrix/past_upload.html", context)


def _fetch(request: HttpRequest, pk: int) -> Term:
    """A term of a trust in which this person holds a post; else 404."""
    return get_object_or_404(Term.objects.visible_to(request.user).select_related("year__trust"), pk=pk)


def _schools(term: Term) -> list[School]:
    return list(School.objects.filter(trust=term.year.trust_id).open())
