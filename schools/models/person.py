from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from kit import clock
from schools.rhythm import Rhythm

if TYPE_CHECKING:
    from schools.access.permissions import Permission
    from schools.models.post import Post


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Person, permission: Permission | None = None) -> PersonQuerySet:
        """People who hold, held or will hold a post in a trust whose people this person manages."""
        from schools.access.scope import managed_people

        return self.filter(managed_people(user, permission))


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, name: str, password: str | None = None, **more: Any) -> Person:
        person: Person = self.model(email=email.strip().lower(), name=name.strip(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        person: Person = self.get(email__iexact=username)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in, with e-mail and password. What they may do follows from their posts."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(
        "may sign in", default=True, help_text="Switch off for somebody who has left."
    )
    is_staff = models.BooleanField("looks after the installation", default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    reminder_rhythm = models.CharField(
        "reminded",
        max_length=10,
        choices=[(each.value, each.value) for each in Rhythm],
        default=Rhythm.WEEKLY,
    )
    reminder_weekday = models.PositiveSmallIntegerField(
        "on which weekday", default=0, help_text="0 for Monday."
    )
    reminded_on = models.DateField(
        null=True, editable=False, help_text="When it was last looked at what is due from them."
    )

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_an_email"),
            models.CheckConstraint(
                name="reminded_in_a_known_rhythm",
                condition=Q(reminder_rhythm__in=["daily", "weekly", "none"], reminder_weekday__lte=4),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @staticmethod
    def hashed(password: str | None) -> str:
        """The password as it is stored; one that opens nothing when there is none yet."""
        return make_password(password)

    @cached_property
    def all_posts(self) -> list[Post]:
        """Every post, read once for this object; rights are then asked without another query."""
        return list(self.posts.select_related("trust").prefetch_related("schools"))

    def forget_posts(self) -> None:
        """Read the posts again when they are next asked for: one was added or ended."""
        self.__dict__.pop("all_posts", None)

    @property
    def current_posts(self) -> list[Post]:
        """The posts held today, none for somebody who may no longer sign in."""
        today = clock.today()
        return [post for post in self.all_posts if post.is_held_on(today)] if self.is_active else []
