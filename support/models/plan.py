from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission
from support.plan_spec import plan_format
from support.plan_text import Look, PriorityText

if TYPE_CHECKING:
    from schools.models import Person
    from support.plan_spec import Judgement


class ImprovementPlanQuerySet(models.QuerySet["ImprovementPlan"]):
    def visible_to(self, user: Person) -> ImprovementPlanQuerySet:
        from schools.models import School

        return self.filter(school__in=School.objects.visible_to(user, Permission.SEE_PLAN))


class ImprovementPlan(models.Model):
    """A school's improvement plan for a year: a draft of the school's, and ``versions`` that were approved.

    The latest version is in force. ``version`` counts the saves of the schedule and the steps, for those who work at
    once; each priority counts its own.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        APPROVED = "approved", "In force"

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="improvement_plans")
    year = models.ForeignKey(
        "schools.AcademicYear", on_delete=models.PROTECT, related_name="improvement_plans"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    schedule: Any = models.JSONField("monitoring and evaluation schedule", default=list)
    why = models.CharField("what is different", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ImprovementPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year__starts_on", "school__name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="one_improvement_plan_a_year"),
            models.CheckConstraint(
                name="improvement_plan_status_known",
                condition=Q(status__in=["draft", "submitted", "approved"]),
            ),
        ]

    def __str__(self) -> str:
        return f"School Improvement Plan {self.year}, {self.school}"

    def get_absolute_url(self) -> str:
        return f"{reverse('improvement_plan', args=[self.school.urn])}?year={self.year.name}"

    @property
    def looks(self) -> tuple[Look, ...]:
        return tuple(Look(**each) for each in self.schedule)


class PlanPriority(models.Model):
    """A priority of the draft. What was approved of it stands in the versions, also when it is taken out."""

    plan = models.ForeignKey(ImprovementPlan, on_delete=models.PROTECT, related_name="priorities")
    number = models.PositiveSmallIntegerField(help_text="Given once in a plan and never used again.")
    text: Any = models.JSONField(default=dict)
    codes_given = models.PositiveSmallIntegerField(default=0)
    is_out = models.BooleanField("taken out", default=False)
    actions = models.ManyToManyField("schools.Action", related_name="+", blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_priority_a_number")]

    def __str__(self) -> str:
        return self.draft.title or f"Priority {self.number}"

    @property
    def draft(self) -> PriorityText:
        return PriorityText.read(self.text)


class PlanVersion(models.Model):
    """The plan as it was approved. Never changed: a later change is another version."""

    plan = models.ForeignKey(ImprovementPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content: Any = models.JSONField(help_text="In words, as it was read.")
    why = models.CharField("what is different", max_length=500, blank=True)
    by_title = models.CharField("role", max_length=80, blank=True, help_text="When they did it.")
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_a_number"),
            models.CheckConstraint(name="later_plan_version_says_why", condition=Q(number=1) | ~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"


class PlanStep(models.Model):
    """What became of a plan, by whom: submitted, commented on, returned, approved. Never changed."""

    plan = models.ForeignKey(ImprovementPlan, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    by_title = models.CharField("role", max_length=80, blank=True, help_text="When they did it.")
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.verb

    @property
    def role(self) -> str:
        return self.by_title

    @property
    def words(self) -> str:
        return self.verb.removesuffix(" of").removesuffix(" on").capitalize()


class PlanProgress(models.Model):
    """How an objective was judged on a day, with a sentence. Never changed: the latest stands, the others stay."""

    plan = models.ForeignKey(ImprovementPlan, on_delete=models.PROTECT, related_name="progress")
    objective = models.CharField(max_length=20, help_text="Its code.")
    judgement = models.SlugField(max_length=80)
    judgement_title = models.CharField("word", max_length=120, help_text="As it read when it was judged.")
    sentence = models.CharField(max_length=500)
    by_title = models.CharField("role", max_length=80, blank=True, help_text="When they did it.")
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="plan_progress_has_a_sentence", condition=~Q(sentence="")),
            models.CheckConstraint(name="plan_progress_has_a_judgement", condition=~Q(judgement="")),
        ]

    def __str__(self) -> str:
        return f"{self.objective}: {self.sentence}"

    @property
    def spec(self) -> Judgement | None:
        """None where the format of today has no such word any more."""
        return plan_format().judgement(self.judgement)
