"""Whether somebody plans for the whole trust, and says when its advisers work."""

from __future__ import annotations

from kit.refusals import Refusal
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.models import Person, Trust

CHANGED = Refusal(
    "plan-changed",
    "Something was agreed, held or closed since this page was made, so other days are proposed now. "
    "Nothing has been agreed: look at the proposals again.",
)


def may_plan(user: Person, trust: Trust) -> Refusal | None:
    """Agree to what is proposed for the schools of the trust: whoever records engagements at all of them."""
    if has_in_trust(user, Permission.RECORD_ENGAGEMENT, trust):
        return None
    return Refusal("not-yours", "Days are planned by those who keep the trust’s promises at all its schools.")


def may_set_time(user: Person, trust: Trust, *, is_adviser: bool) -> Refusal | None:
    """Say when somebody works.

    :param is_adviser: whether they hold a post today whose promises are kept by visits.
    """
    if refusal := may_plan(user, trust):
        return refusal
    if not is_adviser:
        return Refusal("no-adviser", "This person holds no post today that keeps promises to schools.")
    return None
