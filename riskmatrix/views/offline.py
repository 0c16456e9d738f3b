"""Working offline: the sheet goes out, comes back, is looked at, and is saved as a whole."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refused, require
from kit.sheets import csv_bytes, xlsx_bytes
from riskmatrix import rules
from riskmatrix.forms_sheets import SheetForm
from riskmatrix.models import Evaluation, MatrixUpload
from riskmatrix.queries.offline import Compared, asked_of, compared
from riskmatrix.services import offline as service
from riskmatrix.services.offline import Keep
from riskmatrix.sheets import offline as sheet
from riskmatrix.sheets.cells import Answers
from riskmatrix.views.on_paper import csv_or_xlsx, file_name
from riskmatrix.views.self_evaluation import fetch


@require_http_methods(["GET", "HEAD", "POST"])
def offline(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be taken away, and where it comes back."""
    found = fetch(request, pk)
    require(rules.may_read(request.user, found))
    may_edit = rules.may_edit(request.user, found)
    form = SheetForm()
    if request.method == "POST":
        require(may_edit)
        form = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return redirect(
                    service.read(evaluation=found, upload=form.cleaned_data["file"], by=request.user)
                )
            except Refused as refused:
                form.add_error("file", refused.refusal.sentence)
    waiting = MatrixUpload.objects.visible_to(request.user).waiting().filter(evaluation=found).first()
    context = {"evaluation": found, "form": form, "may_edit": may_edit, "waiting": waiting}
    return render(request, "riskmatrix/offline.html", context, status=422 if form.errors else 200)


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    return _sheet(request, pk, "xlsx")


@require_safe
def plain_table(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    return _sheet(request, pk, "csv")


def _sheet(request: HttpRequest, pk: int, ending: str) -> HttpResponse | FileResponse:
    found = fetch(request, pk)
    require(rules.may_read(request.user, found))
    answers = Answers.of(found.framework.spec)
    rows = sheet.rows(asked_of(found).values(), answers)
    data = (
        csv_bytes(sheet.HEADERS, rows)
        if ending == "csv"
        else xlsx_bytes(sheet.HEADERS, rows, title="Self-evaluation", columns=sheet.columns(answers))
    )
    return csv_or_xlsx(data, f"{file_name(found)}.{ending}")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run of a sheet that came back, until it is confirmed."""
    mine = MatrixUpload.objects.visible_to(request.user).exclude(evaluation=None)
    rows = mine.select_related("evaluation__school__trust", "evaluation__term__year", "evaluation__framework")
    found = get_object_or_404(rows, pk=pk)
    evaluation: Evaluation = found.evaluation  # type: ignore[assignment]
    against = compared(found, evaluation)
    kept = _kept(request, against)
    refusal = rules.may_edit(request.user, evaluation)
    if request.method == "POST":
        try:
            count = service.apply(upload=found, kept=kept, by=request.user)
        except Refused as refused:
            if refused.refusal.code != "not-decided":
                raise
            refusal = refused.refusal
        else:
            messages.success(request, _said(count))
            return redirect(evaluation)
    context = {
        "upload": found,
        "evaluation": evaluation,
        "against": against,
        "refusal": refusal,
        "kept": kept,
    }
    return render(request, "riskmatrix/upload.html", context, status=422 if request.method == "POST" else 200)


def _said(count: int) -> str:
    return f"{count} {'KPI was' if count == 1 else 'KPIs were'} changed as your sheet says."


def _kept(request: HttpRequest, against: Compared) -> dict[str, Keep]:
    """The choices between two texts that were made, each as “mine:3”: whose text, and the version one saw."""
    kept = {}
    for line in against.conflicts:
        whose, _, version = request.POST.get(f"keep-{line.filled.kpi}", "").partition(":")
        if whose in ("mine", "theirs") and version.isdecimal() and len(version) < 10:
            kept[line.filled.kpi] = Keep(whose == "mine", int(version))
    return kept
