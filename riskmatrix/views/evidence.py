"""A school's evidence: the list, a new piece, opening one, withdrawing one."""

import logging
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refused, require
from kit.uploads import Damaged, attachment
from riskmatrix.forms_evidence import EvidenceForm
from riskmatrix.models import Framework
from riskmatrix.queries.evidence_page import evidence_page, evidence_visible_to
from riskmatrix.rules_evidence import may_withdraw_evidence
from riskmatrix.services import evidence as service
from schools.access.permissions import Permission
from schools.evidence_rules import may_keep_evidence
from schools.models import Evidence, Person, School
from schools.services import evidence as pieces

log = logging.getLogger(__name__)


def fetch(request: HttpRequest, pk: int) -> Evidence:
    """A piece that this person may know of; else 404."""
    return get_object_or_404(evidence_visible_to(request.user).select_related("school__trust"), pk=pk)


def fetch_school(request: HttpRequest, urn: int) -> School:
    schools = School.objects.visible_to(request.user, Permission.SEE_SELF_EVALUATION)
    return get_object_or_404(schools.select_related("trust"), urn=urn)


@require_safe
def school_evidence(request: HttpRequest, urn: int) -> HttpResponse:
    page = evidence_page(fetch_school(request, urn), request.user, request.GET.get("page"))
    return render(request, "riskmatrix/school_evidence.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: HttpRequest, urn: int) -> HttpResponse:
    """A new piece, to be laid beside KPIs later."""
    school = fetch_school(request, urn)
    require(may_keep_evidence(request.user, school))
    framework = Framework.objects.in_force(school.trust_id)
    form = EvidenceForm(*sent(request), spec=framework.spec if framework else None)
    if request.method == "POST" and _added(form, school, request.user):
        messages.success(request, f"“{form.cleaned_data['title']}” is added to the school's evidence.")
        return redirect("school_evidence", urn)
    context = {"school": school, "form": form, "cancel_url": reverse("school_evidence", args=[urn])}
    return render(
        request, "riskmatrix/evidence_add.html", context, status=422 if request.method == "POST" else 200
    )


def sent(request: HttpRequest) -> tuple[Any, ...]:
    """What a form is made of: the fields and files that were sent, nothing for a page that is only asked for."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _added(form: EvidenceForm, school: School, by: Person) -> bool:
    """Whether the piece is added; what speaks against it stands on the form."""
    if not form.is_valid():
        return False
    upload, link = form.cleaned_data["file"], form.cleaned_data["link"]
    try:
        if upload:
            pieces.add_file(school=school, about=form.about(), upload=upload, by=by)
        else:
            pieces.add_link(school=school, about=form.about(), link=link, by=by)
    except Refused as refused:
        form.add_error("file" if upload else "link", refused.refusal.sentence)
        return False
    return True


@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The stored file, as a download."""
    found = fetch(request, pk)
    try:
        return attachment(service.download(evidence=found, by=request.user))
    except Damaged as damaged:
        log.error("Evidence %s of %s cannot be handed out: %s", found.pk, found.school, damaged)
        return render(request, "riskmatrix/evidence_damaged.html", {"evidence": found}, status=500)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    back = reverse("school_evidence", args=[found.school.urn])
    if request.method == "POST":
        service.withdraw(evidence=found, by=request.user)
        messages.success(request, f"“{found.title}” is withdrawn.")
        return redirect(back)
    require(may_withdraw_evidence(request.user, found, service.backed_by(found)))
    context = {
        "school": found.school,
        "title": f"Withdraw “{found.title}”?",
        "will_happen": _will_happen(found),
        "undo": "This cannot be undone. You can add it again as a new piece.",
        "confirm_label": "Withdraw it",
        "cancel_url": back,
    }
    return render(request, "riskmatrix/evidence_withdraw.html", context)


def _will_happen(evidence: Evidence) -> list[str]:
    sentences = ["Nobody can open it or use it any more."]
    if evidence.is_file:
        sentences.append("Its file is deleted from the portal.")
    return [
        *sentences,
        "It is taken away from the self-evaluation you are working on.",
        "Where it backed a self-evaluation that has been agreed, its title and its dates stay on record.",
    ]
