"""What a draft's page sends: everything typed, and the button that was pressed.

Whatever the button, what was typed is saved first. Nothing is cleared: what cannot be stored goes back as it was.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from kit.refusals import Refusal, Refused
from monitoring.content import row_anchor
from monitoring.forms.differences import two_texts
from monitoring.forms.page import DraftPage
from monitoring.models import MonitoringForm, MonitoringRow
from monitoring.queries.form import FormPage, form_page
from monitoring.queries.leads import possible_leads
from monitoring.services import writing

TYPED = ("-focus", "-other_method", "-recommendations", "-who", "-evaluation", "-what", "-support")


def save_page(request: HttpRequest, form: MonitoringForm) -> HttpResponse:
    leads = possible_leads(form.school)
    sent = DraftPage(form, leads, request.POST)
    head, rows = sent.edits()
    try:
        conflicts = writing.save(form=form, by=request.user, head=head, rows=rows)
        focus = press(request, form)
    except Refused as refused:
        return refuse(request, form, refused.refusal)
    fresh = MonitoringForm.objects.for_page().get(pk=form.pk)
    draft = sent.after_saving(fresh, leads, request.POST, conflicts)
    if request.POST.get("do") == "finish" and not sent.to_mend(conflicts):
        return go(request, reverse("monitoring_finish", args=[form.pk]))
    return answer(request, draft, focus=focus, to_mend=bool(sent.to_mend(conflicts)))


def press(request: HttpRequest, form: MonitoringForm) -> str:
    """Do what the button says beyond saving; the id of the field to go on in."""
    verb, _, row = request.POST.get("do", "save").partition(":")
    if verb == "add-row":
        return f"id_{row_anchor(writing.add_row(form=form, by=request.user).pk)}-who"
    if verb not in ("remove-row", "put-back", "add-action") or not row.isdecimal():
        return ""
    found = get_object_or_404(MonitoringRow.objects.filter(form=form).select_related("form"), pk=int(row))
    if verb == "remove-row":
        writing.remove_row(row=found, by=request.user)
        return "add-row"
    if verb == "put-back":
        writing.put_back_row(row=found, by=request.user)
        return f"id_{row_anchor(found.pk)}-who"
    return f"id_{row_anchor(found.pk)}-action-{found.required_actions.count()}-what"


def answer(request: HttpRequest, draft: DraftPage, *, focus: str, to_mend: bool) -> HttpResponse:
    if not request.htmx and not to_mend:
        messages.success(request, "Everything on the page is saved.")
        return redirect(f"{draft.form.get_absolute_url()}{'#' + focus if focus else ''}")
    if not to_mend:  # otherwise the list of what to mend takes the cursor
        draft.go_on_in(focus)
    page = form_page(draft.form, request.user)
    template = "monitoring/_draft.html" if request.htmx else "monitoring/draft.html"
    context = draft_context(page, draft, to_mend=to_mend, is_answer=True)
    return render(request, template, context)


def draft_context(page: FormPage, draft: DraftPage, **more: Any) -> dict[str, Any]:
    conflicts = {part.prefix: two_texts(part) for part in draft.parts if part.in_conflict}
    return {"page": page, "draft": draft, "conflicts": conflicts, **more}


def refuse(request: HttpRequest, form: MonitoringForm, refusal: Refusal) -> HttpResponse:
    """The form was finished, or a post ended, while this person was typing: their words are not thrown away."""
    if request.htmx:
        response = render(request, "monitoring/_refused.html", {"refusal": refusal})
        response.headers["HX-Reswap"] = "none"
        return response
    typed = [text for name, text in request.POST.items() if name.endswith(TYPED) and str(text).strip()]
    context = {"form": form, "refusal": refusal, "typed": typed}
    return render(request, "monitoring/refused.html", context, status=409)


def go(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
