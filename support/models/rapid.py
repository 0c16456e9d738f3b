from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class RapidPlanQuerySet(models.QuerySet["RapidPlan"]):
    def visible_to(self, user: Person) -> RapidPlanQuerySet:
        from schools.models import School

        return self.filter(school__in=School.objects.visible_to(user, Permission.SEE_PLAN))

    def running(self) -> RapidPlanQuerySet:
        """Open, neither reviewed nor ended."""
        return self.filter(opened_at__isnull=False, reviewed_at__isnull=True, ended_on__isnull=True)

    def unfinished(self) -> RapidPlanQuerySet:
        return self.filter(reviewed_at__isnull=True, ended_on__isnull=True)


class RapidPlan(models.Model):
    """One cycle of a school's Rapid Improvement Plans; ``decision`` put the school into the category.

    ``objectives`` are those of the improvement plan it works on, as (code, words) of the day it was opened.
    """

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="rapid_plans")
    decision = models.ForeignKey("support.Decision", on_delete=models.PROTECT, related_name="rapid_plans")
    year = models.ForeignKey("schools.AcademicYear", on_delete=models.PROTECT, related_name="rapid_plans")
    number = models.PositiveSmallIntegerField(help_text="Within the year, from 1.")
    label = models.CharField("school weeks", max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    plan = models.ForeignKey(
        "support.ImprovementPlan", null=True, on_delete=models.PROTECT, related_name="rapid_plans"
    )
    objectives: Any = models.JSONField(default=list)
    focus = models.TextField("what is done in these weeks", blank=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    what_next = models.TextField(blank=True)
    ended_on = models.DateField(null=True)
    why_ended = models.CharField(max_length=500, blank=True)

    objects = RapidPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "year", "number"], name="one_rapid_plan_a_number"),
            models.UniqueConstraint(
                fields=["school"],
                name="one_rapid_plan_open",
                condition=Q(opened_at__isnull=False, reviewed_at__isnull=True, ended_on__isnull=True),
            ),
            models.CheckConstraint(name="rapid_plan_in_order", condition=Q(starts_on__lte=F("ends_on"))),
            models.CheckConstraint(
                name="opened_rapid_plan_says_by_whom",
                condition=Q(opened_at__isnull=True, opened_by__isnull=True, plan__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False, plan__isnull=False),
            ),
            models.CheckConstraint(
                name="reviewed_rapid_plan_says_what_next",
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(what_next="")),
            ),
            models.CheckConstraint(
                name="ended_rapid_plan_says_why",
                condition=Q(ended_on__isnull=True, why_ended="") | (Q(ended_on__isnull=False) & ~Q(why_ended="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Rapid Improvement Plan {self.number}, {self.year}, {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("rapid_plan", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.reviewed_at is None and self.ended_on is None

    @property
    def standing(self) -> str:
        if self.reviewed_at is not None:
            return "Reviewed"
        if self.ended_on is not None:
            return "Ended" if self.opened_at else "Not begun, ended"
        if self.opened_at is not None:
            return "Review due" if self.is_late else "Open"
        return "Not opened" if self.ends_on < clock.today() else "To come"

    @property
    def tone(self) -> str:
        """How its badge looks (kit/templatetags/ui.py)."""
        tones = {
            "Reviewed": "done",
            "Open": "current",
            "Review due": "late",
            "To come": "open",
            "Not opened": "late",
        }
        return tones.get(self.standing, "stopped")

    @property
    def is_late(self) -> bool:
        """Open beyond its last day, waiting for its review."""
        return self.is_open and self.ends_on < clock.today()


class RapidFinding(models.Model):
    """What was found about an objective when its cycle was reviewed. Never changed."""

    rapid = models.ForeignKey(RapidPlan, on_delete=models.PROTECT, related_name="findings")
    objective = models.CharField(max_length=20)
    sentence = models.CharField(max_length=1000)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["rapid", "objective"], name="one_rapid_finding_an_objective"),
            models.CheckConstraint(name="rapid_finding_has_a_sentence", condition=~Q(sentence="")),
        ]

    def __str__(self) -> str:
        return self.sentence
