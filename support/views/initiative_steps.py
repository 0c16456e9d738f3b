"""What can be done on the page of an initiative, each with its form, its rule and its service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest

from kit.refusals import Refusal
from support import rules_initiatives as rules
from support.forms_initiatives import BackForm, MoveOnForm, SettleForm, WhyForm
from support.queries.initiatives import InitiativePage
from support.services import initiatives

# On which field of a form a refusal of the service belongs.
FIELD_OF = {"in-the-past": "settle_by", "too-far": "settle_by", "questions-open": "reason"}


@dataclass(frozen=True)
class Verb:
    rule: Callable[[HttpRequest, InitiativePage], Refusal | None]
    form: Callable[[HttpRequest, InitiativePage], Form]
    serve: Callable[[HttpRequest, InitiativePage, Any], str]


def _asked(request: HttpRequest) -> tuple[str, str]:
    """The stage and the question that a form is about."""
    return request.POST.get("stage", ""), request.POST.get("question", "")


def _may_settle(request: HttpRequest, page: InitiativePage) -> Refusal | None:
    return rules.may_settle(request.user, page.row, *_asked(request))


def _settled(request: HttpRequest, page: InitiativePage, form: Any) -> str:
    stage, question = _asked(request)
    sentence = form.cleaned_data["sentence"]
    initiatives.settle(
        initiative=page.row, stage=stage, question=question, sentence=sentence, by=request.user
    )
    return "Settled."


def _on(request: HttpRequest, page: InitiativePage, form: Any) -> str:
    initiatives.move_on(initiative=page.row, seen=_seen(request), by=request.user, **form.cleaned_data)
    return "Moved on. What the next stage asks stands below."


def _back(request: HttpRequest, page: InitiativePage, form: Any) -> str:
    initiatives.go_back(initiative=page.row, seen=_seen(request), by=request.user, **form.cleaned_data)
    return "Taken back. What was settled there stays, and can be settled anew."


def _stopped(request: HttpRequest, page: InitiativePage, form: Any) -> str:
    initiatives.stop(initiative=page.row, seen=_seen(request), by=request.user, **form.cleaned_data)
    return "Stopped."


def _taken_up(request: HttpRequest, page: InitiativePage, form: Any) -> str:
    initiatives.take_up(initiative=page.row, by=request.user, **form.cleaned_data)
    return "It goes on where it was stopped."


def _seen(request: HttpRequest) -> str:
    return request.POST.get("seen", "")


def _on_form(request: HttpRequest, page: InitiativePage) -> Form:
    return MoveOnForm(request.POST, is_open=bool(page.left_open))


VERBS = {
    "settle": Verb(_may_settle, lambda r, page: SettleForm(r.POST, question="-".join(_asked(r))), _settled),
    "on": Verb(lambda _, page: page.may_move_on, _on_form, _on),
    "back": Verb(
        lambda _, page: page.may_go_back, lambda r, page: BackForm(r.POST, earlier=page.earlier), _back
    ),
    "stop": Verb(lambda _, page: page.may_stop, lambda r, page: WhyForm(r.POST), _stopped),
    "take-up": Verb(lambda _, page: page.may_take_up, lambda r, page: WhyForm(r.POST), _taken_up),
}


def forms_for(request: HttpRequest, page: InitiativePage, sent: Form | None) -> dict[str, Any]:
    """The forms of the page; what was ``sent`` stands in its place with what is wrong."""
    done = request.POST.get("do", "") if sent else ""
    stages = []
    for stage in page.stages:
        # The stage stands open while it is present, and while what was sent in it is to be mended.
        lines, is_unfolded = [], stage.is_present
        for each in stage.questions:
            asked = (stage.stage.code, each.question.code)
            is_sent = done == "settle" and asked == _asked(request)
            is_unfolded = is_unfolded or is_sent
            lines.append((each, sent if is_sent else SettleForm(question="-".join(asked))))
        stages.append((stage, lines, is_unfolded))
    return {
        "stages": stages,
        "on_form": sent if done == "on" else MoveOnForm(is_open=bool(page.left_open)),
        "back_form": sent if done == "back" else BackForm(earlier=page.earlier),
        "why_form": sent if done in ("stop", "take-up") else WhyForm(),
    }
