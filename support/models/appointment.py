from __future__ import annotations

from django.db import models

from kit import clock


class Appointment(models.Model):
    """A day and time that was agreed for an engagement, or given up. Never changed: the latest one stands.

    ``by`` is empty where the portal itself gave a day up, because the school is closed on it.
    """

    engagement = models.ForeignKey(
        "support.Engagement", on_delete=models.CASCADE, related_name="appointments"
    )
    starts_at = models.DateTimeField(null=True, help_text="Empty where the day was given up.")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_day_given_up_says_why",
                condition=models.Q(starts_at__isnull=False) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement}: {self.starts_at or 'given up'}"
