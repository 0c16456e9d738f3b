from __future__ import annotations

from django.db import models

from kit import clock


class RequirementDecision(models.Model):
    """Whether something promised “if required” is required. Never changed: the latest one stands."""

    commitment = models.ForeignKey(
        "support.Commitment", on_delete=models.CASCADE, related_name="requirement_decisions"
    )
    required = models.BooleanField()
    sentence = models.CharField(max_length=500)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="requirement_decision_has_a_sentence", condition=~models.Q(sentence="")
            ),
        ]

    def __str__(self) -> str:
        return f"{'Required' if self.required else 'Not required'}: {self.sentence}"
