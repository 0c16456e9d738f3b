"""What is promised “if required”: whether it is, with the reason."""

from __future__ import annotations

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from schools import audit
from schools.models import Person
from schools.queries.calendar import calendar_of
from support import rules, spec
from support.models import Commitment, RequirementDecision
from support.schedule import lay_out
from support.services.laying_out import write_down
from support.services.telling import tell_heads

SENTENCE_LIMIT = 500


@transaction.atomic
def decide(*, commitment: Commitment, required: bool, sentence: str, by: Person) -> RequirementDecision:
    """Record whether it is required and why, and tell the headteacher. The latest decision stands.

    What is required is planned once, by the end of the term or of the next if less than half of it remains. What is
    not required after all is planned no longer; what was held or missed by then stays.

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
    _plan(commitment, required)
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


def _plan(commitment: Commitment, required: bool) -> None:
    """Plan it, or take back what is still to come."""
    rows = commitment.engagements.select_for_update()
    if not required:
        rows.still_planned().filter(record=None).delete()
        commitment.shortfalls.all().delete()
    elif not rows.exists() and not commitment.shortfalls.exists():
        year, school = commitment.year, commitment.school
        once = commitment.spec.model_copy(update={"rhythm": spec.Once(kind="once", by="term")})
        calendar = calendar_of(year, school)
        day = max(clock.today(), commitment.starts_on)
        write_down(commitment, lay_out(once, calendar, from_date=day, rules=commitment.offer.spec.schedule))
