from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kit import clock

if TYPE_CHECKING:
    from schools.models.person import Person


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: Person) -> EvidenceQuerySet:
        """Evidence of the schools whose self-evaluation this person may see.

        Whether they may open one that stands in a draft only, ``riskmatrix.rules`` says.
        """
        from schools.access.permissions import Permission
        from schools.models.school import School

        return self.filter(school__in=School.objects.visible_to(user, Permission.SEE_SELF_EVALUATION))

    def standing(self) -> EvidenceQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Evidence(models.Model):
    """A file or a link that backs a judgement: kept once by its school, used wherever it speaks."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    kind = models.SlugField(max_length=60, help_text="One of the kinds of evidence the framework lists.")
    speaks_of = models.DateField(
        "date it speaks about", help_text="When the work was seen or the figures taken, not the upload."
    )
    link = models.URLField(max_length=500, blank=True)
    stored_as = models.CharField(max_length=120, blank=True, editable=False, help_text="Opaque name.")
    file_name = models.CharField(max_length=150, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField("size in bytes", null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    added_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-speaks_of", "-pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_is_a_file_or_a_link",
                condition=Q(link="", size__isnull=False) & ~Q(stored_as="")
                | Q(stored_as="", size__isnull=True) & ~Q(link=""),
            ),
            models.CheckConstraint(
                name="evidence_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_file(self) -> bool:
        return bool(self.stored_as)
