from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission
from support import spec

if TYPE_CHECKING:
    from schools.models import Person


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: Person) -> DecisionQuerySet:
        from schools.models import School

        return self.filter(school__in=School.objects.visible_to(user, Permission.SEE_PLAN))

    def in_order(self) -> DecisionQuerySet:
        """As they were made: of a school and strand the last one stands."""
        return self.order_by("at", "pk")


class Decision(models.Model):
    """The category somebody confirmed for one strand of a school. Never changed: the latest one stands.

    ``recommended`` and ``recommendation`` are what the portal recommended at that moment, with its reasons;
    ``recommended`` is empty when it could not tell. ``exit_criteria`` say what the school will have reached when it
    leaves the category, ``conversation`` what was said with the school about it.
    """

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="decisions")
    strand = models.SlugField(max_length=80)
    category = models.SlugField(max_length=80)
    offer = models.ForeignKey("support.Offer", on_delete=models.PROTECT, related_name="decisions")
    evaluation = models.ForeignKey(
        "riskmatrix.Evaluation", on_delete=models.PROTECT, related_name="decisions"
    )
    recommended = models.SlugField(max_length=80, blank=True)
    recommendation: Any = models.JSONField()
    is_override = models.BooleanField()
    reason = models.TextField(blank=True)
    starts_on = models.DateField()
    review_on = models.DateField(null=True, help_text="When it is looked at again at the latest.")
    exit_criteria = models.TextField(blank=True)
    conversation = models.TextField(blank=True)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["school", "strand", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="override_has_a_reason", condition=Q(is_override=False) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="override_is_another_category",
                condition=Q(is_override=False, category=F("recommended"))
                | (Q(is_override=True) & ~Q(category=F("recommended"))),
            ),
            models.CheckConstraint(
                name="a_decision_is_reviewed_later",
                condition=Q(review_on__isnull=True) | Q(review_on__gt=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spec.title}, {self.strand_spec.title.lower()}, {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.evaluation_id, self.strand])

    @property
    def strand_spec(self) -> spec.Strand:
        return self.offer.spec.strand(self.strand)

    @property
    def spec(self) -> spec.Category:
        """The category as the offer describes it."""
        return self.strand_spec.category(self.category)

    @property
    def category_title(self) -> str:
        return self.spec.title

    @property
    def recommended_title(self) -> str:
        """The recommended category's title; empty when the portal could not tell."""
        return self.strand_spec.category(self.recommended).title if self.recommended else ""
