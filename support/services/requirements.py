"""What is promised “if required”: whether it is, with the reason."""

from __future__ import annotations

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from schools import audit
from schools.models import Person
from support import rules
from support.models import Commitment, RequirementDecision
from support.services.telling import tell_heads

SENTENCE_LIMIT = 500


@transaction.atomic
def decide(*, commitment: Commitment, required: bool, sentence: str, by: Person) -> RequirementDecision:
    """Record whether it is required and why, and tell the headteacher. The latest decision stands.

    :param sentence: the reason, which the school reads; never empty.
    :raises Refused: ``not-if-required``, ``not-yours``, ``ended``, ``no-sentence``, ``too-long``.
    """
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("school__trust", "year")
    commitment = rows.get(pk=commitment.pk)
    require(rules.may_decide_requirement(by, commitment))
    sentence = " ".join(printable(sentence, SENTENCE_LIMIT).split())
    if not sentence:
        raise Refused(Refusal("no-sentence", "Write a sentence that says why."))
    before = commitment.requirement_decisions.first()
    if before is not None and (before.required, before.sentence) == (required, sentence):
        return before
    made = RequirementDecision.objects.create(
        commitment=commitment, required=required, sentence=sentence, by=by, at=clock.now()
    )
    audit.record(
        by=by,
        verb="decided what is required",
        thing=commitment,
        school=commitment.school,
        before={"required": before.required, "sentence": before.sentence} if before else None,
        after={"required": required, "sentence": sentence},
    )
    answer = "is required" if required else "is not required"
    tell_heads(
        commitment.school,
        key=f"requirement-{made.pk}",
        subject=f"Decided for {commitment.school}: this {answer}",
        body=f"{commitment.title}: this {answer}.\n\nThe reason given: {sentence}",
    )
    return made
