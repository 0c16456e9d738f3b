"""How a school shares the evening's work: who takes which criterion, and what they say to each other."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kit import clock


class Assignment(models.Model):
    """A criterion that the headteacher has handed to one of the school's leaders."""

    evaluation = models.ForeignKey(
        "riskmatrix.Evaluation", on_delete=models.CASCADE, related_name="assignments"
    )
    criterion = models.ForeignKey(
        "riskmatrix.Criterion", on_delete=models.PROTECT, related_name="assignments"
    )
    person = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="assignments")
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="one_assignment_a_criterion"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} to {self.person}"


class Comment(models.Model):
    """A word among the school's own people about one KPI, until it is settled. The trust does not read these."""

    evaluation = models.ForeignKey("riskmatrix.Evaluation", on_delete=models.CASCADE, related_name="comments")
    kpi = models.ForeignKey("riskmatrix.Kpi", on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    resolved_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_resolved_by_somebody",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
