from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from kit import clock
from schools.access.permissions import Permission
from support import spec

if TYPE_CHECKING:
    from schools.models import Person


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def visible_to(self, user: Person, permission: Permission = Permission.SEE_PLAN) -> EngagementQuerySet:
        from schools.models import School

        return self.filter(school__in=School.objects.visible_to(user, permission))

    def missed(self) -> EngagementQuerySet:
        return self.filter(missed_on(clock.today()))

    def still_planned(self) -> EngagementQuerySet:
        return self.filter(planned_on(clock.today()))


class Status(models.TextChoices):
    """What is stored. That one was missed follows from the day: planned, and its window is over."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Side(models.TextChoices):
    """On whose account something promised is not held."""

    TRUST = "trust", "The trust could not keep it"
    SCHOOL = "school", "The school could not keep it"


def missed_on(today: date) -> Q:
    return Q(status=Status.PLANNED, window_end__lt=today)


def planned_on(today: date) -> Q:
    return Q(status=Status.PLANNED, window_end__gte=today)


def called_off() -> Q:
    """Not promised after all: a change of category ended the promise before its time came."""
    return Q(status=Status.CANCELLED, why_cancelled=F("commitment__why_ended"))


def cancelled_by_somebody() -> Q:
    """Promised, and a person said why it would not be held."""
    return Q(status=Status.CANCELLED) & ~Q(why_cancelled=F("commitment__why_ended"))


class Engagement(models.Model):
    """One meeting, visit or review that was promised: to be held inside a window of the school's calendar."""

    Status = Status
    Side = Side

    commitment = models.ForeignKey("support.Commitment", on_delete=models.CASCADE, related_name="engagements")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="engagements")
    key = models.CharField(max_length=240, help_text="The same for the same promise whenever it is laid out.")
    sequence = models.PositiveSmallIntegerField()
    stream = models.SlugField(max_length=80, blank=True)
    title = models.CharField(max_length=120)
    label = models.CharField("window", max_length=120)
    window_start = models.DateField()
    window_end = models.DateField()
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    held_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    why_cancelled = models.CharField(max_length=500, blank=True)
    cancelled_by = models.CharField(
        "cancelled on whose account",
        max_length=10,
        choices=Side,
        blank=True,
        help_text="Empty where nobody said so, and where a change of category called it off.",
    )
    recorded_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    starts_at = models.DateTimeField(
        null=True, help_text="When it is planned for; not set while only the window is."
    )
    calendar_version = models.PositiveIntegerField(
        default=1, help_text="Rises when it is moved or called off."
    )

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "window_start", "pk"]
        indexes = [models.Index(fields=["school", "status", "window_end"])]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "key"], name="one_engagement_a_key"),
            models.CheckConstraint(
                name="engagement_status_known", condition=Q(status__in=["planned", "held", "cancelled"])
            ),
            models.CheckConstraint(
                name="held_on_a_day_by_somebody",
                condition=(
                    Q(status="held", held_on__isnull=False, recorded_by__isnull=False)
                    & Q(recorded_at__isnull=False)
                )
                | (~Q(status="held") & Q(held_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="cancelled_says_why",
                condition=(Q(status="cancelled") & ~Q(why_cancelled=""))
                | (~Q(status="cancelled") & Q(why_cancelled="")),
            ),
            models.CheckConstraint(
                name="cancelled_by_a_side_known",
                condition=Q(cancelled_by="") | Q(status="cancelled", cancelled_by__in=["trust", "school"]),
            ),
            models.CheckConstraint(
                name="engagement_window_in_order", condition=Q(window_start__lte=F("window_end"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.label}, {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("engagement", args=[self.pk])

    @property
    def meets_on(self) -> date | None:
        """The agreed day, by the clock on the wall."""
        return timezone.localdate(self.starts_at) if self.starts_at else None

    @property
    def first_day(self) -> date:
        """From when on it can have been held: its window, or an earlier day that was agreed."""
        return min(self.window_start, self.meets_on or self.window_start)

    @property
    def is_outside_its_window(self) -> bool:
        """Whether people have agreed a day before or after the window it was promised for."""
        day = self.meets_on
        return day is not None and not self.window_start <= day <= self.window_end

    @property
    def is_missed(self) -> bool:
        return self.status == Status.PLANNED and self.window_end < clock.today()

    @property
    def is_called_off(self) -> bool:
        """A change of category called it off, no person did: it is not promised any more."""
        why_ended: str = self.commitment.why_ended
        return bool(why_ended) and self.why_cancelled == why_ended

    @property
    def is_recorded(self) -> bool:
        """Held or cancelled."""
        return self.status != Status.PLANNED

    @property
    def is_held_late(self) -> bool:
        return self.held_on is not None and self.held_on > self.window_end

    @property
    def standing(self) -> str:
        """“Held late”, “Missed”: what a page says; late, but with a day to come, is not missed for good."""
        if self.is_missed:
            return "Late, agreed" if self.meets_on and self.meets_on >= clock.today() else "Missed"
        return "Held late" if self.is_held_late else str(self.get_status_display())

    @property
    def tone(self) -> str:
        """How its badge looks (kit/templatetags/ui.py)."""
        return "late" if self.is_missed else TONE[Status(self.status)]

    @property
    def attended_by(self) -> tuple[str, ...]:
        """The codes of who attends: the stream's own people where the engagement has streams."""
        promised: spec.Engagement = self.commitment.spec
        streams = {stream.code: stream for stream in promised.streams}
        return streams[self.stream].attended_by if self.stream else promised.attended_by


TONE = {Status.PLANNED: "quiet", Status.HELD: "done", Status.CANCELLED: "stopped"}
