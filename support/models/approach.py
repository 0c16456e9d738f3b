"""How far each school shares the trust's approaches, and the templates that go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kit import clock
from schools.access.permissions import Permission
from schools.access.scope import trusts_where

if TYPE_CHECKING:
    from schools.models import Person


class ApproachStandingQuerySet(models.QuerySet["ApproachStanding"]):
    def visible_to(self, user: Person) -> ApproachStandingQuerySet:
        from schools.models import School

        return self.filter(school__in=School.objects.visible_to(user, Permission.SEE_PLAN))

    def to_ask(self, user: Person) -> ApproachStandingQuerySet:
        """What schools say whom others may ask: read in every trust in which this person sees some school's plan.

        Wider than ``visible_to`` on purpose, and only for rows that name somebody to ask. Of these another school
        shows its name and the contact, and since when it does so; its note stays with it.
        """
        from schools.models import School

        trusts = School.objects.visible_to(user, Permission.SEE_PLAN).values("trust")
        return self.filter(school__trust__in=trusts, contact__isnull=False)


class ApproachStanding(models.Model):
    """What a school said of one shared approach. Never changed: the latest row stands, those before are history.

    A school without a row has not said; that is no “not yet”. ``approach`` is a code of support/approaches.py.
    """

    class Standing(models.TextChoices):
        ADOPTED = "adopted", "Adopted"
        ADAPTING = "adapting", "Adapting"
        NOT_YET = "not_yet", "Not yet"

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="approach_standings")
    approach = models.SlugField(max_length=80)
    standing = models.CharField(max_length=10, choices=Standing)
    since = models.DateField()
    contact = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ApproachStandingQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["school", "approach", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="approach_standing_known", condition=Q(standing__in=["adopted", "adapting", "not_yet"])
            ),
            models.CheckConstraint(
                name="only_who_adopted_it_is_asked",
                condition=Q(contact__isnull=True) | Q(standing="adopted"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approach}, {self.school}: {self.get_standing_display().lower()}"


class ApproachTemplateQuerySet(models.QuerySet["ApproachTemplate"]):
    def visible_to(self, user: Person) -> ApproachTemplateQuerySet:
        """Of the trusts in which this person sees some school's plan, or keeps the templates."""
        from schools.models import School

        trusts = School.objects.visible_to(user, Permission.SEE_PLAN).values("trust")
        keeps = trusts_where(user, Permission.EDIT_FRAMEWORK)
        return self.filter(Q(trust__in=trusts) | Q(trust__in=keeps))


class ApproachTemplate(models.Model):
    """One version of an agreed template. The same title again is its next version; earlier ones stay to be read."""

    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="approach_templates")
    approach = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField()
    why = models.CharField("what is different", max_length=500, blank=True)
    stored_as = models.CharField(max_length=120, editable=False, help_text="Opaque name.")
    file_name = models.CharField(max_length=150, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField("size in bytes", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ApproachTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "approach", "title", "number"], name="one_approach_template_a_number"
            ),
            models.CheckConstraint(
                name="later_approach_template_says_why", condition=Q(number=1) | ~Q(why="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"
