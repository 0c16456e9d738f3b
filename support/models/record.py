from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission
from support.record_text import RecordText

if TYPE_CHECKING:
    from schools.models import Person


class Record(models.Model):
    """What the trust writes about an engagement: a draft of its own until it is shared with the school.

    ``text`` is the draft (support/record_text.py). ``internal`` stays with the trust for good; it stands in a column
    of its own, so that nothing which copies the text can take it along. What the school reads are its ``versions``.
    """

    engagement = models.OneToOneField("support.Engagement", on_delete=models.PROTECT, related_name="record")
    text: Any = models.JSONField(default=dict)
    internal = models.TextField(blank=True)
    actions = models.ManyToManyField("schools.Action", related_name="+", blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"Record of {self.engagement}"

    def get_absolute_url(self) -> str:
        return reverse("record", args=[self.engagement_id])

    @property
    def draft(self) -> RecordText:
        return RecordText.read(self.text)


class RecordVersion(models.Model):
    """The record as it was shared with the school. Never changed: what is shared later is another version."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content: Any = models.JSONField(help_text="In words, as it was read; never what is internal.")
    why = models.CharField("what is different", max_length=500, blank=True)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="one_record_version_a_number"),
            models.CheckConstraint(name="later_record_version_says_why", condition=Q(number=1) | ~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.record}, version {self.number}"


class SchoolViewQuerySet(models.QuerySet["SchoolView"]):
    def visible_to(self, user: Person) -> SchoolViewQuerySet:
        from schools.models import School

        return self.filter(engagement__school__in=School.objects.visible_to(user, Permission.SEE_PLAN))


class SchoolView(models.Model):
    """How the school itself saw an engagement, kept beside the trust's record. Never changed: more can be added."""

    engagement = models.ForeignKey(
        "support.Engagement", on_delete=models.PROTECT, related_name="school_views"
    )
    text = models.TextField()
    by_title = models.CharField("role", max_length=80, blank=True, help_text="When they wrote it.")
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = SchoolViewQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="school_view_has_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"The school’s view of {self.engagement}"
