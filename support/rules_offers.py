"""Who may edit the trust's offer, and when a version of it can be published."""

from __future__ import annotations

from kit.refusals import Refusal
from riskmatrix.models import Framework
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.access.roles import Role, roles_with
from schools.models import Person, Trust
from schools.pack_rules import is_draft
from support import spec
from support.models import Offer
from support.references import strays

SHOWN = 5


def may_draft(user: Person, trust: Trust) -> Refusal | None:
    """Draft an offer of the trust, bring one in, and publish it: those who also edit the framework it rests on."""
    if has_in_trust(user, Permission.EDIT_FRAMEWORK, trust):
        return None
    return Refusal("not-yours", f"Your post does not include editing the offer of {trust}.")


def may_edit(user: Person, offer: Offer) -> Refusal | None:
    return may_draft(user, offer.trust) or is_draft(offer)


def may_publish(user: Person, offer: Offer) -> Refusal | None:
    return may_edit(user, offer) or fits_the_framework(offer.spec, Framework.objects.in_force(offer.trust))


def knows_its_people(offer: spec.Offer) -> Refusal | None:
    """Whether those who sign in have a role of the portal, and those who confirm one that confirms."""
    roles = {role.value for role in Role}
    unknown = [person.code for person in offer.people if person.portal_role and person.code not in roles]
    if unknown:
        return Refusal(
            "unknown-role",
            f"The portal has no role {', '.join(unknown)}. Use one it has, or write portal_role: false.",
        )
    able = sorted(role.value for role in roles_with(Permission.CONFIRM_CATEGORY))
    for strand in offer.strands:
        if strand.confirmed_by not in able:
            return Refusal(
                "cannot-confirm",
                f"The category of {strand.title} is to be confirmed by `{strand.confirmed_by}`, whose post does not "
                f"include that. Use one of {', '.join(able)}.",
            )
    return None


def fits_the_framework(offer: spec.Offer, framework: Framework | None) -> Refusal | None:
    """Whether the framework in force has all that the offer names: strands, steps, criteria, KPIs and measures."""
    found = strays(offer, framework.spec) if framework is not None else []
    if not found:
        return None
    more = len(found) - SHOWN
    told = [*found[:SHOWN], *([f"There are {more} more such places."] if more > 0 else [])]
    return Refusal("other-framework", " ".join(told))
