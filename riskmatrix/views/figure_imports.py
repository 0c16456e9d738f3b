"""One import: what it would do, carrying it out, undoing it, throwing it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from riskmatrix import rules_figures as rules
from riskmatrix.models import FigureImport
from riskmatrix.queries.figure_imports import dry_run
from riskmatrix.services import figure_files, figure_imports
from riskmatrix.views.figure_files import fetch_import
from schools.queries.here import SignedIn

MOST_SHOWN = 200


def home_of(found: FigureImport) -> str:
    """The page that lists it."""
    if found.school is not None:
        return reverse("figures", args=[found.school.urn])
    return f"{reverse('trust_figures')}?trust={found.trust_id}"


def sent_from(found: FigureImport) -> str:
    """The page from which such a file is sent."""
    if found.school is not None:
        return reverse("figures_import", args=[found.school.urn])
    official = found.kind == FigureImport.Kind.PUBLISHED
    return (
        f"{reverse('trust_figures_official' if official else 'trust_figures_import')}?trust={found.trust_id}"
    )


@require_safe
def figure_import(request: SignedIn, pk: int) -> HttpResponse:
    """The dry run while it waits; what came of it afterwards."""
    found = fetch_import(request, pk)
    context = {"found": found, "back": home_of(found), "school": found.school}
    if found.applied_at is not None:
        context["may_undo"] = rules.may_undo(request.user, found)
        return render(request, "riskmatrix/figure_import_done.html", context)
    run = dry_run(found)
    if run.needs_columns:
        return redirect("figure_import_columns", pk)
    refusal = rules.may_apply(request.user, found, has_findings=bool(run.findings), changes=len(run.to_write))
    context |= {
        "run": run,
        "findings": run.findings[:MOST_SHOWN],
        "more_findings": len(run.findings) - MOST_SHOWN,
        "changes": run.to_write[:MOST_SHOWN],
        "more_changes": len(run.to_write) - MOST_SHOWN,
        "may_apply": refusal,
        "again": sent_from(found),
    }
    return render(request, "riskmatrix/figure_import.html", context)


@require_POST
def apply(request: SignedIn, pk: int) -> HttpResponse:
    found = fetch_import(request, pk)
    run = figure_imports.apply(found=found, by=request.user)
    number = len(run.to_write)
    messages.success(request, f"{number:,} figure{'s are' if number != 1 else ' is'} brought in.")
    return redirect("figure_import", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: SignedIn, pk: int) -> HttpResponse:
    found = fetch_import(request, pk)
    if request.method == "POST":
        figure_imports.undo(found=found, by=request.user)
        messages.success(request, "The import is undone. What stood before it stands again.")
        return redirect(home_of(found))
    if rules.may_undo(request.user, found):
        return redirect("figure_import", pk)
    count = found.figures.count() + found.benchmarks.count()
    context = {
        "title": "Undo the import",
        "where": found.file_name,
        "will_happen": [
            f"The {count:,} figures it brought in are shown nowhere any more.",
            "Where an earlier figure stood, that one stands again.",
        ],
        "undo": "Its rows are kept for the record. To have them back, bring the file in again.",
        "confirm_label": "Undo the import",
        "cancel_url": reverse("figure_import", args=[pk]),
    }
    return render(request, "components/confirm.html", context)


@require_POST
def throw_away(request: SignedIn, pk: int) -> HttpResponse:
    found = fetch_import(request, pk)
    back = home_of(found)
    figure_files.throw_away(found=found, by=request.user)
    messages.success(request, "The file is thrown away. Nothing of it was brought in.")
    return redirect(back)
