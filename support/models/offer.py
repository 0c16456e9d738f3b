from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from schools.access.permissions import Permission
from schools.access.scope import trusts_where
from schools.models.pack import PublishedPack, PublishedPackQuerySet
from support import spec

if TYPE_CHECKING:
    from schools.models import Person


class OfferQuerySet(PublishedPackQuerySet["Offer"]):
    def editable_by(self, user: Person) -> OfferQuerySet:
        """Versions of the trusts whose offer this person edits, drafts among them."""
        return self.filter(trust__in=trusts_where(user, Permission.EDIT_FRAMEWORK))


# The document is long and parsed once a process: rows come without it until it is wanted.
class OfferManager(models.Manager.from_queryset(OfferQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OfferQuerySet:
        queryset: OfferQuerySet = super().get_queryset().defer("document")
        return queryset


class Offer(PublishedPack):
    """A version of what the trust promises its schools, by strand and category."""

    objects = OfferManager()

    class Meta(PublishedPack.Meta):
        pass

    @classmethod
    def parse(cls, document: str) -> spec.Offer:
        return spec.Offer.model_validate_json(document)

    @property
    def spec(self) -> spec.Offer:
        """The typed offer."""
        parsed: spec.Offer = self.parsed()
        return parsed
