"""The record of an engagement: the draft that saves itself, sharing it, the school's own view."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from kit.headers import believed
from kit.refusals import Refused, require
from kit.saving import Conflict
from support.forms_record import KeepForm, RecordForm, ShareForm, ViewForm
from support.models import Engagement, Record
from support.queries.engagement_page import Promised
from support.queries.record_page import RecordPage, record_page
from support.queries.record_words import differing, in_words
from support.services import records
from support.services.record_evidence import keep_as_evidence
from support.views.engagement import plan_line


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; POST saves the draft, or with ``do=view`` adds the school's own view."""
    page = record_page(fetch(request, pk), request.user)
    if request.method != "POST":
        return _page(request, page)
    if request.POST.get("do") == "view":
        return _view(request, page)
    if request.POST.get("do") == "keep":
        return _keep(request, page)
    if request.POST.get("do") == "theirs":  # between two texts, the other one was chosen
        return believed(_go(request, reverse("record", args=[pk])))
    require(page.may_write)
    form = RecordForm(request.POST, page=page, user_pk=request.user.pk)
    if not form.is_valid():
        return _not_saved(request, page, form, 422)
    version = form.cleaned_data["version"]
    if request.POST.get("instead_of", "").isdecimal():  # their text was seen and decided against
        version = int(request.POST["instead_of"])
    try:
        saved = records.save(
            engagement=page.row, text=form.text(), internal=form.cleaned_data["internal"], version=version,
            by=request.user,
        )  # fmt: skip
    except Conflict as conflict:
        return _conflict(request, page, form, conflict.current)
    return _saved(request, page.row, saved)


def fetch(request: HttpRequest, pk: int) -> Engagement:
    """The engagement whose plan this person sees; else 404."""
    rows = Engagement.objects.visible_to(request.user).select_related("school__trust", "commitment__year")
    return get_object_or_404(rows.prefetch_related("commitment__offer"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def record_share(request: HttpRequest, pk: int) -> HttpResponse:
    """What the school will read; POST shares it."""
    page = record_page(fetch(request, pk), request.user)
    require(page.may_write)
    form = ShareForm(request.POST if request.method == "POST" else None, initial={"version": page.version})
    if request.method == "POST" and form.is_valid():
        try:
            made = records.share(engagement=page.row, by=request.user, **form.cleaned_data)
        except Conflict:
            messages.error(
                request, "The draft was changed meanwhile. Read it again below, then share it if it is right."
            )
            return redirect("record_share", pk)
        except Refused as refused:
            if refused.refusal.code not in ("reason-missing", "too-long"):
                raise
            form.add_error("why", refused.refusal.sentence)
        else:
            messages.success(request, f"Version {made.number} is shared with {page.row.school}.")
            return redirect("record", pk)
    context = {
        "page": page,
        "form": form,
        "content": in_words(page.row, page.draft, page.actions),
    }
    return render(request, "support/record_share.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, page: RecordPage, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "page": page,
        "promised": Promised(page.row.commitment, page.row.commitment.spec),
        "back": plan_line(page.row),
        "form": RecordForm(page=page, user_pk=request.user.pk) if page.may_write is None else None,
        "view_form": ViewForm(),
        "keep_form": KeepForm(kinds=page.kinds),
        **more,
    }
    return render(request, "support/record.html", context, status=status)


def _saved(request: HttpRequest, row: Engagement, saved: Record) -> HttpResponse:
    if request.POST.get("do") == "check":
        return believed(_go(request, reverse("record_share", args=[row.pk])))
    if request.htmx:
        return believed(render(request, "support/_record_saved.html", {"record": saved}))
    messages.success(request, "The draft is saved.")
    return redirect("record", row.pk)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _not_saved(request: HttpRequest, page: RecordPage, form: RecordForm, status: int) -> HttpResponse:
    if request.htmx:
        return render(request, "support/_record_not_saved.html", {"form": form}, status=status)
    return _page(request, page, form=form, status=status)


def _conflict(request: HttpRequest, page: RecordPage, form: RecordForm, theirs: Any) -> HttpResponse:
    """Both texts: mine stays in the boxes, theirs stands beside with a choice."""
    stands = record_page(page.row, request.user)
    parts = differing(page.row, stands.draft, form.text())
    if stands.internal != form.cleaned_data["internal"]:
        parts.append(["Internal to the trust", stands.internal])
    context = {"theirs": theirs, "differing": parts, "form": form}
    if request.htmx:
        return render(request, "support/_record_conflict.html", context, status=409)
    return _page(request, stands, status=409, **context)


def _keep(request: HttpRequest, page: RecordPage) -> HttpResponse:
    require(page.may_keep)
    form = KeepForm(request.POST, kinds=page.kinds)
    if not form.is_valid():
        return _page(request, page, keep_form=form, status=422)
    keep_as_evidence(engagement=page.row, kind=form.cleaned_data["kind"], by=request.user)
    messages.success(request, "It is among the school’s evidence; use it beside the KPIs it speaks of.")
    return redirect("record", page.row.pk)


def _view(request: HttpRequest, page: RecordPage) -> HttpResponse:
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _page(request, page, view_form=form, status=422)
    records.add_view(engagement=page.row, text=form.cleaned_data["view"], by=request.user)
    messages.success(request, "The school’s view is kept beside the record.")
    return redirect("record", page.row.pk)
