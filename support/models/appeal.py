"""What the school says to a decision about its category, and what becomes of an appeal. Rows that never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils import timezone

from kit import clock
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class DecisionAnswer(models.Model):
    """What the headteacher says to a decision. There may be several; the trust reads them beside the decision."""

    decision = models.ForeignKey("support.Decision", on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="decision_answer_has_words", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return f"Answer to {self.decision}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Person) -> AppealQuerySet:
        from schools.models import School

        return self.filter(decision__school__in=School.objects.visible_to(user, Permission.SEE_PLAN))


class Appeal(models.Model):
    """The headteacher asks that somebody else decide, and why. Once for each decision."""

    decision = models.OneToOneField("support.Decision", on_delete=models.PROTECT, related_name="appeal")
    reason = models.TextField()
    answer_by = models.DateField(null=True, help_text="None where the offer set no time.")
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="appeal_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Appeal against {self.decision}"

    def get_absolute_url(self) -> str:
        return reverse("appeal", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether nobody has decided though the time is over, or somebody did after it. ``outcome`` is read."""
        outcome = getattr(self, "outcome", None)
        decided_on = timezone.localtime(outcome.at).date() if outcome else clock.today()
        return self.answer_by is not None and decided_on > self.answer_by


class AppealOutcome(models.Model):
    """What was decided about an appeal: the category stays, or ``decision`` is the one made instead."""

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="outcome")
    decision = models.OneToOneField(
        "support.Decision", null=True, on_delete=models.PROTECT, related_name="from_appeal"
    )
    reason = models.TextField()
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="appeal_outcome_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{'Upheld' if self.decision_id else 'Not upheld'}: {self.appeal}"
