"""What a school's own people say to each other about a KPI. The audit tells who spoke and who settled, never what."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from kit import clock
from kit.refusals import Refusal, require
from kit.text import printable
from riskmatrix.models import Comment, Evaluation, Kpi, Rating
from riskmatrix.queries.teamwork import own_people
from riskmatrix.rules_filling_in import may_talk
from riskmatrix.services.moves import locked
from schools import audit
from schools.models import Person
from schools.services.notices import tell

COMMENT_LIMIT = 1_000


@transaction.atomic
def say(*, rating: Rating, text: str, by: Person) -> Comment:
    """Write a comment on the KPI of a school's own ``rating``.

    The same words again from the same person, as when a form is sent twice, are one comment.

    :raises Refused: when ``by`` may not, or the text is empty or longer than ``COMMENT_LIMIT``.
    """
    evaluation, kpi = locked(rating.evaluation), rating.kpi
    require(may_talk(by, evaluation))
    text = printable(text, COMMENT_LIMIT).strip()
    require(None if text else Refusal("empty", "Write a comment first."))
    last = Comment.objects.filter(evaluation=evaluation, kpi=kpi).last()
    if last is not None and (last.by_id, last.text, last.resolved_at) == (by.pk, text, None):
        return last
    comment = Comment.objects.create(evaluation=evaluation, kpi=kpi, text=text, by=by, at=clock.now())
    audit.record(by=by, verb="commented on KPI", thing=comment, school=evaluation.school)
    _tell(comment, evaluation, kpi, by)
    return comment


def _tell(comment: Comment, evaluation: Evaluation, kpi: Kpi, by: Person) -> None:
    """Those who have the criterion in hand and those whose own comment is open hear of it, not what it says."""
    in_hand = evaluation.assignments.filter(criterion=kpi.criterion_id).values_list("person", flat=True)
    talking = evaluation.comments.open().filter(kpi=kpi).order_by().values_list("by", flat=True)
    people = own_people(evaluation.school)
    for pk in sorted({*in_hand, *talking} & people.keys() - {by.pk}):
        tell(
            people[pk][0],
            key=f"comment-{comment.pk}",
            subject=f"{by} has commented on “{kpi}”",
            body=f"It is about the self-evaluation of {evaluation.school}, {evaluation.term.in_a_sentence}.",
            link=place_of(evaluation, kpi),
        )


@transaction.atomic
def settle(*, comment: Comment, by: Person) -> Comment:
    """Mark a comment as settled by ``by``; whoever settled it first stays the one who did.

    :raises Refused: when ``by`` may not.
    """
    require(may_talk(by, locked(comment.evaluation)))
    settled = Comment.objects.open().filter(pk=comment.pk).update(resolved_by=by, resolved_at=clock.now())
    if settled:
        audit.record(by=by, verb="settled comment", thing=comment, school=comment.evaluation.school)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def open_again(*, comment: Comment, by: Person) -> Comment:
    """Take the mark away.

    :raises Refused: when ``by`` may not.
    """
    require(may_talk(by, locked(comment.evaluation)))
    settled = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=False)
    if settled.update(resolved_by=None, resolved_at=None):
        audit.record(by=by, verb="reopened comment", thing=comment, school=comment.evaluation.school)
    comment.refresh_from_db()
    return comment


def place_of(evaluation: Evaluation, kpi: Kpi) -> str:
    """Where the KPI stands on the page of its self-evaluation."""
    page = reverse("evaluation", args=[evaluation.pk])
    return f"{page}?criterion={kpi.criterion.code}#kpi-{kpi.code}"
