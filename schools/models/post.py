from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from kit import clock
from schools.access.roles import Reach, Role

if TYPE_CHECKING:
    from schools.models.person import Person


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: Person) -> PostQuerySet:
        """The posts of the trusts whose people this person manages, and their own."""
        from schools.access.permissions import Permission
        from schools.access.scope import trusts_where

        return self.filter(Q(trust__in=trusts_where(user, Permission.MANAGE_PEOPLE)) | Q(person=user))

    def held_on(self, day: date) -> PostQuerySet:
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def current(self) -> PostQuerySet:
        """Posts held today by people who may sign in."""
        return self.held_on(clock.today()).filter(person__is_active=True)


class Post(models.Model):
    """A person in a role, for the trust, one school or several assigned schools, between two dates."""

    person = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40, choices=Role.choices())
    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="posts")
    schools = models.ManyToManyField("schools.School", related_name="posts", blank=True)
    acting = models.BooleanField(
        default=False, help_text="Holds the post while it is empty or its holder is away."
    )
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True, help_text="The last day of the post, when it is known.")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"

    @property
    def title(self) -> str:
        """“Acting headteacher”, as it is written under a name."""
        title = Role(self.role).title
        return f"Acting {title[0].lower()}{title[1:]}" if self.acting else title

    @property
    def reach(self) -> Reach:
        return Role(self.role).reach

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < clock.today()

    def is_held_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
