from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from riskmatrix.spec import FrameworkSpec
from schools.access.permissions import Permission
from schools.access.scope import trusts_where
from schools.models.pack import PublishedPack, PublishedPackQuerySet

if TYPE_CHECKING:
    from schools.models import Person


class FrameworkQuerySet(PublishedPackQuerySet["Framework"]):
    def editable_by(self, user: Person) -> FrameworkQuerySet:
        """Versions of the trusts whose framework this person edits, drafts among them."""
        return self.filter(trust__in=trusts_where(user, Permission.EDIT_FRAMEWORK))


class Framework(PublishedPack):
    """A version of a trust's risk framework. Frozen once published; every evaluation pins the one it was made by.

    ``document`` is the whole pack; the rows below it are what ratings point to.
    """

    objects = FrameworkQuerySet.as_manager()

    class Meta(PublishedPack.Meta):
        pass

    @classmethod
    def parse(cls, document: str) -> FrameworkSpec:
        return FrameworkSpec.model_validate_json(document)

    @property
    def spec(self) -> FrameworkSpec:
        """The typed framework."""
        parsed: FrameworkSpec = self.parsed()
        return parsed


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
