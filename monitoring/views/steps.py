"""Finishing a form, and recording that senior leaders considered it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kit.refusals import Refused
from kit.saving import Conflict
from monitoring.forms.consider import ConsiderPage
from monitoring.lifecycle import DONE, Verb
from monitoring.queries.form import form_page
from monitoring.services import forms
from monitoring.views.form import fetch

CONFLICT = "Somebody else recorded something here meanwhile. Look at it below, then send yours if it is still needed."


@require_http_methods(["GET", "HEAD", "POST"])
def monitoring_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """What finishing means and what is missing; then the step itself."""
    page = form_page(fetch(request, pk), request.user)
    if request.method == "POST":
        forms.finish(form=page.form, by=request.user)
        messages.success(request, DONE[Verb.FINISH])
        return redirect(page.form)
    if page.may_edit is not None:
        return redirect(page.form)
    return render(request, "monitoring/finish.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def monitoring_consider(request: HttpRequest, pk: int) -> HttpResponse:
    page = form_page(fetch(request, pk), request.user)
    if page.may_consider is not None and request.method != "POST":
        messages.error(request, page.may_consider.sentence)
        return redirect(page.form)
    sheet = ConsiderPage(page, request.POST if request.method == "POST" else None)
    if sheet.is_sent and sheet.is_valid():
        try:
            forms.consider(form=page.form, by=request.user, **sheet.values())
        except Conflict:
            sheet.refuse(CONFLICT)
        except Refused as refused:
            sheet.refuse(refused.refusal.sentence)
        else:
            messages.success(request, DONE[Verb.CONSIDER])
            return redirect(page.form)
    return render(request, "monitoring/consider.html", {"page": page, "sheet": sheet})
