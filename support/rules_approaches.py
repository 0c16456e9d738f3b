"""Who says how far a school shares an approach, and who keeps the templates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has, has_in_trust, works_at
from schools.access.permissions import Permission
from support.approaches import shared_approaches
from support.models import ApproachStanding

if TYPE_CHECKING:
    from schools.models import Person, School, Trust

EARLIEST = 1990


def may_say(user: Person, school: School) -> Refusal | None:
    """The school's leaders, or those of the trust who record what it does there."""
    if has(user, Permission.EDIT_SELF_EVALUATION, school) and works_at(user, school):
        return None
    if has(user, Permission.RECORD_ENGAGEMENT, school) and not works_at(user, school):
        return None
    return Refusal("not-yours", "The school’s leaders say how far it shares an approach.")


def is_listed(code: str) -> Refusal | None:
    if shared_approaches().entry(code) is not None:
        return None
    return Refusal("no-such-approach", "Choose one of the shared approaches.")


def is_since(since: date) -> Refusal | None:
    if since > clock.today():
        return Refusal("in-the-future", "This day lies ahead. Say it once it is so.")
    if since.year < EARLIEST:
        return Refusal("long-ago", f"This is before {EARLIEST}. Check the year.")
    return None


def can_be_asked(contact: Person | None, standing: str, school: School) -> Refusal | None:
    """Whether others may ask this person about the approach."""
    if contact is None:
        return None
    if standing != ApproachStanding.Standing.ADOPTED:
        return Refusal("not-adopted", "Others ask schools that have adopted it. Leave the contact empty.")
    if not works_at(contact, school):
        return Refusal("not-at-the-school", "Choose somebody who works at the school.")
    return None


def keeps_templates(user: Person, trust: Trust) -> Refusal | None:
    if has_in_trust(user, Permission.EDIT_FRAMEWORK, trust):
        return None
    return Refusal("not-yours", "Templates are kept by those who edit the trust’s framework and offer.")
