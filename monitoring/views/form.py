"""One monitoring form: writing the draft, reading what is finished, the PDF."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.pdf import PdfError
from monitoring.forms.page import DraftPage
from monitoring.models import MonitoringForm
from monitoring.printing import pdf_of
from monitoring.queries.form import form_page
from monitoring.queries.leads import possible_leads
from monitoring.views.saving import draft_context, save_page

log = logging.getLogger(__name__)


def fetch(request: HttpRequest, pk: int) -> MonitoringForm:
    """The form if this person may see it, with all its page shows; else 404."""
    return get_object_or_404(MonitoringForm.objects.visible_to(request.user).for_page(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def monitoring_form(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return save_page(request, fetch(request, pk))
    page = form_page(fetch(request, pk), request.user)
    if page.may_edit is not None:
        return render(request, "monitoring/form.html", {"page": page})
    draft = DraftPage(page.form, possible_leads(page.school))
    return render(request, "monitoring/draft.html", draft_context(page, draft))


@require_safe
def monitoring_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    form = fetch(request, pk)
    try:
        drawn = pdf_of(form_page(form, request.user))
    except PdfError as error:
        log.exception("monitoring form %s could not be printed", form.pk)
        messages.error(request, error.sentence)
        return redirect(form)
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="monitoring-{form.school.urn}-{form.pk}.pdf"'
    )
    return answer
