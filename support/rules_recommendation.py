"""What may be said to a decision about a category, who decides an appeal, and what a decision has to say itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from kit.refusals import Refusal
from riskmatrix.rules_answers import answers_for
from schools.access.checks import has, has_in_trust, roles_in, works_at
from schools.access.permissions import Permission
from support import spec
from support.models import Appeal, Decision, Offer

if TYPE_CHECKING:
    from schools.models import Person

NOT_STANDING = Refusal("not-standing", "Another decision has been made since; this one is history.")


def last_day_to_review(category: spec.Category, starts_on: date) -> date | None:
    """The day by which a decision for ``category`` is looked at again; None where the offer sets none."""
    return starts_on + timedelta(weeks=category.review.within_weeks) if category.review else None


def is_reviewed_in_time(category: spec.Category, review_on: date | None, starts_on: date) -> Refusal | None:
    """Whether the day of the review lies ahead and, where the offer says so, not too far."""
    if review_on is None:
        return None
    if review_on <= starts_on:
        return Refusal("review-in-the-past", "The review lies ahead: give a later day.")
    last = last_day_to_review(category, starts_on)
    if last is not None and review_on > last:
        weeks = category.review.within_weeks if category.review else 0
        return Refusal(
            "review-too-late",
            f"{category.title} is reviewed within {weeks} weeks, by {last:%-d %B %Y} at the latest.",
        )
    return None


def says_what_ends_it(category: spec.Category, exit_criteria: str) -> Refusal | None:
    """Whether a category that is meant for a time comes with what the school will have reached by then."""
    if category.review is None or not category.review.exit_criteria or exit_criteria:
        return None
    return Refusal(
        "exit-criteria-missing",
        f"{category.title} is meant for a time: say what the school will have reached when it leaves it.",
    )


def may_answer_decision(user: Person, decision: Decision, standing: Decision | None) -> Refusal | None:
    """:param standing: the decision that stands now for the school and strand."""
    if not answers_for(user, decision.school):
        return Refusal("not-yours", "The headteacher answers for the school.")
    return None if standing == decision else NOT_STANDING


def may_appeal(user: Person, decision: Decision, standing: Decision | None) -> Refusal | None:
    if refusal := may_answer_decision(user, decision, standing):
        return refusal
    if decision.strand_spec.appeals is None:
        return Refusal("no-appeals", "The trust’s offer does not say who would decide an appeal.")
    if Appeal.objects.filter(decision=decision).exists():
        return Refusal("appealed", "The school has appealed already.")
    return None


def decides_appeals(user: Person, decision: Decision) -> Refusal | None:
    """Whether ``user`` decides appeals here by the offer; never about a decision of their own, or at their school."""
    appeals = decision.strand_spec.appeals
    right = has(user, Permission.DECIDE_APPEAL, decision.school)
    if appeals is None or not right or appeals.decided_by not in roles_in(user, decision.school):
        return Refusal("not-yours", "Somebody else decides about this appeal.")
    if decision.by_id == user.pk:
        return Refusal("own-decision", "You made this decision, so somebody else decides about the appeal.")
    if works_at(user, decision.school):
        return Refusal("own-school", "You work at this school, so somebody else decides about it.")
    return None


def may_decide_appeal(
    user: Person, appeal: Appeal, standing: Decision | None, *, decided: bool
) -> Refusal | None:
    """:param decided: whether the appeal has been decided."""
    if refusal := decides_appeals(user, appeal.decision):
        return refusal
    if decided:
        return Refusal("decided", "This appeal has been decided.")
    return None if standing == appeal.decision else NOT_STANDING


def may_compare(user: Person, offer: Offer) -> Refusal | None:
    """See what publishing a draft of the offer would change: those who publish it, and those who decide by it."""
    rights = (Permission.EDIT_FRAMEWORK, Permission.CONFIRM_CATEGORY)
    if any(has_in_trust(user, right, offer.trust) for right in rights):
        return None
    return Refusal("not-yours", "Your posts do not open the trust’s drafts.")
