"""What an external review found: entered, and settled by an action of the school or a reason why it needs none."""

from __future__ import annotations

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from schools import audit
from schools.models import Person
from schools.services import actions
from schools.services.actions import ActionText
from support import rules_reviews as rules
from support.models import Finding, Review
from support.services.reviews import LINE_LIMIT, line, locked

FINDINGS_LIMIT = 100


@transaction.atomic
def add(*, review: Review, text: str, by: Person) -> Finding:
    """Enter something the review found. The same words twice are one finding.

    :raises Refused: ``not-yours``, ``own-school``, ``ended``, ``not-carried-out``, ``empty``, ``too-long``,
        ``too-many``.
    """
    review = locked(review)
    require(rules.may_add_to(by, review))
    text = line(text, LINE_LIMIT, Refusal("empty", "Write what the review found."))
    there = next((each for each in review.findings.all() if each.text == text), None)
    if there is not None:
        return there
    if review.findings.count() >= FINDINGS_LIMIT:
        require(Refusal("too-many", f"A review has room for {FINDINGS_LIMIT} findings. Put some together."))
    finding = Finding.objects.create(review=review, text=text, by=by, at=clock.now())
    audit.record(by=by, verb="entered finding", thing=finding, school=review.school, after={"text": text})
    return finding


@transaction.atomic
def make_action(*, finding: Finding, text: ActionText, by: Person) -> Finding:
    """Settle a finding by an action of the school, which says where it comes from.

    :raises Refused: ``not-yours``, ``ended``, ``settled``, ``empty``, ``owner-missing``, ``due-missing``, ``dates``,
        ``too-long``.
    """
    finding = _held(finding)
    require(rules.may_make_action(by, finding))
    if not text.owner.strip():
        require(Refusal("owner-missing", "Say who sees to it."))
    if text.due_on is None:
        require(Refusal("due-missing", "Give the day by which it is done."))
    review = finding.review
    held_on = review.report.carried_out_on
    action = actions.add(
        school=review.school,
        text=text,
        origin=f"{review.title}, {held_on:%-d %B %Y}",
        origin_url=review.get_absolute_url(),
        by=by,
    )
    finding.action, finding.settled_by, finding.settled_at = action, by, clock.now()
    finding.save(update_fields=["action", "settled_by", "settled_at"])
    audit.record(
        by=by, verb="made finding an action", thing=finding, school=review.school, after={"action": action.pk}
    )
    return finding


@transaction.atomic
def leave(*, finding: Finding, reason: str, by: Person) -> Finding:
    """Settle a finding by the reason why it needs no action.

    :raises Refused: ``not-yours``, ``own-school``, ``ended``, ``settled``, ``reason-missing``, ``too-long``.
    """
    finding = _held(finding)
    require(rules.may_leave(by, finding))
    reason = line(reason, LINE_LIMIT, Refusal("reason-missing", "Say why it needs no action."))
    finding.why_none, finding.settled_by, finding.settled_at = reason, by, clock.now()
    finding.save(update_fields=["why_none", "settled_by", "settled_at"])
    audit.record(
        by=by, verb="left finding without action", thing=finding, school=finding.review.school,
        after={"reason": reason},
    )  # fmt: skip
    return finding


def _held(finding: Finding) -> Finding:
    """The finding anew, with its review kept from others until the transaction ends."""
    review = locked(finding.review)
    finding = Finding.objects.get(pk=finding.pk)
    finding.review = review
    return finding
