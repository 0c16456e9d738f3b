from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

if TYPE_CHECKING:
    from schools.access.permissions import Permission
    from schools.models.person import Person


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, user: Person, permission: Permission | None = None) -> SchoolQuerySet:
        """The schools this person may see, or may use ``permission`` in, by the posts they hold today."""
        from schools.access.scope import reachable_schools

        return self.filter(reachable_schools(user, permission))

    def open(self) -> SchoolQuerySet:
        return self.filter(closed_on__isnull=True)


class School(models.Model):
    """A school of a trust, as the national register describes it (Get Information about Schools)."""

    class Phase(models.TextChoices):
        NURSERY = "nursery", "Nursery"
        INFANT = "infant", "Infant"
        JUNIOR = "junior", "Junior"
        PRIMARY = "primary", "Primary"
        MIDDLE = "middle", "Middle"
        SECONDARY = "secondary", "Secondary"
        SIXTEEN_PLUS = "16_plus", "16 plus"
        ALL_THROUGH = "all_through", "All-through"
        SPECIAL = "special", "Special"
        UNKNOWN = "unknown", "Not recorded"

    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="schools")
    urn = models.PositiveIntegerField("URN", unique=True)
    name = models.CharField(max_length=200)
    phase = models.CharField(max_length=20, choices=Phase, default=Phase.UNKNOWN)
    kind = models.CharField("type", max_length=100, blank=True)
    lowest_age = models.PositiveSmallIntegerField(null=True, blank=True)
    highest_age = models.PositiveSmallIntegerField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    admission_number = models.PositiveIntegerField("published admission number", null=True, blank=True)
    number_on_roll = models.PositiveIntegerField(null=True, blank=True)
    local_authority = models.CharField(max_length=100, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    easting = models.PositiveIntegerField("easting in metres", null=True, blank=True)
    northing = models.PositiveIntegerField("northing in metres", null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    joined_on = models.DateField("joined the trust on", null=True, blank=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="school_ages_in_order",
                condition=models.Q(lowest_age__isnull=True)
                | models.Q(highest_age__isnull=True)
                | models.Q(lowest_age__lte=models.F("highest_age")),
            ),
            models.CheckConstraint(
                name="school_place_is_whole",
                condition=models.Q(easting__isnull=True, northing__isnull=True)
                | models.Q(easting__gt=0, northing__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("school", args=[self.urn])


class Predecessor(models.Model):
    """A closed school whose history this one carries on: its figures stand under the old URN."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="predecessors")
    urn = models.PositiveIntegerField("URN")
    name = models.CharField(max_length=200)
    relation = models.CharField(max_length=100, default="Predecessor")
    linked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-linked_on", "urn"]
        constraints = [
            models.UniqueConstraint(fields=["school", "urn"], name="one_row_a_predecessor"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.urn})"
