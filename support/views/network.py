"""Meetings of many schools: the list, one meeting, its papers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit import clock
from kit.refusals import Refused, require
from kit.saving import Conflict
from kit.uploads import Damaged, Kept, attachment
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import AcademicYear, Person
from support import rules_network as rules
from support.forms_network import ApologiesForm, ArrangeForm, AttendanceForm, CancelMeetingForm, PaperForm
from support.models import MeetingPaper, NetworkMeeting
from support.queries.network_pages import NetworkPage, network_lines, network_page
from support.services import networks, papers

log = logging.getLogger(__name__)
Did = str


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


def _arranged(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    networks.arrange(
        year=page.year, key=page.key, arrangement=form.arrangement(), version=form.cleaned_data["version"],
        by=request.user,
    )  # fmt: skip
    return "The meeting is arranged; it stands in everybody’s calendar."


def _who_came(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    networks.say_who_came(
        meeting=_meeting(page, request.user), answers=form.answers(), version=form.cleaned_data["version"],
        by=request.user,
    )  # fmt: skip
    return "Recorded as held, with who came."


def _cancelled(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    networks.cancel(meeting=_meeting(page, request.user), by=request.user, **form.cleaned_data)
    return "It is cancelled; every school reads why."


def _taken_back(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdecimal() else 0
    networks.take_back(meeting=_meeting(page, request.user), version=version, by=request.user)
    return "It is planned again."


def _apologised(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    seat = _seat(request, page)
    note = form.cleaned_data["note"]
    networks.send_apologies(meeting=_meeting(page), seat=seat, note=note, by=request.user)
    return f"The apologies of {seat.school} are sent."


def _coming(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    seat = _seat(request, page)
    networks.come_after_all(meeting=_meeting(page), seat=seat, by=request.user)
    return f"{seat.school} is expected again."


def _paper_added(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    meeting, values = _meeting(page, request.user), form.cleaned_data
    if values["file"]:
        papers.add_file(meeting=meeting, title=values["title"], upload=values["file"], by=request.user)
    else:
        papers.add_link(meeting=meeting, title=values["title"], link=values["link"], by=request.user)
    return f"“{values['title']}” is added."


def _paper_off(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    meeting, sent = _meeting(page, request.user), request.POST.get("paper", "")
    paper = get_object_or_404(meeting.papers.all(), pk=int(sent) if sent.isdecimal() else 0)
    papers.take_off(paper=paper, by=request.user)
    return f"“{paper.title}” is taken off."


def _meeting(page: NetworkPage, by: Person | None = None) -> NetworkMeeting:
    """The meeting, once it is arranged; for what only the trust does, when ``by`` does it for the trust."""
    if by is not None:
        require(rules.arranges(by, page.year.trust))
    if page.meeting is None:
        raise Refused(rules.NOT_ARRANGED)
    return page.meeting


def _seat(request: HttpRequest, page: NetworkPage) -> Any:
    """The school's seat that was sent, among those this person sees."""
    for seat in page.seats:
        if str(seat.row.pk) == request.POST.get("seat"):
            return seat.row
    raise Http404


# What a button does: the form's name on the page, the form, and what is done and said.
VERBS: dict[str, tuple[str, Callable[[HttpRequest, NetworkPage], Form] | None, Callable[..., Did]]] = {
    "arrange": ("arrange_form", lambda request, page: ArrangeForm(request.POST, page=page), _arranged),
    "who-came": ("attendance_form", lambda request, page: AttendanceForm(request.POST, page=page), _who_came),
    "cancel": ("cancel_form", lambda request, page: CancelMeetingForm(request.POST, page=page), _cancelled),
    "take-back": ("", None, _taken_back),
    "apologies": ("apologies_form", lambda request, page: ApologiesForm(request.POST), _apologised),
    "come": ("", None, _coming),
    "paper": ("paper_form", lambda request, page: PaperForm(request.POST, request.FILES), _paper_added),
    "paper-off": ("", None, _paper_off),
}
FIELD_OF = {
    "outside-year": "day",
    "no-school-day": "day",
    "reason-missing": "reason",
    "untitled": "title",
    "too-many": "title",
    "no-web-address": "link",
    "credentials": "link",
    "link-too-long": "link",
}
