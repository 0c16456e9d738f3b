"""When a Rapid Improvement Plan can be opened, and when and by whom it is reviewed."""

from __future__ import annotations

from collections.abc import Sequence

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has
from schools.access.permissions import Permission
from schools.models import Person, School
from support.models import RapidPlan


def keeps_rapid_plans(user: Person, school: School) -> Refusal | None:
    """Those who keep the school's actions: its leaders and the trust's people who work with it."""
    if has(user, Permission.KEEP_ACTIONS, school):
        return None
    return Refusal("not-yours", "Your post does not include the Rapid Improvement Plans of this school.")


def may_open(
    user: Person, rapid: RapidPlan, series: Sequence[RapidPlan], *, has_plan: bool
) -> Refusal | None:
    """:param series: every cycle of the school.
    :param has_plan: whether a School Improvement Plan of the year is in force, whose objectives it works on.
    """
    if refusal := keeps_rapid_plans(user, rapid.school):
        return refusal
    if refusal := _has_ended(rapid):
        return refusal
    if rapid.opened_at is not None:
        return Refusal("already-open", "This one has been opened.")
    if rapid.starts_on > clock.today():
        return Refusal("too-early", f"It begins on {rapid.starts_on:%-d %B %Y}.")
    if rapid.ends_on < clock.today():
        return Refusal("over", f"It ended on {rapid.ends_on:%-d %B %Y} and was never opened.")
    before = next((each for each in series if each.is_open), None)
    if before is not None:
        return Refusal("not-reviewed", f"Review the one of {before.label.lower()} before the next opens.")
    if not has_plan:
        return Refusal(
            "no-plan",
            "It works on objectives of the School Improvement Plan, and none is in force this year.",
        )
    return None


def may_review(user: Person, rapid: RapidPlan) -> Refusal | None:
    if refusal := keeps_rapid_plans(user, rapid.school):
        return refusal
    if refusal := _has_ended(rapid):
        return refusal
    if rapid.opened_at is None:
        return Refusal("not-open", "This one has not been opened, so there is nothing to review.")
    if rapid.reviewed_at is not None:
        return Refusal("reviewed", "This one is reviewed, and the review stands.")
    return None


def _has_ended(rapid: RapidPlan) -> Refusal | None:
    return Refusal("ended", rapid.why_ended) if rapid.ended_on is not None else None
