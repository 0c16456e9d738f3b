"""Moving an evaluation along its lifecycle: one compare-and-set, one row of history, one audit entry."""

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused
from riskmatrix import lifecycle
from riskmatrix.models import Evaluation, StatusChange
from schools import audit
from schools.models import Person


@transaction.atomic
def move(evaluation: Evaluation, verb: lifecycle.Verb, *, by: Person | None, comment: str = "") -> None:
    """Take ``evaluation`` where ``verb`` leads.

    :param by: None for the portal itself.
    :raises Refused: when somebody else moved it first; nothing is written.
    :raises lifecycle.IllegalMove: when the table has no such move.
    """
    start = evaluation.status
    end = lifecycle.next_status(start, verb)
    if not Evaluation.objects.filter(pk=evaluation.pk, status=start).update(status=end.value):
        raise Refused(
            Refusal(
                "moved-meanwhile", "Somebody else has just changed where this stands. Load the page again."
            )
        )
    evaluation.status = end.value
    StatusChange.objects.create(
        evaluation=evaluation,
        verb=verb.value,
        from_status=start,
        to_status=end.value,
        by=by,
        at=clock.now(),
        comment=comment,
    )
    audit.record(
        by=by,
        verb=lifecycle.AUDIT_VERB[verb],
        thing=evaluation,
        school=evaluation.school,
        before={"status": start},
        after={"status": end.value} | ({"comment": comment} if comment else {}),
    )


def locked(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it stands, held until the transaction ends, so that saving and submitting take turns.

    Its school, its term and its framework never change: what ``evaluation`` knows of them is not read again.
    """
    found = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    for name in ("school", "term", "framework"):
        if name in evaluation._state.fields_cache:
            setattr(found, name, getattr(evaluation, name))
    return found
