"""The headteacher's answer to what the moderators rated otherwise, and what happens without one."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.saving import Conflict, save_if_unchanged
from kit.text import printable
from riskmatrix import rules_answers as rules
from riskmatrix.lifecycle import Status, Verb
from riskmatrix.models import Evaluation, Kpi, Response
from riskmatrix.queries.differences import differences
from riskmatrix.services.moderation import REASON_LIMIT
from riskmatrix.services.moves import locked, move
from riskmatrix.services.outcome import agree, tell_heads
from riskmatrix.services.self_evaluation import moderators, people_in
from schools import audit
from schools.access.permissions import Permission
from schools.access.roles import roles_with
from schools.models import Person
from schools.services.notices import tell


@transaction.atomic
def answer(
    *, evaluation: Evaluation, kpi: Kpi, agrees: bool, reason: str, version: int, by: Person
) -> Response:
    """Save the headteacher's answer to one moderated rating. It stays the school's own until it is handed in.

    :param reason: plain text; needed where they disagree.
    :param version: 0 for the first answer to this KPI, else the version the page showed.
    :raises Refused: when ``by`` may not answer, the ratings do not differ, the reason is missing or too long.
    :raises kit.saving.Conflict: when another head of the school saved in between.
    """
    evaluation = locked(evaluation)
    require(rules.may_answer(by, evaluation))
    if kpi.pk not in {each.kpi.pk for each in differences(evaluation)}:
        raise Refused(
            Refusal("no-difference", f"“{kpi.title}” was rated alike, so there is nothing to answer.")
        )
    reason = printable(reason, REASON_LIMIT)
    if not agrees and not reason.strip():
        raise Refused(
            Refusal("reason-missing", "Give the reason why you disagree: the chief executive reads it.")
        )
    response, new = Response.objects.get_or_create(
        evaluation=evaluation, kpi=kpi, defaults={"agrees": True, "by": by, "at": clock.now()}
    )
    if new and version:
        raise Conflict(response)
    if not new and (response.agrees, response.reason) == (agrees, reason):
        return response  # sent twice because the first answer was lost on its way
    before = None if new else described(response)
    save_if_unchanged(response, version=version, agrees=agrees, reason=reason, by=by, at=clock.now())
    audit.record_typing(
        by=by,
        verb="answered moderated rating",
        thing=response,
        school=evaluation.school,
        before=before or {"answer": "none", "reason": ""},
        after=described(response),
    )
    return response


def described(response: Response) -> dict[str, str]:
    """An answer in the words of the audit."""
    return {"answer": "agrees" if response.agrees else "disagrees", "reason": response.reason}


@transaction.atomic
def hand_in(*, evaluation: Evaluation, by: Person) -> Evaluation:
    """Hand the answers in: everything agreed makes it final, a disagreement goes to the chief executive.

    :raises Refused: when ``by`` may not, or a rating that differs has no answer (the sentence lists them).
    """
    evaluation = locked(evaluation)
    found = differences(evaluation)
    require(rules.may_hand_in(by, evaluation, [each.kpi for each in found if each.response is None]))
    disagreed = sum(each.is_disagreed for each in found)
    if disagreed:
        move(evaluation, Verb.DISAGREE, by=by)
        _tell_deciders(evaluation, disagreed)
    else:
        agree(evaluation, Verb.ACCEPT, by=by)
    _tell_moderators(evaluation, disagreed)
    return evaluation


def _tell_moderators(evaluation: Evaluation, disagreed: int) -> None:
    for moderator in moderators(evaluation):
        tell(
            moderator,
            key=f"evaluation-{evaluation.pk}-answered",
            subject=f"The headteacher of {evaluation.school} has answered your ratings",
            body=(
                f"They disagree with {_ratings(disagreed)}; the chief executive decides."
                if disagreed
                else "They agree with every moderated rating."
            ),
            link=evaluation.get_absolute_url(),
        )


def _tell_deciders(evaluation: Evaluation, disagreed: int) -> None:
    """The chief executive and the deputy, whoever of them comes first."""
    roles = {role.value for role in roles_with(Permission.SETTLE_DISAGREEMENT)}
    for person in people_in(roles, evaluation.school):
        tell(
            person,
            key=f"evaluation-{evaluation.pk}-disagreed",
            subject=f"The headteacher of {evaluation.school} disagrees with {_ratings(disagreed)}",
            body="Both ratings and both reasons are in the portal. Your decision stands beside them.",
            link=reverse("disagreements", args=[evaluation.pk]),
        )


def _ratings(number: int) -> str:
    return "one moderated rating" if number == 1 else f"{number} moderated ratings"


@transaction.atomic
def close_unanswered(*, evaluation: Evaluation, by: Person) -> Evaluation:
    """Let the moderated ratings stand: the time for an answer is over, and nothing was handed in.

    :raises Refused: when ``by`` does not moderate this school, or the head may still answer.
    """
    evaluation = locked(evaluation)
    require(rules.may_close(by, evaluation))
    _let_stand(evaluation, by)
    return evaluation


def let_unanswered_stand() -> int:
    """The timetable's part: every evaluation whose time for an answer is over. Asked twice, it does it once.

    :returns: how many were left to stand now.
    """
    waiting = Evaluation.objects.filter(status=Status.ANSWERING, answer_due__lt=clock.today())
    return sum(_let_stand_if_late(pk) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def _let_stand_if_late(pk: int) -> bool:
    """Looked at again under the lock: the head, a moderator or another worker may have come first."""
    evaluation = locked(Evaluation(pk=pk))
    if evaluation.status != Status.ANSWERING or not evaluation.answer_is_late:
        return False
    _let_stand(evaluation, None)
    return True


def _let_stand(evaluation: Evaluation, by: Person | None) -> None:
    agree(evaluation, Verb.LAPSE, by=by)
    tell_heads(
        evaluation,
        subject=f"The moderated ratings for the {evaluation.term.in_a_sentence} stand",
        body=f"No answer was handed in by {evaluation.answer_due:%A %-d %B %Y}, so the moderated ratings are agreed.",
    )
