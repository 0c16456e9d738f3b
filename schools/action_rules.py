"""Who may see and keep what a school has agreed to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.refusals import Refusal
from schools.access.checks import has
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person, School


def may_see_actions(user: Person, school: School) -> Refusal | None:
    if has(user, Permission.SEE_ACTIONS, school):
        return None
    return Refusal("not-yours", f"Your posts do not let you see the actions of {school}.")


def may_keep_actions(user: Person, school: School) -> Refusal | None:
    if has(user, Permission.KEEP_ACTIONS, school):
        return None
    return Refusal("not-yours", f"Your posts do not let you change the actions of {school}.")
