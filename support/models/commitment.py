from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from schools.access.permissions import Permission
from support import spec

if TYPE_CHECKING:
    from schools.models import Person


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: Person, permission: Permission = Permission.SEE_PLAN) -> CommitmentQuerySet:
        from schools.models import School

        return self.filter(school__in=School.objects.visible_to(user, permission))

    def running(self) -> CommitmentQuerySet:
        """Those no change of category has ended."""
        return self.filter(ends_on__isnull=True)

    def if_required(self) -> CommitmentQuerySet:
        """Those about which somebody decides whether they are required."""
        return self.filter(kind="if_required")


class Commitment(models.Model):
    """One promise of the offer, given to a school for (what is left of) one academic year.

    What it says stands in ``offer``, which is frozen. ``category`` is empty where the school had none and gets
    what all categories share. A change of category ends it the day before; its past stays as it was.
    """

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="commitments")
    year = models.ForeignKey("schools.AcademicYear", on_delete=models.PROTECT, related_name="commitments")
    offer = models.ForeignKey("support.Offer", on_delete=models.PROTECT, related_name="commitments")
    strand = models.SlugField(max_length=80)
    category = models.SlugField(max_length=80, blank=True)
    decision = models.ForeignKey(
        "support.Decision", null=True, on_delete=models.PROTECT, related_name="commitments"
    )
    engagement = models.SlugField("code of the engagement", max_length=80)
    promise = models.SlugField("code of the promise", max_length=80)
    kind = models.CharField("kind of rhythm", max_length=20)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(help_text="In the offer's order.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="The last day; the end of the year when not given.")
    why_ended = models.CharField(max_length=300, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["strand", "position", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "strand", "promise"],
                condition=Q(ends_on__isnull=True),
                name="a_promise_runs_once",
            ),
            models.CheckConstraint(
                name="ended_commitment_says_why",
                condition=(Q(ends_on__isnull=True) & Q(why_ended=""))
                | (Q(ends_on__isnull=False) & ~Q(why_ended="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.school}"

    @property
    def spec(self) -> spec.Engagement:
        """The engagement as the offer of that time words it."""
        found = {each.code: each for _, _, each in self.offer.spec.engagements()}
        return found[self.engagement]


class Shortfall(models.Model):
    """What could not be laid out because there is no school day for it, with the reason as a sentence."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="shortfalls")
    key = models.CharField(max_length=240)
    sentence = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "key"], name="one_shortfall_a_key"),
        ]

    def __str__(self) -> str:
        return self.sentence
