"""Files of figures: the template, sending one in, saying what its columns hold."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit import clock
from kit.refusals import require
from kit.sheets import csv_bytes, xlsx_bytes
from kit.uploads import Kind
from riskmatrix import rules_figures as rules
from riskmatrix.forms_figure_files import ColumnsForm, OwnFileForm, PublishedForm
from riskmatrix.models import FigureImport, Framework
from riskmatrix.published import SourceFile
from riskmatrix.queries.figure_imports import columns_for
from riskmatrix.services import figure_files as service
from riskmatrix.sheet_columns import column_faults, proposed
from riskmatrix.sheet_rows import TEMPLATE_HEADERS, template
from riskmatrix.spec import FrameworkSpec
from riskmatrix.views.figures import fetch_school, sent
from schools.access.permissions import Permission
from schools.models import School, Trust
from schools.queries.here import SignedIn, current_trust, trusts_of
from schools.views.attempts import address_in, attempt

SAMPLES = 3
KINDS = {"csv": Kind.CSV, "xlsx": Kind.XLSX}


def fetch_import(request: SignedIn, pk: int) -> FigureImport:
    """An import this person may look into; else 404."""
    rows = FigureImport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("trust", "school__trust", "read_by", "applied_by"), pk=pk)


def spec_of(trust: Trust) -> FrameworkSpec:
    """:raises Refused: without a framework no measures are known."""
    framework = Framework.objects.in_force(trust)
    require(None if framework else rules.NO_FRAMEWORK)
    assert framework is not None  # noqa: S101 - refused above
    return framework.spec


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: SignedIn, urn: int) -> HttpResponse:
    """A file of one school."""
    school = fetch_school(request, urn)
    back = reverse("figures", args=[urn])
    return _bring_in(
        request, school.trust, school, back, lambda ending: reverse("figures_template", args=[urn, ending])
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in_for_all(request: SignedIn) -> HttpResponse:
    """A file in which each row says its school."""
    trust = current_trust(request, Permission.ENTER_FIGURES)
    trusts = trusts_of(request.user, Permission.ENTER_FIGURES)
    back = address_in(trust, trusts, "trust_figures")

    def sheet(ending: str) -> str:
        address = reverse("trust_figures_template", args=[ending])
        return f"{address}?trust={trust.pk}" if len(trusts) > 1 else address

    return _bring_in(request, trust, None, back, sheet)


def _bring_in(request: SignedIn, trust: Trust, school: School | None, back: str, sheet: Any) -> HttpResponse:
    require(rules.may_bring_in(request.user, trust, school))
    spec_of(trust)
    form = OwnFileForm(*sent(request))
    if form.is_valid():
        upload, values = form.cleaned_data["file"], form.cleaned_data
        found = attempt(
            form, service.read_own, trust=trust, school=school, name=upload.name, data=upload.data,
            table=form.table, period=values["period"], source=values["source"], by=request.user,
        )  # fmt: skip
        if found is not None:
            return redirect("figure_import", found.pk)
    context = {
        "form": form, "trust": trust, "school": school, "cancel_url": back, "csv": sheet("csv"), "xlsx": sheet("xlsx"),
    }  # fmt: skip
    return render(request, "riskmatrix/figures_import.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def official(request: SignedIn) -> HttpResponse:
    """Official files, one or several together."""
    trust = current_trust(request, Permission.ENTER_FIGURES)
    form = PublishedForm(*sent(request))
    if form.is_valid():
        values = form.cleaned_data
        sources = [
            SourceFile(each.name, each.data, values["academic_year"] or None, values["upto"])
            for each in values["official"]
        ]
        found = attempt(form, service.read_official, trust=trust, sources=sources, by=request.user)
        if found is not None:
            return redirect("figure_import", found.pk)
    back = address_in(trust, trusts_of(request.user, Permission.SEE_FIGURES), "trust_figures")
    context = {"form": form, "trust": trust, "cancel_url": back}
    return render(request, "riskmatrix/figures_official.html", context, status=422 if form.is_bound else 200)


@require_safe
def school_template(request: SignedIn, urn: int, ending: str) -> HttpResponse:
    school = fetch_school(request, urn)
    require(rules.may_bring_in(request.user, school.trust, school))
    return _template(school.trust, {school.urn: school.name}, ending, f"figures-{school.urn}")


@require_safe
def trust_template(request: SignedIn, ending: str) -> HttpResponse:
    trust = current_trust(request, Permission.ENTER_FIGURES)
    schools = School.objects.visible_to(request.user, Permission.ENTER_FIGURES).filter(trust=trust).open()
    return _template(trust, {school.urn: school.name for school in schools}, ending, "figures")


def _template(trust: Trust, schools: dict[int, str], ending: str, name: str) -> HttpResponse:
    if ending not in KINDS:
        raise Http404
    rows = template(spec_of(trust), schools, clock.today())
    data = (
        csv_bytes(TEMPLATE_HEADERS, rows)
        if ending == "csv"
        else xlsx_bytes(TEMPLATE_HEADERS, rows, title="Figures")
    )
    answer = HttpResponse(data, content_type=KINDS[ending].content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: SignedIn, pk: int) -> HttpResponse:
    """What the columns of a file hold, where its headers are not the template's; remembered for the next one."""
    found = fetch_import(request, pk)
    if found.kind != FigureImport.Kind.OWN or found.applied_at is not None:
        return redirect("figure_import", pk)
    spec, table = spec_of(found.trust), found.rows["table"]
    headers = table["headers"]
    samples = [
        ", ".join(row[1][at] for row in table["rows"][:SAMPLES] if row[1][at])[:80]
        for at in range(len(headers))
    ]
    guess = columns_for(found) or proposed(headers, spec)
    initial = {f"column_{at}": guess.get(header, "") for at, header in enumerate(headers)}
    form = ColumnsForm(
        *sent(request)[:1], headers=headers, samples=samples, spec=spec,
        initial={**initial, "period": found.rows.get("period", "")},
    )  # fmt: skip
    if form.is_valid():
        for fault in column_faults(form.columns, spec, whole_trust=found.school is None):
            form.complain(fault.header, fault.sentence)
        if form.is_valid() and attempt(
            form, service.choose_columns, found=found, columns=form.columns,
            period=form.cleaned_data["period"], by=request.user,
        ):  # fmt: skip
            return redirect("figure_import", pk)
    context = {"form": form, "found": found, "cancel_url": reverse("figure_import", args=[pk])}
    return render(request, "riskmatrix/figures_columns.html", context, status=422 if form.is_bound else 200)
