from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models

from kit import clock
from monitoring.spec import FormSpec


class FormPack(models.Model):
    """A published version of what the monitoring form asks. It never changes: forms are pinned to it."""

    key = models.CharField(max_length=40)
    edition = models.CharField("version", max_length=80)
    content: Any = models.JSONField()
    published_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["published_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["key", "edition"], name="one_pack_an_edition")]

    def __str__(self) -> str:
        return f"{self.key} {self.edition}"

    @cached_property
    def spec(self) -> FormSpec:
        return FormSpec.model_validate(self.content)
