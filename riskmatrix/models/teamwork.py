"""How a school shares the evening's work: who takes which criterion, and what they say to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

from kit import clock
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person

Row = TypeVar("Row", bound=models.Model)


class WithinTheSchool(models.QuerySet[Row]):
    """What is said and shared among those who fill in the self-evaluation of a school, and nobody else."""

    def visible_to(self, user: Person) -> Self:
        """Rows of the schools whose self-evaluation this person fills in: posts at the school itself, none of the
        trust's.
        """
        from schools.models import School

        mine = School.objects.visible_to(user, Permission.EDIT_SELF_EVALUATION)
        return self.filter(evaluation__school__in=mine)


class AssignmentQuerySet(WithinTheSchool["Assignment"]):
    pass


class CommentQuerySet(WithinTheSchool["Comment"]):
    def open(self) -> CommentQuerySet:
        """Not settled yet."""
        return self.filter(resolved_at__isnull=True)


class Assignment(models.Model):
    """A criterion that the headteacher has handed to one of the school's leaders."""

    evaluation = models.ForeignKey(
        "riskmatrix.Evaluation", on_delete=models.CASCADE, related_name="assignments"
    )
    criterion = models.ForeignKey(
        "riskmatrix.Criterion", on_delete=models.PROTECT, related_name="assignments"
    )
    person = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="assignments")
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="one_assignment_a_criterion"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} to {self.person}"


class Comment(models.Model):
    """A word among the school's own people about one KPI, until it is settled. The trust does not read these."""

    evaluation = models.ForeignKey("riskmatrix.Evaluation", on_delete=models.CASCADE, related_name="comments")
    kpi = models.ForeignKey("riskmatrix.Kpi", on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    resolved_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_resolved_by_somebody",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # The audit writes down the name of a thing and the trust reads the audit, so it says nothing of the text.
        return f"Comment on {self.kpi}"
