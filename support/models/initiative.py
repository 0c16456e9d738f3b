"""Something a school or the trust brings in, stage by stage. What was settled and moved stands: more is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def visible_to(self, user: Person) -> InitiativeQuerySet:
        """A school's, to those who see its plan; the trust's, to those who see the plan of one of its schools."""
        from schools.models import School

        schools = School.objects.visible_to(user, Permission.SEE_PLAN)
        return self.filter(Q(school__in=schools) | Q(school=None, trust__in=schools.values("trust")))


class Initiative(models.Model):
    """What is brought in and why. ``school`` is None where the whole trust does; ``stage`` is one of the pack's."""

    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        "schools.School", null=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    title = models.CharField(max_length=120)
    aim = models.CharField(max_length=500)
    stage = models.SlugField(max_length=80)
    settle_by = models.DateField("the stage is to be settled by", null=True)
    is_stopped = models.BooleanField(default=False)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["is_stopped", "title", "pk"]
        constraints = [
            models.CheckConstraint(name="initiative_says_what_for", condition=~Q(title="") & ~Q(aim="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("initiative", args=[self.pk])

    @property
    def whose(self) -> str:
        return str(self.school or self.trust)


class InitiativeAnswer(models.Model):
    """How a question of a stage was settled. Never changed: the latest one stands."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="answers")
    stage = models.SlugField(max_length=80)
    question = models.SlugField(max_length=80)
    asked = models.CharField(max_length=900, help_text="The question as it was put then.")
    sentence = models.CharField(max_length=500)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="initiative_answer_has_a_sentence", condition=~Q(sentence="")),
        ]

    def __str__(self) -> str:
        return self.sentence


class InitiativeMove(models.Model):
    """A step from one stage to another, forward or back. ``to_stage`` is empty where the initiative was stopped."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="moves")
    from_stage = models.SlugField(max_length=80, blank=True)
    to_stage = models.SlugField(max_length=80, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    left_open = models.JSONField(
        default=list, help_text="What had to be settled and was not, as it was asked."
    )
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="initiative_stopped_says_why", condition=~Q(to_stage="") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.from_stage or 'begun'} → {self.to_stage or 'stopped'}"
