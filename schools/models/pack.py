"""What the trust decides, as a document in versions: its risk framework, its offer of support, its forms.

A version is a draft until it is published, and frozen from then on; what was made by it points to it for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

from kit import clock

if TYPE_CHECKING:
    from schools.models.person import Person

Pack = TypeVar("Pack", bound="PublishedPack")

# Parsed documents of this process by kind and fingerprint: the same contents are the same object.
_parsed: dict[tuple[str, str], Any] = {}


class PublishedPackQuerySet(models.QuerySet[Pack]):
    def visible_to(self, user: Person) -> Self:
        return self.filter(trust__in={post.trust_id for post in user.current_posts})

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def in_force(self, trust: Any) -> Pack | None:
        """The trust's latest published version."""
        return self.published().filter(trust=trust).order_by("-published_at", "-pk").first()


class PublishedPack(models.Model):
    """A version of one of the trust's documents; ``document`` is the whole of it, as JSON."""

    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="%(class)ss")
    key = models.SlugField(max_length=80)
    version = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    author = models.CharField(max_length=120)
    checker = models.CharField(max_length=120)
    next_review = models.DateField()
    document = models.TextField()
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the document.")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        "schools.Person", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "key", "version"], name="one_%(class)s_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @classmethod
    def parse(cls, document: str) -> Any:
        """The typed document; each kind of pack says how it is read."""
        raise NotImplementedError

    def parsed(self) -> Any:
        """The typed document, parsed once a process: a fingerprint stands for one text only."""
        key = (self._meta.label, self.fingerprint)
        if key not in _parsed:
            _parsed[key] = self.parse(self.document)
        return _parsed[key]
