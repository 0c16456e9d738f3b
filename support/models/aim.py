from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from kit import clock
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class AimReviewQuerySet(models.QuerySet["AimReview"]):
    def visible_to(self, user: Person, permission: Permission = Permission.SEE_PLAN) -> AimReviewQuerySet:
        from schools.models import School

        return self.filter(commitment__school__in=School.objects.visible_to(user, permission))


class AimReview(models.Model):
    """A half-term in which the status of a standing aim is to be recorded. It is no appointment."""

    commitment = models.ForeignKey("support.Commitment", on_delete=models.CASCADE, related_name="aim_reviews")
    key = models.CharField(max_length=240)
    sequence = models.PositiveSmallIntegerField()
    label = models.CharField("window", max_length=120)
    window_start = models.DateField()
    window_end = models.DateField()
    is_ended = models.BooleanField(default=False, help_text="A change of category ended the aim before.")

    objects = AimReviewQuerySet.as_manager()

    class Meta:
        ordering = ["window_start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "key"], name="one_aim_review_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.title}, {self.label}"

    @property
    def latest(self) -> AimFinding | None:
        """What stands; the findings come latest first, prefetched on pages."""
        return next(iter(self.findings.all()), None)

    @property
    def has_begun(self) -> bool:
        return self.window_start <= clock.today()


class AimFinding(models.Model):
    """How a standing aim was found. Never changed: the latest of a half-term stands."""

    class Status(models.TextChoices):
        ON_COURSE = "on_course", "On course"
        NOT_YET = "not_yet", "Not yet"
        AT_RISK = "at_risk", "At risk"

    review = models.ForeignKey(AimReview, on_delete=models.CASCADE, related_name="findings")
    status = models.CharField(max_length=10, choices=Status)
    sentence = models.CharField(max_length=500)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="aim_status_known", condition=models.Q(status__in=["on_course", "not_yet", "at_risk"])
            ),
            models.CheckConstraint(name="aim_finding_has_a_sentence", condition=~models.Q(sentence="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.sentence}"

    @property
    def tone(self) -> str:
        """How its badge looks (kit/templatetags/ui.py)."""
        return {"on_course": "done", "not_yet": "open", "at_risk": "late"}[self.status]
