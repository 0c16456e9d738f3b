"""Publishing what the monitoring form asks. A published version is frozen; forms are pinned to it."""

from pathlib import Path

from django.db import transaction

from kit.packs import PackError
from monitoring import spec
from monitoring.models import FormPack


def publish(path: Path | str = spec.SHIPPED) -> FormPack:
    """Read a pack and publish it, once: the same pack again changes nothing.

    :raises kit.packs.PackError: when the pack is wrong, or says something new under a version already published.
    """
    pack = spec.load(path)
    content = pack.model_dump(mode="json")
    with transaction.atomic():
        row, new = FormPack.objects.get_or_create(
            key=pack.key, edition=pack.version, defaults={"content": content}
        )
    if not new and row.content != content:
        raise PackError(
            [
                f"{path}:1: Version {pack.version} of {pack.key} is published already and says something else. "
                "Give the changed pack a new version."
            ]
        )
    return row


def current() -> FormPack:
    """The pack that a new form is pinned to: the one published last, or the shipped one on the first day.

    :raises kit.packs.PackError: when none is published and the shipped pack is wrong.
    """
    return FormPack.objects.order_by("-published_at", "-pk").first() or publish()
