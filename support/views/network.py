"""Meetings of many schools: the list, one meeting, its papers."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit import clock
from kit.refusals import Refused
from kit.saving import Conflict
from kit.uploads import Damaged, Kept, attachment
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import AcademicYear
from support.forms_network import ApologiesForm, ArrangeForm, AttendanceForm, CancelMeetingForm, PaperForm
from support.models import MeetingPaper, NetworkMeeting
from support.queries.network_list import network_lines
from support.queries.network_page import NetworkPage, network_page
from support.views.network_steps import FIELD_OF, VERBS

log = logging.getLogger(__name__)


@require_safe
def network_meetings(request: HttpRequest) -> HttpResponse:
    """Of the school year that is running, in every trust whose plans this person sees."""
    if not has_anywhere(request.user, Permission.SEE_PLAN):
        raise Http404
    today = clock.today()
    years = AcademicYear.objects.filter(starts_on__lte=today, ends_on__gte=today)
    lines = network_lines(request.user, years)
    context = {
        "to_come": [line for line in lines if not line.is_over],
        "past": [line for line in reversed(lines) if line.is_over],
    }
    return render(request, "support/network_meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def network_meeting(request: HttpRequest, year: int, key: str) -> HttpResponse:
    page = _fetch(request, year, key)
    if request.method != "POST":
        return _page(request, page)
    verb = request.POST.get("do", "")
    if verb not in VERBS:
        raise Http404
    name, form_of, serve = VERBS[verb]
    form = form_of(request, page) if form_of else None
    if form is not None and not form.is_valid():
        return _page(request, page, status=422, **{name: form})
    try:
        said = serve(request, page, form)
    except Conflict:
        said_so = (
            "Somebody else has changed this meeting meanwhile. Look at what stands, then send yours again."
        )
        messages.error(request, said_so)
        return _page(request, _fetch(request, year, key), status=409, **({name: form} if form else {}))
    except Refused as refused:
        field = FIELD_OF.get(refused.refusal.code)
        if form is None or field not in form.fields:
            raise
        form.add_error(field, refused.refusal.sentence)
        return _page(request, page, status=422, **{name: form})
    messages.success(request, said)
    return redirect("network_meeting", year, key)


@require_safe
def meeting_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper's file, as a download."""
    meetings = NetworkMeeting.objects.visible_to(request.user)
    paper = get_object_or_404(MeetingPaper.objects.filter(meeting__in=meetings, link=""), pk=pk)
    _fetch(request, paper.meeting.year_id, paper.meeting.key)
    try:
        return attachment(
            Kept(paper.stored_as, paper.file_name, paper.content_type, paper.size or 0, paper.sha256)
        )
    except Damaged as damaged:
        log.error("Paper %s cannot be handed out: %s", paper.pk, damaged)
        raise Http404 from damaged


def _fetch(request: HttpRequest, year: int, key: str) -> NetworkPage:
    """The meeting, where this person sees the plan of a school that is promised it; else 404."""
    found = get_object_or_404(AcademicYear.objects.select_related("trust"), pk=year)
    page = network_page(found, key, request.user)
    if page is None:
        raise Http404
    return page


def _page(request: HttpRequest, page: NetworkPage, *, status: int = 200, **forms: Form) -> HttpResponse:
    context = {
        "page": page,
        "arrange_form": ArrangeForm(page=page),
        "attendance_form": AttendanceForm(page=page),
        "cancel_form": CancelMeetingForm(page=page),
        "paper_form": PaperForm(),
        "apologies_form": ApologiesForm(),
        "sent": next(iter(forms), ""),
        **forms,
    }
    return render(request, "support/network_meeting.html", context, status=status)
