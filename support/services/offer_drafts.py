"""Drafting the trust's offer in the browser: begun from what is in force, changed part by part, brought in again."""

from __future__ import annotations

from django.db import transaction

from kit.drafting import cleaned, differences, plain
from kit.packs import Faulty
from kit.refusals import Refusal, Refused, require
from schools import audit, pack_rules
from schools.models import Person, Trust
from schools.services import packs
from support import rules_offers
from support.drafting import checked
from support.models import Offer
from support.services.offers import keep
from support.spec import Offer as OfferSpec
from support.spec import PackError, loads

LONGEST_PACK = 400_000


@transaction.atomic
def begin(*, trust: Trust, version: str, by: Person) -> Offer:
    """Begin a draft from the version in force.

    :raises Refused: ``not-yours``, ``nothing-in-force``, ``version-taken``.
    """
    require(rules_offers.may_draft(by, trust))
    in_force = Offer.objects.in_force(trust)
    if in_force is None:
        raise Refused(Refusal("nothing-in-force", "No offer is in force yet. Begin from a pack file."))
    require(pack_rules.version_is_free(Offer, trust, in_force.key, version))
    # Not checked anew: what an earlier release let through is to be mended in the draft, not to stand in its way.
    return keep(offer=in_force.spec.model_copy(update={"version": version}), trust=trust, by=by)


@transaction.atomic
def revise(*, offer: Offer, spec: OfferSpec, seen: str, by: Person) -> Offer:
    """Make ``spec`` what the draft says. Its row stays the same one.

    :param seen: the fingerprint of the draft that ``spec`` was made from.
    :raises Refused: ``not-yours``, ``published``, ``other-key``, ``version-taken``, ``unknown-role``,
        ``cannot-confirm``.
    :raises kit.saving.Conflict: when somebody else saved the draft since; nothing is written.
    """
    require(rules_offers.may_edit(by, offer))
    if spec.key != offer.key:
        require(Refusal("other-key", "A draft stays a version of its offer. Its key cannot be changed."))
    require(rules_offers.knows_its_people(spec))
    require(pack_rules.version_is_free(Offer, offer.trust, spec.key, spec.version, but=offer))
    before = offer.spec
    if seen == offer.fingerprint and spec == before:
        return offer
    offer = packs.put_in_place(offer, spec, seen=seen)
    was, is_ = differences(before, spec)
    audit.record(by=by, verb="changed offer", thing=offer, trust=offer.trust, before=was, after=is_)
    return offer


@transaction.atomic
def discard(*, offer: Offer, seen: str, by: Person) -> None:
    """Throw a draft away. What it said stays in the audit.

    :param seen: the fingerprint of the draft that was looked at.
    :raises Refused: ``not-yours``, ``published``.
    :raises kit.saving.Conflict: when somebody else saved the draft since; nothing is written.
    """
    require(rules_offers.may_edit(by, offer))
    packs.throw_away(offer, verb="discarded offer", seen=seen, by=by)


def read_pack(*, text: str, name: str) -> OfferSpec:
    """The offer that the text of a pack file says, for the dry run of an upload.

    :raises support.spec.PackError: with every finding as ``name:line: what is wrong. What to do.``
    :raises Refused: ``unknown-role``, ``cannot-confirm``.
    """
    if len(text) > LONGEST_PACK:
        raise PackError(
            [f"{name}:1: {len(text):,} characters are more than any offer has. Choose another file."]
        )
    try:
        found = checked(cleaned(plain(loads(text, name))))
    except Faulty as faulty:
        raise PackError([f"{name}:1: {each.sentence} {each.remedy}" for each in faulty.findings]) from faulty
    require(rules_offers.knows_its_people(found))
    return found


@transaction.atomic
def take_in(*, spec: OfferSpec, trust: Trust, by: Person) -> Offer:
    """Keep an uploaded offer as a new draft; a draft that somebody may be working on is not replaced by it.

    :raises Refused: ``not-yours``, ``version-taken``, ``unknown-role``, ``cannot-confirm``.
    """
    require(rules_offers.may_draft(by, trust))
    require(pack_rules.version_is_free(Offer, trust, spec.key, spec.version))
    return keep(offer=spec, trust=trust, by=by)
