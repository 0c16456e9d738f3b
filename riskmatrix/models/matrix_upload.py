from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from riskmatrix.models.waiting import Waiting
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class MatrixUploadQuerySet(models.QuerySet["MatrixUpload"]):
    def visible_to(self, user: Person) -> MatrixUploadQuerySet:
        """One's own files, where one may still use them: what is not confirmed yet is nobody else's to read."""
        from schools.access.scope import trusts_where
        from schools.models import School

        schools = School.objects.visible_to(user, Permission.EDIT_SELF_EVALUATION)
        trusts = trusts_where(user, Permission.EDIT_FRAMEWORK)
        return self.filter(
            Q(evaluation__school__in=schools) | Q(evaluation=None, term__year__trust__in=trusts), read_by=user
        )

    def waiting(self) -> MatrixUploadQuerySet:
        """Read, and not confirmed yet."""
        return self.filter(applied_at=None)


class MatrixUpload(Waiting, models.Model):
    """A sheet of ratings that came back: read first, shown as a dry run, then carried out whole or not at all.

    It is one self-evaluation that was filled in offline, or what the schools of a trust kept of a past term.
    """

    evaluation = models.ForeignKey(
        "riskmatrix.Evaluation", null=True, on_delete=models.CASCADE, related_name="uploads"
    )
    term = models.ForeignKey("schools.Term", on_delete=models.PROTECT, related_name="matrix_uploads")
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    rows: Any = models.JSONField(default=list, help_text="What was read; empty once it is carried out.")
    findings: Any = models.JSONField(default=list, help_text="Row, column, what is wrong, what to do.")
    row_count = models.PositiveIntegerField(default=0)
    read_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=clock.now, editable=False)
    applied_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, editable=False)

    objects = MatrixUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="upload_applied_by_somebody",
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("past_upload" if self.evaluation_id is None else "matrix_upload", args=[self.pk])
