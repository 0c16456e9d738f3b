from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from kit import clock
from riskmatrix import lifecycle
from schools.access.permissions import Permission
from schools.access.scope import reachable_schools

if TYPE_CHECKING:
    from schools.models import Person, School, Term


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: Person, permission: Permission | None = None) -> EvaluationQuerySet:
        """Evaluations of schools whose self-evaluation or agreed matrix this person may see.

        What of an evaluation they may read at its present status, ``rules`` says.
        """
        if permission is not None:
            return self.filter(reachable_schools(user, permission, "school"))
        full = reachable_schools(user, Permission.SEE_SELF_EVALUATION, "school")
        return self.filter(full | reachable_schools(user, Permission.SEE_AGREED_MATRIX, "school"))

    def moderated(self) -> EvaluationQuerySet:
        return self.filter(status=lifecycle.Status.MODERATED)

    def with_the_trust(self) -> EvaluationQuerySet:
        return self.filter(status__in=[lifecycle.Status.SUBMITTED, lifecycle.Status.IN_MODERATION])

    def being_answered(self) -> EvaluationQuerySet:
        """Moderated, but what differs is not settled with the school: nothing is agreed yet."""
        return self.filter(status__in=[lifecycle.Status.ANSWERING, lifecycle.Status.DECIDING])

    def of(self, school: School, term: Term) -> Evaluation | None:
        return self.filter(school=school, term=term).select_related("framework").first()


class Evaluation(models.Model):
    """A school's risk matrix for one term: its self-evaluation, its moderation and what was agreed."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="evaluations")
    term = models.ForeignKey("schools.Term", on_delete=models.PROTECT, related_name="evaluations")
    framework = models.ForeignKey(
        "riskmatrix.Framework", on_delete=models.PROTECT, related_name="evaluations"
    )
    status = models.CharField(
        max_length=20,
        choices=[(status.value, lifecycle.LABEL[status]) for status in lifecycle.Status],
        default=lifecycle.FIRST.value,
    )
    begun_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    answer_due = models.DateField(
        null=True, editable=False, help_text="Until when the headteacher may answer the moderated ratings."
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-term__starts_on", "school__name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "term"], name="one_evaluation_a_term"),
            models.CheckConstraint(
                name="evaluation_status_known",
                condition=models.Q(status__in=[status.value for status in lifecycle.Status]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.term}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation", args=[self.pk])

    @property
    def is_moderated(self) -> bool:
        return self.status == lifecycle.Status.MODERATED

    @property
    def is_being_answered(self) -> bool:
        """Moderated, but what differs is not settled with the school: nothing is agreed yet."""
        return self.status in (lifecycle.Status.ANSWERING, lifecycle.Status.DECIDING)

    @property
    def answer_is_late(self) -> bool:
        """Whether the last day on which the headteacher could answer is over."""
        return self.answer_due is not None and clock.today() > self.answer_due

    @property
    def standing(self) -> str:
        """A sentence that says where it stands and whose turn it is."""
        return lifecycle.STANDING[lifecycle.Status(self.status)]


class StatusChange(models.Model):
    """One move of an evaluation, with the comment that went with it. ``by`` is None for the portal itself: nobody
    answered in time, and a timetable let the moderated ratings stand.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20)
    to_status = models.CharField(max_length=20)
    by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"

    @property
    def said(self) -> str:
        return lifecycle.HISTORY[lifecycle.Verb(self.verb)]


class ModerationPart(models.Model):
    """The moderation of the criteria of one strand, by the role the framework names. Finished, or not yet."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="parts")
    strand = models.SlugField(max_length=60)
    blind = models.BooleanField(default=False, help_text="Rated before the school's rating is shown.")
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "strand"], name="one_part_a_strand"),
            models.CheckConstraint(
                name="part_finished_by_somebody",
                condition=models.Q(finished_at__isnull=True, finished_by__isnull=True)
                | models.Q(finished_at__isnull=False, finished_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strand} of {self.evaluation}"
