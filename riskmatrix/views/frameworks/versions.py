"""The list of versions, the two ways to begin a draft, and what leaves the portal again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit.drafting.download import pack_file
from kit.drafting.starting import BeginForm, PackForm
from kit.refusals import Refused
from riskmatrix.drafting.telling import told
from riskmatrix.models import Framework
from riskmatrix.queries.framework_list import versions_of
from riskmatrix.services import framework_drafts as service
from riskmatrix.spec import FrameworkSpec, PackError
from schools.access.permissions import Permission
from schools.models import Trust
from schools.queries.here import SignedIn, current_trust
from schools.views.attempts import attempt, form_page


def fetch(request: HttpRequest, pk: int) -> Framework:
    """A version, draft or published, of a trust whose framework this person edits; else 404."""
    rows = Framework.objects.editable_by(request.user).select_related("trust")  # type: ignore[arg-type]
    return get_object_or_404(rows, pk=pk)


@require_safe
def frameworks(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.EDIT_FRAMEWORK)
    context = {"trust": trust, "versions": versions_of(trust, request.user)}
    return render(request, "riskmatrix/frameworks/versions.html", context)


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
            return redirect("framework_draft", pk=row.pk)
    lead = "The draft begins as the version in force stands. Evaluations go on with that until the draft is published."
    back = ("Framework", reverse("frameworks"))
    return form_page(request, form, "Begin a draft", back, trust=trust, lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    """A dry run first: what is wrong by line, or what the file would bring; then it is kept as a draft."""
    trust = current_trust(request, Permission.EDIT_FRAMEWORK)
    form = PackForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "trust": trust}
    if form.is_valid():
        try:
            values = form.cleaned_data
            spec = service.read_pack(text=values["pack"], name=values["name"], trust=trust)
            if request.POST.get("do") == "keep":
                row = service.take_in(spec=spec, trust=trust, by=request.user)
                messages.success(request, f"Version {row.version} is kept as a draft.")
                return redirect("framework_draft", pk=row.pk)
            context |= _dry_run(trust, spec)
        except PackError as error:
            context["findings"] = error.findings
        except Refused as refused:
            context["findings"] = [refused.refusal.sentence]
    failed = form.is_bound and not context.get("read")
    return render(request, "riskmatrix/frameworks/upload.html", context, status=422 if failed else 200)


def _dry_run(trust: Trust, spec: FrameworkSpec) -> dict[str, object]:
    in_force = Framework.objects.in_force(trust)
    return {
        "read": spec,
        "kpis": sum(1 for _ in spec.kpis()),
        "told": told(in_force.spec if in_force else None, spec),
    }


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as the pack file that brings it in again."""
    return pack_file(fetch(request, pk))


@require_safe
def mapping(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """How the criteria answer to an outside framework, to be printed."""
    row = fetch(request, pk)
    found = next((each for each in row.spec.mappings if each.code == code), None)
    if found is None:
        raise Http404
    titles = {criterion.code: criterion.title for criterion in row.spec.criteria}
    areas = [(area, [titles[each] for each in area.criteria]) for area in found.areas]
    mapped = {each for area in found.areas for each in area.criteria}
    rest = [title for each, title in titles.items() if each not in mapped]
    context = {"row": row, "mapping": found, "areas": areas, "rest": rest}
    return render(request, "riskmatrix/frameworks/mapping.html", context)
