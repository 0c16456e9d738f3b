from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kit import clock

if TYPE_CHECKING:
    from schools.models.person import Person


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: Person) -> ActionQuerySet:
        from schools.access.permissions import Permission
        from schools.models.school import School

        return self.filter(school__in=School.objects.visible_to(user, Permission.SEE_ACTIONS))

    def open(self) -> ActionQuerySet:
        return self.filter(done_on__isnull=True)


class Action(models.Model):
    """Something a school has agreed to do: one noun for the whole portal, wherever it was agreed."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=500)
    owner = models.CharField(
        max_length=150, blank=True, help_text="A role or a member of staff; no pupil's name."
    )
    due_on = models.DateField(null=True, blank=True)
    support = models.CharField("support identified", max_length=500, blank=True)
    check_impact_on = models.DateField("date to check impact", null=True, blank=True)
    impact = models.TextField("what was found then", blank=True)
    origin = models.CharField(max_length=200, help_text="Where it was agreed, as a reader would say it.")
    origin_url = models.CharField(max_length=200, blank=True, editable=False)
    done_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(name="action_says_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < clock.today()
