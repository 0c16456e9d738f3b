"""What a button on the page of a network meeting does: its form, the service, what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from kit.refusals import Refused, require
from schools.models import Person
from support import rules_network as rules
from support.forms_network import ApologiesForm, ArrangeForm, AttendanceForm, CancelMeetingForm, PaperForm
from support.models import NetworkMeeting
from support.queries.network_page import NetworkPage
from support.services import attendance, networks, papers

Did = str


def _arranged(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    networks.arrange(
        year=page.year, key=page.key, arrangement=form.arrangement(), version=form.cleaned_data["version"],
        by=request.user,
    )  # fmt: skip
    return "The meeting is arranged; it stands in everybody’s calendar."


def _who_came(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    attendance.say_who_came(
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
    attendance.send_apologies(meeting=_meeting(page), seat=seat, note=note, by=request.user)
    return f"The apologies of {seat.school} are sent."


def _coming(request: HttpRequest, page: NetworkPage, form: Any) -> Did:
    seat = _seat(request, page)
    attendance.come_after_all(meeting=_meeting(page), seat=seat, by=request.user)
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


# The button: the form's name on the page, the form, and what is done and said.
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
# Refusals about what was typed go back beside the field.
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
