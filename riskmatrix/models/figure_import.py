from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from kit import clock
from riskmatrix.models.waiting import Waiting
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class FigureImportQuerySet(models.QuerySet["FigureImport"]):
    def visible_to(self, user: Person) -> FigureImportQuerySet:
        """The imports of schools one enters figures for; those for the whole trust, to people of the trust."""
        from schools.access.scope import trusts_where
        from schools.models import School

        mine = School.objects.visible_to(user, Permission.ENTER_FIGURES)
        return self.filter(
            Q(school__in=mine) | Q(school=None, trust__in=trusts_where(user, Permission.ENTER_FIGURES))
        )


class FigureImport(Waiting, models.Model):
    """A file of figures: read first, shown as a dry run, then carried out whole, and undone whole if need be."""

    class Kind(models.TextChoices):
        OWN = "own", "From the school's own systems"
        PUBLISHED = "published", "Published officially"

    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="figure_imports")
    school = models.ForeignKey(
        "schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="figure_imports"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    rows: Any = models.JSONField(
        default=list, encoder=DjangoJSONEncoder, help_text="What was read; empty once it is carried out."
    )
    findings: Any = models.JSONField(default=list, help_text="Row, column, what is wrong, what to do.")
    row_count = models.PositiveIntegerField(default=0)
    read_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=clock.now, editable=False)
    applied_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, editable=False)

    objects = FigureImportQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_applied_by_somebody",
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
            ),
            models.CheckConstraint(
                name="import_undone_by_somebody_after_it_was_applied",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False, applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """Which column of a system's export holds what, remembered from the last import of such a file."""

    trust = models.ForeignKey("schools.Trust", on_delete=models.CASCADE, related_name="column_mappings")
    signature = models.CharField(max_length=64, help_text="SHA-256 of the file's headers.")
    columns: Any = models.JSONField(default=dict, help_text="What the portal calls it, by header.")
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trust", "signature"], name="one_mapping_a_shape_of_file"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.columns)
