"""Reports: listed, read as a page, downloaded, asked for, issued."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from governance import rules
from governance.models import Report
from governance.queries.charts import history_chart
from governance.queries.report_list import report_list_page
from governance.services import publishing
from governance.services.reports import ask_for_report
from kit.refusals import require
from schools.access.permissions import Permission
from schools.models import School, Term


def fetch(request: HttpRequest, pk: int) -> Report:
    rows = Report.objects.visible_to(request.user)
    related = ("school__trust", "term__year__trust", "asked_by", "issued_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    return render(request, "governance/reports.html", {"page": report_list_page(request.user)})


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a page, or how far its preparation is."""
    found = fetch(request, pk)
    context: dict[str, Any] = {"row": found, "may_issue": rules.may_issue(request.user, found)}
    context["may_prepare"] = rules.may_prepare(request.user, found.school, found.term)
    if rules.may_read(request.user, found):
        return render(request, "governance/report_waiting.html", context)
    context |= {"report": found.document, "chart": history_chart(found.document)}
    return render(request, "governance/report.html", context)


@require_safe
def report_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The line that renews itself while a report is being prepared; when it is ready, the page comes anew."""
    found = fetch(request, pk)
    response = render(request, "governance/_report_progress.html", {"row": found})
    if found.is_ready:
        response["HX-Redirect"] = found.get_absolute_url()
    return response


@require_safe
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    data = publishing.download(report=found, by=request.user)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def report_chart(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    require(rules.may_read(request.user, found))
    chart = history_chart(found.document)
    if chart is None:
        raise Http404
    return HttpResponse(chart.svg, content_type="image/svg+xml")


@require_POST
def report_ask(request: HttpRequest, urn: int) -> HttpResponse:
    """Have a school's report prepared now: of the term the form names, else of the current one."""
    schools = School.objects.visible_to(request.user, Permission.PREPARE_REPORT).select_related("trust")
    school = get_object_or_404(schools, urn=urn)
    terms = Term.objects.of(school.trust_id).select_related("year__trust")
    asked = request.POST.get("term", "")
    term = terms.filter(pk=int(asked)).first() if asked.isdecimal() else terms.current()
    if term is None:
        raise Http404
    return redirect(ask_for_report(school=school, term=term, by=request.user))


@require_POST
def report_issue(request: HttpRequest, pk: int) -> HttpResponse:
    found = publishing.issue(report=fetch(request, pk), by=request.user)
    messages.success(request, f"The governors of {found.school} have been told that the report is ready.")
    return redirect(found)
