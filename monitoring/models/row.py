from __future__ import annotations

from django.db import models

from kit import clock
from monitoring.content import LINE_LIMIT, TEXT_LIMIT, WHO_LIMIT, RequiredActionText, RowText
from monitoring.models.form import MonitoringForm


class MonitoringRowQuerySet(models.QuerySet["MonitoringRow"]):
    def standing(self) -> MonitoringRowQuerySet:
        """Rows that have not been taken off."""
        return self.filter(removed_at__isnull=True)


class MonitoringRow(models.Model):
    """What was found in one class or year group. A row that was taken off stays, so that it can be put back."""

    form = models.ForeignKey(MonitoringForm, on_delete=models.CASCADE, related_name="rows")
    who = models.CharField("class or year group", max_length=WHO_LIMIT, blank=True)
    evaluation = models.TextField("evaluative comment", blank=True, max_length=TEXT_LIMIT)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = MonitoringRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.who or 'A class without a name'}, {self.form}"

    @property
    def text(self) -> RowText:
        return RowText(
            who=self.who,
            evaluation=self.evaluation,
            actions=tuple(action.text for action in self.required_actions.all()),
        )


class RequiredAction(models.Model):
    """Something to change in one class or year group, as the monitoring lead sees it.

    It asks; it binds nobody. What senior leaders agree to do about it is one of the school's actions.
    """

    row = models.ForeignKey(MonitoringRow, on_delete=models.CASCADE, related_name="required_actions")
    what = models.CharField("required action", max_length=LINE_LIMIT, blank=True)
    support = models.CharField("support identified", max_length=LINE_LIMIT, blank=True)
    check_impact_on = models.DateField("date to check impact", null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what or "A required action without words"

    @property
    def text(self) -> RequiredActionText:
        return RequiredActionText(what=self.what, support=self.support, check_impact_on=self.check_impact_on)
