"""The self-evaluation on paper, for those who may read it."""

import io
import logging

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kit.pdf import PdfError
from kit.refusals import require
from riskmatrix import rules
from riskmatrix.models import Evaluation
from riskmatrix.printing import pdf_of
from riskmatrix.queries.evaluation_page import evaluation_page
from riskmatrix.views.self_evaluation import fetch

log = logging.getLogger(__name__)


@require_safe
def blank(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form to write on: guidance, boxes, lines."""
    return _printed(request, pk, blank=True)


@require_safe
def filled(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ratings and commentary as they stand."""
    return _printed(request, pk, blank=False)


def _printed(request: HttpRequest, pk: int, *, blank: bool) -> HttpResponseBase:
    found = fetch(request, pk)
    require(rules.may_read(request.user, found))
    try:
        drawn = pdf_of(evaluation_page(found, request.user), blank=blank)
    except PdfError as error:
        log.exception("self-evaluation %s could not be printed", pk)
        messages.error(request, error.sentence)
        return redirect("evaluation_offline", pk=pk)
    return download(drawn, f"{file_name(found)}{'-blank' if blank else ''}.pdf", "application/pdf")


def file_name(evaluation: Evaluation) -> str:
    """Without an ending, as in “self-evaluation-900001-2026-27-autumn”."""
    term = evaluation.term
    year = term.year.name.replace("/", "-")
    return f"self-evaluation-{evaluation.school.urn}-{year}-{term.get_number_display().lower()}"


def download(data: bytes, name: str, content_type: str) -> FileResponse:
    """A file to be saved, in no cache."""
    answer = FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=content_type)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def csv_or_xlsx(data: bytes, name: str) -> HttpResponse | FileResponse:
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else XLSX
    return download(data, name, kind)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
