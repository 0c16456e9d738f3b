"""Two people at one form: the version number decides, in one UPDATE, who was first."""

from typing import Any

from django.db import models


class Conflict(Exception):
    """Somebody saved after this person's page was made; ``current`` is what stands now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__("Someone else saved this while you were working on it.")
        self.current = current


def save_if_unchanged(row: models.Model, *, version: int, **changes: Any) -> None:
    """Write ``changes`` to ``row`` if its ``version`` is still the one the person saw, and count it up.

    :param changes: plain values; ``row`` holds them afterwards without being read again.
    :raises Conflict: when another save came first; nothing is written.
    """
    model = type(row)
    written = model._default_manager.filter(pk=row.pk, version=version).update(**changes, version=version + 1)
    if not written:
        raise Conflict(model._default_manager.get(pk=row.pk))
    for column, value in {**changes, "version": version + 1}.items():
        setattr(row, column, value)
