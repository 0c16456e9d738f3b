"""Bringing a pack into the portal as the monitoring form of a trust, and freezing it. Forms are pinned to it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from monitoring import spec
from monitoring.models import FormPack
from schools import audit
from schools.models import Person, Trust


def load_pack(*, path: Path | str = spec.SHIPPED, trust: Trust, by: Person | None) -> FormPack:
    """Read a pack file and keep it as a draft of ``trust``.

    :param by: None for the installation itself (a command).
    :raises kit.packs.PackError: naming file, line and remedy; nothing is written.
    :raises kit.refusals.Refused: when this version has been published with other contents.
    """
    return keep(pack=spec.load(path), trust=trust, by=by)


@transaction.atomic
def keep(*, pack: spec.FormSpec, trust: Trust, by: Person | None) -> FormPack:
    """Keep ``pack`` as a draft; the same contents again change nothing, a draft is replaced.

    :raises kit.refusals.Refused: when this version has been published with other contents: a change is a new version.
    """
    Trust.objects.select_for_update().get(pk=trust.pk)
    there: FormPack | None = FormPack.objects.filter(trust=trust, key=pack.key, version=pack.version).first()
    if there is not None and there.spec == pack:
        return there
    if there is not None and there.published_at:
        sentence = f"Version {pack.version} is published and frozen. Give the changed pack a new version."
        require(Refusal("published", sentence))
    if there is not None:
        there.delete()
    document = pack.model_dump_json()
    row: FormPack = FormPack.objects.create(
        trust=trust,
        key=pack.key,
        version=pack.version,
        title=pack.title,
        author=pack.author,
        checker=pack.checker,
        next_review=pack.next_review,
        document=document,
        fingerprint=hashlib.sha256(document.encode()).hexdigest(),
    )
    after = {"version": pack.version, "fingerprint": row.fingerprint}
    audit.record(by=by, verb="loaded monitoring form", thing=row, trust=trust, after=after)
    return row


@transaction.atomic
def publish(*, pack: FormPack, by: Person | None) -> FormPack:
    """Freeze a pack: from now on new forms of the trust ask by it; forms already begun keep theirs."""
    if pack.published_at is None:
        pack.published_at, pack.published_by = clock.now(), by
        pack.save(update_fields=["published_at", "published_by"])
        after = {"version": pack.version}
        audit.record(by=by, verb="published monitoring form", thing=pack, trust=pack.trust, after=after)
    return pack


def asked_in(trust: Trust) -> spec.FormSpec:
    """What a new form of ``trust`` asks: by the pack in force, or by the shipped one until a trust has its own.

    Reads only.

    :raises kit.packs.PackError: when none is published and the shipped pack is wrong.
    """
    pack: FormPack | None = FormPack.objects.in_force(trust)
    return pack.spec if pack is not None else spec.load()


def pinned_for(trust: Trust, by: Person) -> FormPack:
    """The pack that a new form of ``trust`` is pinned to. The first form of a trust brings the shipped one with it.

    :raises kit.packs.PackError: when none is published and the shipped pack is wrong.
    """
    pack: FormPack | None = FormPack.objects.in_force(trust)
    return pack or publish(pack=load_pack(trust=trust, by=by), by=by)
