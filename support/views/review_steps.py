"""What can be done on the page of a review, each with its form, its rule and its service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest

from kit.refusals import Refusal
from schools.services.actions import ActionText
from support.forms_reviews import (
    CancelReviewForm,
    CarriedOutForm,
    CloseReviewForm,
    FindingActionForm,
    FindingForm,
    LeaveForm,
    ReportForm,
)
from support.queries.reviews import FindingLine, ReviewPage
from support.services import findings, reviews

# On which field of a form a refusal of the service belongs.
FIELD_OF = {
    "in-the-past": "due_on",
    "too-far": "due_on",
    "in-the-future": "carried_out_on",
    "long-ago": "carried_out_on",
    "not-promised": "commitment",
    "reason-missing": "sentence",
    "not-commissioned-by-you": "kind",
    "too-many": "text",
}


@dataclass(frozen=True)
class Verb:
    name: str
    form: Callable[[HttpRequest, ReviewPage], tuple[int, Form]]
    rule: Callable[[ReviewPage, int], Refusal | None]
    serve: Callable[[HttpRequest, ReviewPage, int, Any], str]


def _line(page: ReviewPage, number: int) -> FindingLine:
    found = next((each for each in page.findings if each.row.pk == number), None)
    if found is None:
        raise Http404
    return found


def _number(request: HttpRequest) -> int:
    said = request.POST.get("finding", "")
    return int(said) if said.isdecimal() and len(said) < 19 else 0


def _carried(request: HttpRequest, page: ReviewPage, _: int, form: Any) -> str:
    values = dict(form.cleaned_data)
    upload = values.pop("file") or None
    reviews.carry_out(review=page.row, upload=upload, by=request.user, **values)
    return "Recorded; the headteacher is told. Now enter what it found."


def _reported(request: HttpRequest, page: ReviewPage, _: int, form: Any) -> str:
    reviews.add_report(review=page.row, upload=form.cleaned_data["file"], by=request.user)
    return "The report is added."


def _found(request: HttpRequest, page: ReviewPage, _: int, form: Any) -> str:
    findings.add(review=page.row, text=form.cleaned_data["text"], by=request.user)
    return "Entered."


def _acted(request: HttpRequest, page: ReviewPage, number: int, form: Any) -> str:
    text = ActionText(**form.cleaned_data)
    findings.make_action(finding=_line(page, number).row, text=text, by=request.user)
    return "It is an action of the school now."


def _left(request: HttpRequest, page: ReviewPage, number: int, form: Any) -> str:
    findings.leave(finding=_line(page, number).row, reason=form.cleaned_data["reason"], by=request.user)
    return "Recorded: it needs no action."


def _closed(request: HttpRequest, page: ReviewPage, _: int, form: Any) -> str:
    reviews.close(review=page.row, sentence=form.cleaned_data["sentence"], by=request.user)
    return "The review is closed."


def _cancelled(request: HttpRequest, page: ReviewPage, _: int, form: Any) -> str:
    reviews.cancel(review=page.row, reason=form.cleaned_data["reason"], by=request.user)
    return "Cancelled; the headteacher is told."


def _simple(form: type[Form]) -> Callable[[HttpRequest, ReviewPage], tuple[int, Form]]:
    return lambda request, _: (0, form(request.POST, request.FILES))


def _action(request: HttpRequest, page: ReviewPage) -> tuple[int, Form]:
    return _number(request), FindingActionForm(request.POST, finding=_number(request))


def _leave(request: HttpRequest, page: ReviewPage) -> tuple[int, Form]:
    return _number(request), LeaveForm(request.POST, finding=_number(request))


VERBS = {
    verb.name: verb
    for verb in (
        Verb("carried", _simple(CarriedOutForm), lambda page, _: page.may_carry_out, _carried),
        Verb("report", _simple(ReportForm), lambda page, _: page.may_add_to, _reported),
        Verb("finding", _simple(FindingForm), lambda page, _: page.may_add_to, _found),
        Verb("action", _action, lambda page, number: _line(page, number).may_make_action, _acted),
        Verb("leave", _leave, lambda page, number: _line(page, number).may_leave, _left),
        Verb("close", _simple(CloseReviewForm), lambda page, _: page.may_close, _closed),
        Verb("cancel", _simple(CancelReviewForm), lambda page, _: page.may_cancel, _cancelled),
    )
}


def forms_for(page: ReviewPage, sent: tuple[str, int, Form] | None) -> dict[str, Any]:
    """The forms of the page by name; what was ``sent`` stands in its place with what is wrong."""
    name, number, filled = sent if sent else ("", 0, None)
    lines = [
        {
            "line": each,
            "action": FindingActionForm(finding=each.row.pk, text=each.row.text),
            "leave": LeaveForm(finding=each.row.pk),
        }
        | ({name: filled} if filled is not None and number == each.row.pk else {})
        for each in page.findings
    ]
    simple: dict[str, Form] = {
        "carried": CarriedOutForm(initial={"reviewer": page.row.reviewer}),
        "report": ReportForm(),
        "finding": FindingForm(),
        "close": CloseReviewForm(),
        "cancel": CancelReviewForm(),
    }
    if filled is not None and name in simple:
        simple[name] = filled
    return {"lines": lines, "forms": simple}
