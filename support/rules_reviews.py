"""Who commissions an external review, records it, settles what it found, and when it is over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has, roles_in, works_at
from schools.access.permissions import Permission
from support.models import Commitment, Finding, Review
from support.spec_reviews import ReviewKind, review_pack

if TYPE_CHECKING:
    from schools.models import Person, School

YEARS_AHEAD = 3
YEARS_BACK = 2


def looks_after(user: Person, school: School) -> Refusal | None:
    """Record what a review came to: the trust's own people who record engagements here."""
    if not has(user, Permission.RECORD_ENGAGEMENT, school):
        return Refusal("not-yours", "The trust’s people look after external reviews.")
    if works_at(user, school):
        return Refusal("own-school", "You work at this school, so somebody else looks after its reviews.")
    return None


def kinds_for(user: Person, school: School) -> tuple[ReviewKind, ...]:
    """The kinds that ``user`` commissions for ``school``, by the pack."""
    if looks_after(user, school):
        return ()
    roles = {role.value for role in roles_in(user, school)}
    return tuple(kind for kind in review_pack().kinds if roles & set(kind.commissioned_by))


def may_commission(user: Person, school: School, kind: str) -> Refusal | None:
    """:param kind: a code of the pack; empty asks whether there is any kind at all."""
    if refusal := looks_after(user, school):
        return refusal
    if kind and review_pack().kind(kind) is None:
        return Refusal("no-such-kind", "Choose one of the reviews shown.")
    mine = {each.code for each in kinds_for(user, school)}
    if (kind and kind not in mine) or not mine:
        return Refusal("not-commissioned-by-you", "This review is commissioned by somebody else.")
    return None if school.closed_on is None else Refusal("closed", "The school is closed.")


def is_a_day_to_come(due_on: date) -> Refusal | None:
    """Whether something can be commissioned for ``due_on``."""
    today = clock.today()
    if due_on < today:
        return Refusal(
            "in-the-past", "This day is over. Give the day by which the review is to be carried out."
        )
    if due_on.year > today.year + YEARS_AHEAD:
        return Refusal("too-far", f"This is more than {YEARS_AHEAD} years ahead. Check the year.")
    return None


def _goes_on(review: Review) -> Refusal | None:
    if review.ended is None:
        return None
    return Refusal("ended", f"This review is {'cancelled' if review.ended.is_cancelled else 'closed'}.")


def may_carry_out(user: Person, review: Review) -> Refusal | None:
    """Record that it was carried out, once."""
    if refusal := looks_after(user, review.school) or _goes_on(review):
        return refusal
    if review.carried_out is not None:
        return Refusal("carried-out", "This review is recorded as carried out already.")
    return None


def is_a_day_it_was_carried_out(day: date) -> Refusal | None:
    """Whether a review can have been carried out on ``day``; it may have begun before anybody entered it here."""
    today = clock.today()
    if day > today:
        return Refusal(
            "in-the-future", "This day has not come yet. Record the review once it was carried out."
        )
    if day.year < today.year - YEARS_BACK:
        return Refusal("long-ago", f"This is more than {YEARS_BACK} years ago. Check the year.")
    return None


def may_cancel(user: Person, review: Review) -> Refusal | None:
    """Until it is carried out: those who would commission it."""
    if refusal := may_carry_out(user, review):
        return refusal
    kind = review_pack().kind(review.kind)
    if kind is not None and kind not in kinds_for(user, review.school):
        return Refusal("not-commissioned-by-you", "This review is cancelled by those who commission it.")
    return None


def may_add_to(user: Person, review: Review) -> Refusal | None:
    """Add the report's file or a finding: once it was carried out, until it is closed."""
    if refusal := looks_after(user, review.school) or _goes_on(review):
        return refusal
    if review.carried_out is None:
        return Refusal("not-carried-out", "Record first that the review was carried out.")
    return None


def may_make_action(user: Person, finding: Finding) -> Refusal | None:
    """Turn a finding into an action: whoever keeps the school's actions, at the school or in the trust."""
    if not has(user, Permission.KEEP_ACTIONS, finding.review.school):
        return Refusal(
            "not-yours", "Those who keep the school’s actions decide what is done about a finding."
        )
    return _goes_on(finding.review) or _is_open(finding)


def may_leave(user: Person, finding: Finding) -> Refusal | None:
    """Say that a finding needs no action: the trust's own people, so that no school waves its own findings away."""
    return looks_after(user, finding.review.school) or _goes_on(finding.review) or _is_open(finding)


def _is_open(finding: Finding) -> Refusal | None:
    return Refusal("settled", "This finding has been settled already.") if finding.is_settled else None


def may_close(user: Person, review: Review) -> Refusal | None:
    """Close it, once every finding is settled."""
    if refusal := may_add_to(user, review):
        return refusal
    number = len(review.unsettled)
    if number:
        what = "One finding is" if number == 1 else f"{number} findings are"
        return Refusal(
            "findings-open", f"{what} not settled: make an action of each, or say why it needs none."
        )
    return None


def keeps_promise(kind: ReviewKind, school: School, commitment: Commitment | None) -> Refusal | None:
    """Whether a review of ``kind`` keeps this promise, if one is named."""
    if commitment is None:
        return None
    runs = commitment.ends_on is None and commitment.year.ends_on >= clock.today()
    if commitment.school_id == school.pk and commitment.promise in kind.promises and runs:
        return None
    return Refusal("not-promised", "This promise is not kept by such a review here. Choose another, or none.")
