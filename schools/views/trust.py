"""The trust's own settings, its colour as a style sheet, and what happened in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from schools.accent import can_be_read
from schools.access.permissions import Permission
from schools.filters import AuditFilter
from schools.forms.schools import SettingsForm
from schools.models import Trust
from schools.models.trust import DEFAULT_ACCENT
from schools.queries.audit import entries_of
from schools.queries.here import SignedIn, current_trust, trusts_of
from schools.services.settings import change_settings
from schools.tables import AuditTable
from schools.views.attempts import attempt, form_page

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def trust_settings(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.MANAGE_TRUST)
    form = SettingsForm(request.POST or None, instance=Trust.objects.get(pk=trust.pk))
    if form.is_valid() and attempt(form, change_settings, trust=trust, by=request.user, **form.cleaned_data):
        messages.success(request, "The settings are saved.")
        return redirect("trust_settings")
    return form_page(request, form, "Settings of the trust", ("Schools", reverse("schools")), trust=trust)


@require_safe
def accent_css(request: SignedIn) -> HttpResponse:
    """The colour of the trust of one's first post: a file of its own, since no page may carry a style."""
    accent = next((post.trust.accent for post in request.user.current_posts), DEFAULT_ACCENT)
    # What is written into a style sheet is checked again here, whatever way it came into the database.
    accent = DEFAULT_ACCENT if can_be_read(accent) else accent
    response = HttpResponse(f":root {{ --accent: {accent} }}\n", content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, max-age=60"
    return response


@require_safe
def audit(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.READ_AUDIT)
    filter_ = AuditFilter(request.GET or None, entries_of(trust, request.user), of=trust, user=request.user)
    table = AuditTable(filter_.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    trusts = trusts_of(request.user, Permission.READ_AUDIT)
    context = {"trust": trust, "trusts": trusts, "filter": filter_, "table": table}
    return render(request, "schools/audit.html", context)
