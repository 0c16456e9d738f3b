from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from kit.leases import Leased
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from governance.content import ReportContent
    from schools.models import Person


class ReportRun(models.Model):
    """A term whose report date has come: noticed once, however often the timetable asks."""

    term = models.OneToOneField("schools.Term", on_delete=models.PROTECT, related_name="report_run")
    noticed_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"Reports for the {self.term}"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Person) -> ReportQuerySet:
        """Issued reports for readers of the school; those still being prepared for the people who prepare them."""
        from schools.models import School

        read = School.objects.visible_to(user, Permission.READ_REPORT)
        prepare = School.objects.visible_to(user, Permission.PREPARE_REPORT)
        return self.filter(Q(school__in=prepare) | Q(school__in=read, issued_at__isnull=False))

    def issued(self) -> ReportQuerySet:
        return self.filter(issued_at__isnull=False)


class Report(Leased):
    """The termly report of one school: what was known, frozen, and the PDF made of it.

    The row is the job as well (kit/leases.py). ``content`` is gathered once and never again: the PDF can be made
    anew from it, byte for byte. A later version stands beside the earlier one, never in its place.
    """

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="reports")
    term = models.ForeignKey("schools.Term", on_delete=models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField(default=1)
    asked_by = models.ForeignKey(
        "schools.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="None: the timetable.",
    )
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    content: Any = models.JSONField(null=True, encoder=DjangoJSONEncoder, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    pdf = models.CharField(max_length=200, blank=True, help_text="The stored file's opaque name.")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_with = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        "schools.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="None: the trust's switch.",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-term__starts_on", "school__name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "version"], name="one_report_a_version"),
            models.CheckConstraint(
                name="done_report_has_its_file",
                condition=~Q(job_state="done")
                | (Q(content__isnull=False, frozen_at__isnull=False) & ~Q(pdf="") & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="only_done_reports_are_issued",
                condition=Q(issued_at__isnull=True) | Q(job_state="done"),
            ),
        ]

    def __str__(self) -> str:
        version = f", version {self.version}" if self.version > 1 else ""
        return f"Report of {self.school}, {self.term}{version}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])

    @property
    def filename(self) -> str:
        """What a governor's device calls the download."""
        name = "".join(c if c.isalnum() else "-" for c in str(self.school)).strip("-")
        return f"{name}-{self.term.get_number_display()}-{self.term.year.name.replace('/', '-')}-v{self.version}.pdf"

    @property
    def is_ready(self) -> bool:
        return self.job_state == self.JobState.DONE

    @property
    def document(self) -> ReportContent:
        """The frozen content, typed.

        :raises ValueError: while nothing has been gathered.
        """
        from governance.content import ReportContent

        if self.content is None:
            raise ValueError("This report has not been gathered yet.")
        return ReportContent.model_validate(self.content)
