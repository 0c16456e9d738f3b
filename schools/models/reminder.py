from __future__ import annotations

from django.db import models

from kit import clock


class Reminder(models.Model):
    """Somebody was told of one thing at one step: before its day, on it, in a week after it. Once and no more.

    When the day is moved the steps begin anew; when it becomes somebody else's turn, theirs begin with them.
    """

    person = models.ForeignKey("schools.Person", on_delete=models.CASCADE, related_name="reminders")
    key = models.CharField("what", max_length=200)
    due_on = models.DateField()
    step = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key", "due_on", "step"], name="a_step_is_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}, {self.step}, to {self.person}"
