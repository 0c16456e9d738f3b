from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class NetworkMeetingQuerySet(models.QuerySet["NetworkMeeting"]):
    def visible_to(self, user: Person) -> NetworkMeetingQuerySet:
        """The meetings of trusts in which this person sees some school's plan."""
        from schools.models import School

        trusts = School.objects.visible_to(user, Permission.SEE_PLAN).values("trust")
        return self.filter(year__trust__in=trusts)


class NetworkMeeting(models.Model):
    """One meeting of many schools: when and where, what about, and whether it was held.

    ``key`` is that of the engagements it keeps, the same at every school; ``attendances`` say who came. What each
    school is promised stays in its own engagement, so that a school which comes to the trust later has its seat.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    year = models.ForeignKey("schools.AcademicYear", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=240)
    title = models.CharField(max_length=120)
    label = models.CharField("window", max_length=120)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField("length in minutes", default=60)
    place = models.CharField(max_length=200, blank=True)
    agenda = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    why_cancelled = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    calendar_version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now, editable=False)

    objects = NetworkMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "key"], name="one_network_meeting_a_key"),
            models.CheckConstraint(
                name="network_status_known", condition=Q(status__in=["planned", "held", "cancelled"])
            ),
            models.CheckConstraint(
                name="network_cancelled_says_why",
                condition=(Q(status="cancelled") & ~Q(why_cancelled=""))
                | (~Q(status="cancelled") & Q(why_cancelled="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("network_meeting", args=[self.year_id, self.key])


class Attendance(models.Model):
    """Whether a school came to a meeting of many. The trust kept its promise either way: the meeting was held."""

    class Answer(models.TextChoices):
        ATTENDED = "attended", "Attended"
        APOLOGIES = "apologies", "Sent apologies"
        ABSENT = "absent", "Did not come"

    engagement = models.OneToOneField(
        "support.Engagement", on_delete=models.CASCADE, related_name="attendance"
    )
    answer = models.CharField(max_length=10, choices=Answer)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attendance_answer_known", condition=Q(answer__in=["attended", "apologies", "absent"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement}: {self.get_answer_display()}"


class MeetingPaper(models.Model):
    """Something to read before a meeting: a link or a file."""

    meeting = models.ForeignKey(NetworkMeeting, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    stored_as = models.CharField(max_length=120, blank=True, editable=False, help_text="Opaque name.")
    file_name = models.CharField(max_length=150, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField("size in bytes", null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="paper_is_a_file_or_a_link",
                condition=Q(link="", size__isnull=False) & ~Q(stored_as="")
                | Q(stored_as="", size__isnull=True) & ~Q(link=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
