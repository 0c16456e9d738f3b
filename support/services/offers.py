"""Bringing a pack into the portal as an offer of a trust, and freezing it."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from kit.refusals import require
from riskmatrix.models import Framework
from schools import audit, pack_rules
from schools.models import Person, Trust
from schools.services import packs
from support import rules_offers, spec
from support.models import Offer

PACKS = Path(__file__).resolve().parent.parent / "packs"
DEFAULT_PACK = PACKS / "trust-offer.yaml"


def load_pack(*, path: Path | str = DEFAULT_PACK, trust: Trust, by: Person | None) -> Offer:
    """Read a pack file and keep it as a draft of ``trust``.

    :param by: None for the installation itself (a command).
    :raises support.spec.PackError: naming file, line and remedy; nothing is written.
    :raises Refused: ``not-yours``, ``unknown-role``, ``cannot-confirm``, ``published``.
    """
    return keep(offer=spec.load(path), trust=trust, by=by)


@transaction.atomic
def keep(*, offer: spec.Offer, trust: Trust, by: Person | None) -> Offer:
    """Keep ``offer`` as a draft; the same contents again change nothing, a draft is replaced in its place.

    :raises Refused: ``not-yours``; ``unknown-role`` for people the portal does not know, ``cannot-confirm`` for a
        role that confirms nothing; ``published`` when this version has been published with other contents: a change
        is a new version.
    """
    if by is not None:
        require(rules_offers.may_draft(by, trust))
    require(rules_offers.knows_its_people(offer))
    Trust.objects.select_for_update().get(pk=trust.pk)
    there: Offer | None = Offer.objects.filter(trust=trust, key=offer.key, version=offer.version).first()
    # The specs are compared, not their texts: a later release of the portal may write the same contents otherwise.
    if there is not None and there.spec == offer:
        return there
    if there is not None:
        require(pack_rules.is_draft(there))
        row = packs.put_in_place(there, offer, seen=there.fingerprint)
    else:
        row = Offer.objects.create(trust=trust, key=offer.key, **packs.columns_of(offer))
    after = {"version": offer.version, "fingerprint": row.fingerprint}
    audit.record(by=by, verb="loaded offer", thing=row, trust=trust, after=after)
    return row


@transaction.atomic
def publish(*, offer: Offer, by: Person | None) -> Offer:
    """Freeze an offer: from now on decisions and new years are made by it. What was promised stays.

    :raises Refused: ``not-yours``; ``other-framework`` when it names strands, steps, criteria, KPIs or measures
        that the trust's published risk framework does not have: a gate or key feature could never speak.
    :raises kit.saving.Conflict: when somebody changed the draft after ``offer`` was read.
    """
    if by is not None:
        require(rules_offers.may_draft(by, offer.trust))
    if offer.published_at is not None:
        return offer
    Trust.objects.select_for_update().get(pk=offer.trust_id)
    require(rules_offers.fits_the_framework(offer.spec, Framework.objects.in_force(offer.trust)))
    offer = packs.publish_as_read(offer, by=by)
    after = {"version": offer.version}
    audit.record(by=by, verb="published offer", thing=offer, trust=offer.trust, after=after)
    return offer
