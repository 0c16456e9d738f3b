"""What the chief executive does with a disagreement: a decision beside both ratings, with its reason."""

from __future__ import annotations

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.saving import Conflict, save_if_unchanged
from kit.text import printable
from riskmatrix import rules_answers as rules
from riskmatrix.lifecycle import Verb
from riskmatrix.models import Evaluation, Kpi, Rating
from riskmatrix.queries.differences import Difference, differences
from riskmatrix.services.moderation import REASON_LIMIT
from riskmatrix.services.moves import locked
from riskmatrix.services.outcome import agree, tell_heads
from riskmatrix.services.self_evaluation import answered, described, moderators
from schools import audit
from schools.models import Person
from schools.services.notices import tell


def disagreed(evaluation: Evaluation) -> tuple[Difference, ...]:
    """What the headteacher disagrees with, in the framework's order."""
    return tuple(each for each in differences(evaluation) if each.is_disagreed)


@transaction.atomic
def settle(*, evaluation: Evaluation, kpi: Kpi, answer: str, reason: str, version: int, by: Person) -> Rating:
    """Put a decision beside the school's rating and the moderated one.

    :param answer: a step's code, or “not_applicable” where the framework allows it.
    :param version: 0 for the first decision about this KPI, else the version the page showed.
    :raises Refused: when ``by`` may not decide here, nothing is disagreed, or rating or reason is missing.
    :raises kit.saving.Conflict: when the deputy, or the chief executive, saved in between.
    """
    evaluation = locked(evaluation)
    require(rules.may_settle(by, evaluation))
    if kpi.pk not in {each.kpi.pk for each in disagreed(evaluation)}:
        raise Refused(Refusal("not-disagreed", f"The headteacher does not disagree about “{kpi.title}”."))
    reason = printable(reason, REASON_LIMIT)
    if not answer:
        raise Refused(Refusal("no-answer", "Choose the rating that shall stand."))
    columns = {**answered(answer, kpi, evaluation), "commentary": reason}
    if not reason.strip():
        raise Refused(
            Refusal(
                "reason-missing", "Give the reason for your decision: the school and the moderators read it."
            )
        )
    rating, new = Rating.objects.select_related("step").get_or_create(
        evaluation=evaluation, kpi=kpi, kind=Rating.Kind.DECIDED, defaults={"at": clock.now()}
    )
    if new and version:
        raise Conflict(rating)
    if not new and all(getattr(rating, column) == value for column, value in columns.items()):
        return rating  # sent twice because the first answer was lost on its way
    before = None if new else described(rating)
    save_if_unchanged(rating, version=version, **columns, by=by, at=clock.now())
    audit.record_typing(
        by=by,
        verb="decided disagreed KPI",
        thing=rating,
        school=evaluation.school,
        before=before or {"rating": "unrated", "commentary": ""},
        after=described(rating),
    )
    return rating


@transaction.atomic
def finish_settling(*, evaluation: Evaluation, by: Person) -> Evaluation:
    """Everything disagreed is decided: the agreed ratings stand, and both sides are told.

    :raises Refused: when ``by`` may not, or something is not decided (the sentence lists it).
    """
    evaluation = locked(evaluation)
    undecided = [each.kpi for each in disagreed(evaluation) if not each.is_decided]
    require(rules.may_finish_settling(by, evaluation, undecided))
    agree(evaluation, Verb.SETTLE, by=by)
    subject = f"What was disagreed about {evaluation.school} is decided"
    body = (
        "The decisions stand beside both ratings, with their reasons; the agreed ratings are in the portal."
    )
    tell_heads(evaluation, subject=subject, body=body)
    for moderator in moderators(evaluation):
        key = f"evaluation-{evaluation.pk}-settled"
        tell(moderator, key=key, subject=subject, body=body, link=evaluation.get_absolute_url())
    return evaluation
