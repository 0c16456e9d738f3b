"""What becomes of a moderated rating: the head's answer, and who has seen what first."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kit import clock


class Response(models.Model):
    """The headteacher's answer to one moderated rating: agreed, or disagreed with a reason."""

    evaluation = models.ForeignKey(
        "riskmatrix.Evaluation", on_delete=models.CASCADE, related_name="responses"
    )
    kpi = models.ForeignKey("riskmatrix.Kpi", on_delete=models.PROTECT, related_name="responses")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["kpi__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "kpi"], name="one_response_a_kpi"),
            models.CheckConstraint(
                name="disagreement_has_a_reason", condition=Q(agrees=True) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{'Agreed' if self.agrees else 'Disagreed'}: {self.kpi}"


class FirstLook(models.Model):
    """When the school first opened what is shown to it before anybody else: its calibration of a term."""

    evaluation = models.OneToOneField(
        "riskmatrix.Evaluation", on_delete=models.CASCADE, related_name="first_look"
    )
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.evaluation}, seen by {self.by}"
