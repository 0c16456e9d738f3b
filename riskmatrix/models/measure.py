"""What is known in figures: the schools' own and the published, each for a period, never one over the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kit import clock
from riskmatrix.measured import Missing, PeriodKind
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


MISSING = [(each.value, each.label) for each in Missing]
PERIODS = [(each.value, each.label) for each in PeriodKind]


class Measured(models.Model):
    """A number, or why there is none, of one measure and one period.

    ``value`` stands in the measure's unit; of a measure that is a date, ``day`` is the value. ``numerator`` and
    ``denominator`` are what it was made from (pupils, sessions, places) where they are known: trust figures are
    computed from them. ``cohort`` counts pupils, staff or answers.
    """

    measure = models.SlugField(max_length=60)
    phase = models.SlugField(max_length=30, blank=True, help_text="As published; empty when for all phases.")
    period_kind = models.CharField(max_length=20, choices=PERIODS)
    academic_year = models.CharField(max_length=7, help_text="As in 2026/27; of three years, the last.")
    term = models.CharField(
        max_length=10, blank=True, help_text="autumn, spring or summer; autumn-1 is its first half."
    )
    upto = models.DateField(null=True, blank=True, help_text="The last day it speaks of, where it has one.")
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    day = models.DateField(null=True, blank=True, help_text="The value, where the measure is a date.")
    missing = models.CharField(max_length=20, choices=MISSING, blank=True)
    numerator = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    cohort = models.PositiveIntegerField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_a_number_or_says_why_not",
                condition=Q(value__isnull=False, day__isnull=True, missing="")
                | Q(value__isnull=True, day__isnull=False, missing="")
                | Q(value__isnull=True, day__isnull=True) & ~Q(missing=""),
            ),
        ]


class FigureQuerySet(models.QuerySet["Figure"]):
    def visible_to(self, user: Person) -> FigureQuerySet:
        from schools.models import School

        return self.filter(school__in=School.objects.visible_to(user, Permission.SEE_FIGURES))

    def standing(self) -> FigureQuerySet:
        """Those of imports that were carried out and not undone, and those typed in."""
        return self.filter(Q(batch__isnull=True) | Q(batch__applied_at__isnull=False, batch__undone_at=None))


class Figure(Measured):
    """A school's figure. A later row of the same measure and period takes its place; the earlier one stays."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="figures")
    urn = models.PositiveIntegerField(
        "URN", help_text="Under which it was published: the school's own or a predecessor's."
    )
    batch = models.ForeignKey(
        "riskmatrix.FigureImport", null=True, on_delete=models.PROTECT, related_name="figures"
    )
    by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")

    objects = FigureQuerySet.as_manager()

    class Meta(Measured.Meta):
        ordering = ["measure", "-academic_year", "-at", "-pk"]
        indexes = [models.Index(fields=["school", "measure", "-academic_year"])]

    def __str__(self) -> str:
        return f"{self.measure} of {self.school}, {self.academic_year}"


class BenchmarkQuerySet(models.QuerySet["Benchmark"]):
    def visible_to(self, user: Person) -> BenchmarkQuerySet:
        return self.filter(trust__in={post.trust_id for post in user.current_posts})

    def standing(self) -> BenchmarkQuerySet:
        return self.filter(batch__applied_at__isnull=False, batch__undone_at=None)


class Benchmark(Measured):
    """A published figure of an area, to hold a school's beside; as the trust loaded it, with its release."""

    class Area(models.TextChoices):
        ENGLAND = "england", "England"
        REGION = "region", "Region"
        LOCAL_AUTHORITY = "local-authority", "Local authority"
        SIMILAR = "similar", "Similar schools"

    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="benchmarks")
    area = models.CharField(max_length=20, choices=Area)
    area_name = models.CharField(max_length=100, blank=True, help_text="Empty for England.")
    released_on = models.DateField(null=True, blank=True)
    batch = models.ForeignKey("riskmatrix.FigureImport", on_delete=models.PROTECT, related_name="benchmarks")

    objects = BenchmarkQuerySet.as_manager()

    class Meta(Measured.Meta):
        ordering = ["measure", "-academic_year", "-at", "-pk"]
        indexes = [models.Index(fields=["trust", "measure", "-academic_year"])]

    def __str__(self) -> str:
        return f"{self.measure} of {self.area_name or self.get_area_display()}, {self.academic_year}"
