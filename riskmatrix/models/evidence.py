from __future__ import annotations

from django.db import models

from kit import clock


class EvidenceUse(models.Model):
    """A piece of evidence laid beside one KPI of one evaluation. The same piece may back others and later terms."""

    evaluation = models.ForeignKey(
        "riskmatrix.Evaluation", on_delete=models.CASCADE, related_name="evidence_uses"
    )
    kpi = models.ForeignKey("riskmatrix.Kpi", on_delete=models.PROTECT, related_name="evidence_uses")
    evidence = models.ForeignKey("schools.Evidence", on_delete=models.PROTECT, related_name="uses")
    points_to = models.ForeignKey(
        "riskmatrix.ScaleStep",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The rating it would suggest by itself; nothing when it suggests none.",
    )
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["kpi__position", "-evidence__speaks_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "kpi", "evidence"], name="evidence_used_once_a_kpi"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} for {self.kpi}"
