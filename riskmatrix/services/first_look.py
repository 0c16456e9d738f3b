"""The headteacher sees how the school's ratings compare with the moderators' before anybody else."""

from __future__ import annotations

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused
from riskmatrix.models import Evaluation, FirstLook
from riskmatrix.rules_answers import answers_for
from schools import audit
from schools.models import Person, School


@transaction.atomic
def look(*, school: School, by: Person) -> int:
    """Write down that the head has now seen every agreed term of the school; a term is written down once.

    :returns: how many were new to the head.
    :raises Refused: when ``by`` is not the school's headteacher.
    """
    if not answers_for(by, school):
        raise Refused(Refusal("not-yours", "The headteacher looks at it first."))
    new = 0
    for evaluation in Evaluation.objects.moderated().filter(school=school, first_look=None):
        _, made = FirstLook.objects.get_or_create(
            evaluation=evaluation, defaults={"by": by, "at": clock.now()}
        )
        if made:
            audit.record(by=by, verb="looked at calibration first", thing=evaluation, school=school)
        new += made
    return new
