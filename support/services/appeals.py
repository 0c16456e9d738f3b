"""What a school says to a decision about its category: an answer, an appeal, and what somebody else decides then."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from riskmatrix.services.self_evaluation import people_in
from schools import audit
from schools.models import Person
from schools.queries.school_days import school_days_of
from support import rules_recommendation as rules
from support.models import Appeal, AppealOutcome, Decision, DecisionAnswer
from support.services.decisions import REASON_LIMIT, Words, decide, held
from support.services.telling import tell_heads, tell_people

NO_WORDS = Refusal("words-missing", "Write what the school has to say.")


@transaction.atomic
def answer(*, decision: Decision, text: str, by: Person) -> DecisionAnswer:
    """Put what the headteacher says beside the decision; whoever made it is told. It changes nothing.

    The same words sent twice are one answer.

    :raises Refused: ``not-yours``, ``not-standing``, ``words-missing``, ``too-long``.
    """
    decision, standing = _held(decision)
    require(rules.may_answer_decision(by, decision, standing))
    text = _words(text)
    there = decision.answers.filter(text=text, by=by).first()
    if there is not None:
        return there
    row = DecisionAnswer.objects.create(decision=decision, text=text, by=by, at=clock.now())
    audit.record(by=by, verb="answered category", thing=row, school=decision.school, after={"text": text})
    subject = f"The headteacher of {decision.school} has answered your decision"
    tell_people(
        [decision.by], key=f"decision-answer-{row.pk}", subject=subject, body=text,
        link=decision.get_absolute_url(),
    )  # fmt: skip
    return row


@transaction.atomic
def appeal(*, decision: Decision, reason: str, by: Person) -> Appeal:
    """Ask that somebody else decide: those whom the offer names are told, and whoever made the decision.

    The category stands until then. By when they decide, the offer says, in school days of this school.

    :raises Refused: ``not-yours``, ``not-standing``, ``no-appeals``, ``appealed``, ``words-missing``, ``too-long``.
    """
    decision, standing = _held(decision)
    require(rules.may_appeal(by, decision, standing))
    appeals = decision.strand_spec.appeals
    assert appeals is not None  # noqa: S101 - the rule has just refused None
    days = appeals.answer_within_school_days
    answer_by = school_days_of(decision.school).after(clock.today(), days) if days else None
    row = Appeal.objects.create(
        decision=decision, reason=_words(reason), answer_by=answer_by, by=by, at=clock.now()
    )
    audit.record(
        by=by, verb="appealed against category", thing=row, school=decision.school,
        after={"reason": row.reason, "answer_by": answer_by},
    )  # fmt: skip
    deciding = [
        person
        for person in people_in({appeals.decided_by}, decision.school)
        if rules.decides_appeals(person, decision) is None
    ]
    tell_people(
        {each.pk: each for each in (*deciding, decision.by)}.values(),
        key=f"appeal-{row.pk}",
        subject=f"{decision.school} appeals against its {decision.strand_spec.title.lower()} category",
        body=f"It is {decision.category_title}. The reason given: {row.reason}{_until(row)}",
        link=reverse("appeal", args=[row.pk]),
    )
    return row


@transaction.atomic
def settle(
    *, appeal: Appeal, category: str, reason: str, by: Person, exit_criteria: str = ""
) -> AppealOutcome:
    """Decide an appeal: the category as it stands, or another one, which is then a decision with its promises.

    :raises Refused: ``not-yours``, ``own-decision``, ``own-school``, ``decided``, ``not-standing``,
        ``words-missing``, and those of ``services.decisions.decide``.
    """
    decision, standing = _held(appeal.decision)
    decided = AppealOutcome.objects.filter(appeal=appeal).exists()
    appeal.decision = decision
    require(rules.may_decide_appeal(by, appeal, standing, decided=decided))
    reason = _words(reason)
    made = None
    if category != decision.category:
        words = Words(reason, None, exit_criteria, "")
        made = decide(
            evaluation=decision.evaluation, offer=decision.offer, strand=decision.strand, category=category,
            words=words, by=by,
        )  # fmt: skip
    row = AppealOutcome.objects.create(appeal=appeal, decision=made, reason=reason, by=by, at=clock.now())
    audit.record(
        by=by, verb="decided appeal", thing=row, school=decision.school,
        before={"category": decision.category}, after={"category": category, "reason": reason},
    )  # fmt: skip
    said = f"is {made.category_title} now" if made else f"stays {decision.category_title}"
    subject = (
        f"After the appeal the {decision.strand_spec.title.lower()} category of {decision.school} {said}"
    )
    body = f"{by.name} has decided. The reason given: {reason}"
    tell_heads(decision.school, key=f"appeal-outcome-{row.pk}", subject=subject, body=body)
    tell_people(
        [decision.by], key=f"appeal-outcome-{row.pk}", subject=subject, body=body,
        link=reverse("appeal", args=[appeal.pk]),
    )  # fmt: skip
    return row


def _held(decision: Decision) -> tuple[Decision, Decision | None]:
    """The decision anew and the one that stands, with the school kept from others until the transaction ends."""
    school, evaluation = held(decision.school, decision.evaluation)
    decision = Decision.objects.select_related("by").get(pk=decision.pk)
    decision.school, decision.evaluation = school, evaluation
    rows = Decision.objects.filter(school=school, strand=decision.strand)
    return decision, rows.in_order().last()


def _until(appeal: Appeal) -> str:
    return f"\n\nIt is to be decided by {appeal.answer_by:%-d %B %Y}." if appeal.answer_by else ""


def _words(text: str) -> str:
    text = printable(text, REASON_LIMIT).strip()
    if not text:
        raise Refused(NO_WORDS)
    return text
