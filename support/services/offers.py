"""Bringing a pack into the portal as an offer of a trust, and freezing it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from riskmatrix.models import Framework
from riskmatrix.spec import FrameworkSpec
from schools import audit
from schools.access.roles import Role
from schools.models import Person, Trust
from support import rules, spec
from support.models import Offer

PACKS = Path(__file__).resolve().parent.parent / "packs"
DEFAULT_PACK = PACKS / "trust-offer.yaml"


def load_pack(*, path: Path | str = DEFAULT_PACK, trust: Trust, by: Person | None) -> Offer:
    """Read a pack file and keep it as a draft of ``trust``.

    :param by: None for the installation itself (a command).
    :raises support.spec.PackError: naming file, line and remedy; nothing is written.
    :raises Refused: ``not-yours``, ``unknown-role``, ``published``.
    """
    return keep(offer=spec.load(path), trust=trust, by=by)


@transaction.atomic
def keep(*, offer: spec.Offer, trust: Trust, by: Person | None) -> Offer:
    """Keep ``offer`` as a draft; the same contents again change nothing, a draft is replaced.

    :raises Refused: ``not-yours``; ``unknown-role`` for people the portal does not know; ``published`` when this
        version has been published with other contents: a change is a new version.
    """
    if by is not None:
        require(rules.may_load(by, trust))
    require(_knows_its_people(offer))
    document = offer.model_dump_json()
    fingerprint = hashlib.sha256(document.encode()).hexdigest()
    Trust.objects.select_for_update().get(pk=trust.pk)
    there: Offer | None = Offer.objects.filter(trust=trust, key=offer.key, version=offer.version).first()
    if there is not None and there.fingerprint == fingerprint:
        return there
    require(_is_a_draft(there))
    if there is not None:
        there.delete()
    row: Offer = Offer.objects.create(
        trust=trust,
        key=offer.key,
        version=offer.version,
        title=offer.title,
        author=offer.author,
        checker=offer.checker,
        next_review=offer.next_review,
        document=document,
        fingerprint=fingerprint,
    )
    after = {"version": offer.version, "fingerprint": fingerprint}
    audit.record(by=by, verb="loaded offer", thing=row, trust=trust, after=after)
    return row


@transaction.atomic
def publish(*, offer: Offer, by: Person | None) -> Offer:
    """Freeze an offer: from now on decisions and new years are made by it. What was promised stays.

    :raises Refused: ``not-yours``; ``other-framework`` when it names strands, steps or criteria that the trust's
        published risk framework does not have, so that a gate could never speak.
    """
    if by is not None:
        require(rules.may_load(by, offer.trust))
    if offer.published_at is not None:
        return offer
    framework = Framework.objects.in_force(offer.trust)
    if framework is not None:
        require(_fits(offer.spec, framework.spec))
    offer.published_at, offer.published_by = clock.now(), by
    offer.save(update_fields=["published_at", "published_by"])
    audit.record(
        by=by, verb="published offer", thing=offer, trust=offer.trust, after={"version": offer.version}
    )
    return offer


def _is_a_draft(there: Offer | None) -> Refusal | None:
    if there is None or there.published_at is None:
        return None
    return Refusal(
        "published",
        f"Version {there.version} is published and frozen. Give the changed pack a new version.",
    )


def _knows_its_people(offer: spec.Offer) -> Refusal | None:
    roles = {role.value for role in Role}
    unknown = [person.code for person in offer.people if person.portal_role and person.code not in roles]
    if not unknown:
        return None
    return Refusal(
        "unknown-role",
        f"The portal has no role {', '.join(unknown)}. Use one it has, or write portal_role: false.",
    )


def _fits(offer: spec.Offer, framework: FrameworkSpec) -> Refusal | None:
    steps = {step.code for step in framework.scale.steps}
    feeding = {
        strand: {c.code for c in framework.criteria if strand in c.strands} for strand in _strands(offer)
    }
    for strand in offer.strands:
        named = {code for gate in strand.recommendation.gates for code in gate.criteria}
        stray = sorted(named - feeding[strand.code])
        stray += sorted({gate.step for gate in strand.recommendation.gates} - steps)
        if not feeding[strand.code] or stray:
            missing = ", ".join(stray) or f"strand {strand.code}"
            return Refusal(
                "other-framework",
                f"{strand.title}: the trust's risk framework has no {missing}. Change the one or the other.",
            )
    return None


def _strands(offer: spec.Offer) -> list[str]:
    return [strand.code for strand in offer.strands]
