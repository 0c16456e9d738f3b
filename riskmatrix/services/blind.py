"""Rating blind: the moderator judges a part of a self-evaluation before the school's own ratings are shown."""

from __future__ import annotations

from django.db import transaction

from kit.refusals import require
from riskmatrix import rules, rules_answers
from riskmatrix.models import Evaluation, Rating
from riskmatrix.scoring import State
from riskmatrix.services.moderation import strand_of
from riskmatrix.services.moves import locked
from schools import audit
from schools.models import Person


@transaction.atomic
def begin_blind(*, evaluation: Evaluation, strand: str, by: Person) -> None:
    """Rate this part blind from the first KPI on: each self-rating is shown once its KPI is rated.

    :raises Refused: when ``by`` does not moderate this strand, or something of it is rated already.
    """
    evaluation = locked(evaluation)
    rows = evaluation.ratings.filter(kind=Rating.Kind.MODERATED).select_related("kpi", "step")
    rated = sum(row.state is not State.UNRATED and strand_of(evaluation, row.kpi) == strand for row in rows)
    require(rules_answers.may_begin_blind(by, evaluation, strand, rated))
    _set(evaluation, strand, blind=True, by=by)


@transaction.atomic
def end_blind(*, evaluation: Evaluation, strand: str, by: Person) -> None:
    """Show the ratings of the rest after all; what was rated blind stays as it is, and it is written down.

    :raises Refused: when ``by`` does not moderate this strand.
    """
    evaluation = locked(evaluation)
    require(rules.may_moderate(by, evaluation, strand))
    _set(evaluation, strand, blind=False, by=by)


def _set(evaluation: Evaluation, strand: str, *, blind: bool, by: Person) -> None:
    if not evaluation.parts.filter(strand=strand, blind=not blind).update(blind=blind):
        return  # pressed twice
    audit.record(
        by=by,
        verb="began to rate blind" if blind else "stopped rating blind",
        thing=evaluation,
        school=evaluation.school,
        after={"strand": strand},
    )
