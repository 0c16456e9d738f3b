"""Ratings that differ: the headteacher answers them, the chief executive decides what is disagreed.

Both do it on one page with one button; what differs between them stands in a ``Room``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kit.refusals import Refusal, Refused, require
from riskmatrix import lifecycle, rules_answers
from riskmatrix.forms_answers import AnswerForm, DecisionForm, PartForm
from riskmatrix.lifecycle import Status, Verb
from riskmatrix.models import Evaluation
from riskmatrix.queries.differences import Difference, differences, name_people
from riskmatrix.services import answering, settling
from riskmatrix.views.self_evaluation import WITH_SCHOOL
from riskmatrix.views.sheet import Line, save_lines
from schools.access.permissions import Permission
from schools.models import Person

NOT_THEIRS = frozenset({"not-yours", "own-school"})


@dataclass(frozen=True)
class Room:
    """Who comes in, what is shown, saved and finished.

    :param open_in: the statuses in which there is something to read.
    :param kept_in: those in which what somebody sends may come too late, and is given back to them; before that,
        what differs is not theirs to read.
    """

    name: str
    permission: Permission
    open_in: frozenset[Status]
    kept_in: frozenset[Status]
    may_write: Callable[[Person, Evaluation], Refusal | None]
    rows: Callable[[Evaluation], Iterable[Difference]]
    form: Callable[[QueryDict | None, Difference], PartForm]
    save: Callable[[Evaluation, Line, Person], None]
    finish: Callable[..., Evaluation]
    saved: str


ANSWERS = Room(
    name="answers",
    permission=Permission.SEE_SELF_EVALUATION,
    open_in=frozenset({Status.ANSWERING, Status.DECIDING}),
    kept_in=frozenset({Status.ANSWERING, Status.DECIDING, Status.MODERATED}),
    may_write=rules_answers.may_answer,
    rows=differences,
    form=lambda data, each: AnswerForm(data, each.kpi, each.response),
    save=lambda evaluation, line, by: _answer(evaluation, line, by),
    finish=answering.hand_in,
    saved="Your answers are saved. Hand them in when they are complete.",
)

DISAGREEMENTS = Room(
    name="disagreements",
    permission=Permission.SETTLE_DISAGREEMENT,
    open_in=frozenset({Status.DECIDING}),
    kept_in=frozenset({Status.DECIDING, Status.MODERATED}),
    may_write=rules_answers.may_settle,
    rows=settling.disagreed,
    form=lambda data, each: DecisionForm(data, each.kpi, each.decided),
    save=lambda evaluation, line, by: _decide(evaluation, line, by),
    finish=settling.finish_settling,
    saved="Your decisions are saved. They stand once you have finished.",
)

DONE = {
    ("answers", Status.MODERATED): Verb.ACCEPT,
    ("answers", Status.DECIDING): Verb.DISAGREE,
    ("disagreements", Status.MODERATED): Verb.SETTLE,
}


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """What the moderators rated otherwise: the head answers it, others at the school and the trust read it."""
    return _enter(request, pk, ANSWERS)


@require_http_methods(["GET", "HEAD", "POST"])
def disagreements(request: HttpRequest, pk: int) -> HttpResponse:
    """What the headteacher disagrees with, for the chief executive to decide."""
    return _enter(request, pk, DISAGREEMENTS)


@require_POST
def close_unanswered(request: HttpRequest, pk: int) -> HttpResponse:
    """A moderator lets the moderated ratings stand, once the time for an answer is over."""
    found = _fetch(request, pk, Permission.MODERATE)
    answering.close_unanswered(evaluation=found, by=request.user)
    messages.success(request, lifecycle.DONE[Verb.LAPSE])
    return redirect("agreed_matrix", pk=pk)


def _fetch(request: HttpRequest, pk: int, permission: Permission) -> Evaluation:
    """An evaluation of a school in which this person holds ``permission``; else 404."""
    rows = Evaluation.objects.visible_to(request.user, permission).select_related(*WITH_SCHOOL)
    return get_object_or_404(rows.prefetch_related("parts"), pk=pk)


def _enter(request: HttpRequest, pk: int, room: Room) -> HttpResponse:
    found = _fetch(request, pk, room.permission)
    refusal = room.may_write(request.user, found)
    sent = request.POST if request.method == "POST" else None
    if sent is None and found.status not in room.open_in:
        return redirect(found)
    if sent is not None and (found.status not in room.kept_in or (refusal and refusal.code in NOT_THEIRS)):
        require(refusal)
    lines = [Line(each, room.form(sent, each)) for each in room.rows(found)]
    if sent is None:
        return _page(request, room, found, lines, None)
    refused = save_lines(lines, lambda line: room.save(found, line, request.user))
    wrong = refused is not None or any(line.sentences for line in lines)
    if not wrong and sent.get("do") == "finish":
        refused = _finish(request, room, found)
    if wrong or refused is not None:
        # The moment may have passed meanwhile: what was typed stays on the page, with the sentence that says so.
        return _page(request, room, found, lines, refused)
    return _on(request, room, found)


def _finish(request: HttpRequest, room: Room, found: Evaluation) -> Refusal | None:
    """The last step; what speaks against it belongs on the same page, beside what was typed."""
    try:
        room.finish(evaluation=found, by=request.user)
    except Refused as refused:
        return refused.refusal
    return None


def _on(request: HttpRequest, room: Room, found: Evaluation) -> HttpResponse:
    """Saved and still open: back to the page. Handed in or finished: on to where it leads."""
    found.refresh_from_db(fields=["status"])
    verb = DONE.get((room.name, Status(found.status)))
    messages.success(request, lifecycle.DONE[verb] if verb else room.saved)
    return redirect("agreed_matrix" if found.is_moderated else room.name, pk=found.pk)


def _page(
    request: HttpRequest, room: Room, found: Evaluation, lines: list[Line], refused: Refusal | None
) -> HttpResponse:
    name_people(line.difference for line in lines)
    context = {
        "evaluation": found,
        "lines": lines,
        "may_write": room.may_write(request.user, found),
        "may_read_answers": rules_answers.may_read_answers(request.user, found),
        "may_close": rules_answers.may_close(request.user, found),
        "errors": [
            *([("", refused.sentence)] if refused else []),
            *(error for line in lines for error in line.errors),
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, f"riskmatrix/{room.name}.html", context, status=status)


def _answer(evaluation: Evaluation, line: Line, by: Person) -> None:
    values = line.form.cleaned_data
    if not values["agrees"]:
        raise Refused(Refusal("no-answer", "Say whether you agree."))
    answering.answer(
        evaluation=evaluation,
        kpi=line.difference.kpi,
        agrees=values["agrees"] == "yes",
        reason=values["reason"],
        version=values["version"],
        by=by,
    )


def _decide(evaluation: Evaluation, line: Line, by: Person) -> None:
    values = line.form.cleaned_data
    settling.settle(
        evaluation=evaluation,
        kpi=line.difference.kpi,
        answer=values["answer"],
        reason=values["reason"],
        version=values["version"],
        by=by,
    )
