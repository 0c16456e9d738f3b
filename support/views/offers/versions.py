"""The list of versions, the two ways to begin a draft, and what leaves the portal again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit.drafting.download import pack_file
from kit.drafting.starting import BeginForm, PackForm
from kit.refusals import Refused
from riskmatrix.models import Framework
from schools.access.permissions import Permission
from schools.models import Trust
from schools.queries.here import SignedIn, current_trust
from schools.views.attempts import attempt, form_page
from support.drafting.telling import told
from support.models import Offer
from support.queries.offers import versions_of
from support.references import strays
from support.services import offer_drafts as service
from support.spec import Offer as OfferSpec
from support.spec import PackError


def fetch(request: HttpRequest, pk: int) -> Offer:
    """A version, draft or published, of a trust whose offer this person edits; else 404."""
    rows = Offer.objects.editable_by(request.user).select_related("trust")
    row: Offer = get_object_or_404(rows, pk=pk)
    return row


@require_safe
def offers(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.EDIT_FRAMEWORK)
    context = {"trust": trust, "versions": versions_of(trust, request.user)}
    return render(request, "support/offers/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.EDIT_FRAMEWORK)
    form = BeginForm(request.POST or None)
    if form.is_valid():
        version = form.cleaned_data["version"]
        row = attempt(form, service.begin, trust=trust, version=version, by=request.user)
        if row is not None:
            messages.success(
                request, f"The draft of version {version} is begun. Nobody but its editors sees it."
            )
            return redirect("offer_draft", pk=row.pk)
    lead = "The draft begins as the version in force stands. Schools are promised by that until the draft is published."
    return form_page(request, form, "Begin a draft", ("Offer", reverse("offers")), trust=trust, lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    """A dry run first: what is wrong by line, or what the file would bring; then it is kept as a draft."""
    trust = current_trust(request, Permission.EDIT_FRAMEWORK)
    form = PackForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "trust": trust, "versions_url": reverse("offers")}
    if form.is_valid():
        try:
            values = form.cleaned_data
            spec = service.read_pack(text=values["pack"], name=values["name"])
            if request.POST.get("do") == "keep":
                row = service.take_in(spec=spec, trust=trust, by=request.user)
                messages.success(request, f"Version {row.version} is kept as a draft.")
                return redirect("offer_draft", pk=row.pk)
            context |= _dry_run(trust, spec)
        except PackError as error:
            context["findings"] = error.findings
        except Refused as refused:
            context["findings"] = [refused.refusal.sentence]
    failed = form.is_bound and not context.get("read")
    return render(request, "support/offers/upload.html", context, status=422 if failed else 200)


def _dry_run(trust: Trust, spec: OfferSpec) -> dict[str, object]:
    in_force = Offer.objects.in_force(trust)
    framework = Framework.objects.in_force(trust)
    return {
        "read": spec,
        "told": told(in_force.spec if in_force else None, spec),
        "strays": strays(spec, framework.spec) if framework else [],
    }


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as the pack file that brings it in again."""
    return pack_file(fetch(request, pk))
