from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models

from kit import clock
from riskmatrix.spec import FrameworkSpec

if TYPE_CHECKING:
    from schools.models import Person


@lru_cache(maxsize=64)
def _parsed(pk: int, fingerprint: str, document: str) -> FrameworkSpec:
    """The typed framework; parsed once a process, since a published one never changes."""
    return FrameworkSpec.model_validate_json(document)


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def visible_to(self, user: Person) -> FrameworkQuerySet:
        return self.filter(trust__in={post.trust_id for post in user.current_posts})

    def published(self) -> FrameworkQuerySet:
        return self.filter(published_at__isnull=False)

    def in_force(self, trust: Any) -> Framework | None:
        """The trust's latest published framework: the one a new evaluation is pinned to."""
        return self.published().filter(trust=trust).order_by("-published_at", "-pk").first()


class Framework(models.Model):
    """A version of a trust's risk framework. Frozen once published; every evaluation pins the one it was made by.

    ``document`` is the whole pack; the rows below it are what ratings point to.
    """

    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="frameworks")
    key = models.SlugField(max_length=60)
    version = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    author = models.CharField(max_length=120)
    checker = models.CharField(max_length=120)
    next_review = models.DateField()
    document: Any = models.TextField()
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the document.")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        "schools.Person", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "key", "version"], name="one_framework_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @cached_property
    def spec(self) -> FrameworkSpec:
        return _parsed(self.pk, self.fingerprint, self.document)


class ScaleStep(models.Model):
    """One step of the framework's scale, in the pack's order."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="steps")
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_step_a_code")]

    def __str__(self) -> str:
        return self.label


class Criterion(models.Model):
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_criterion_a_code")]

    def __str__(self) -> str:
        return self.title


class Kpi(models.Model):
    """A key performance indicator: what is rated."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="kpis")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(help_text="Through the whole framework, from 1.")

    class Meta:
        ordering = ["position"]
        verbose_name = "KPI"
        constraints = [models.UniqueConstraint(fields=["criterion", "code"], name="one_kpi_a_code")]

    def __str__(self) -> str:
        return self.title
