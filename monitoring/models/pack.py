from __future__ import annotations

from django.db import models

from monitoring.spec import FormSpec
from schools.models.pack import PublishedPack, PublishedPackQuerySet


class FormPackQuerySet(PublishedPackQuerySet["FormPack"]):
    pass


# The document is long and parsed once a process: rows come without it until it is wanted.
class FormPackManager(models.Manager.from_queryset(FormPackQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> FormPackQuerySet:
        queryset: FormPackQuerySet = super().get_queryset().defer("document")
        return queryset


class FormPack(PublishedPack):
    """A version of what a trust's monitoring form asks. Frozen once published; forms are pinned to it."""

    objects = FormPackManager()

    class Meta(PublishedPack.Meta):
        pass

    @classmethod
    def parse(cls, document: str) -> FormSpec:
        return FormSpec.model_validate_json(document)

    @property
    def spec(self) -> FormSpec:
        """The typed pack."""
        parsed: FormSpec = self.parsed()
        return parsed
