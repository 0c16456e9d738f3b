from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from kit import clock
from schools.access.permissions import Permission
from schools.access.scope import trusts_where

if TYPE_CHECKING:
    from schools.models import Person

WEEKDAYS = {1: "Monday", 2: "Tuesday", 3: "Wednesday", 4: "Thursday", 5: "Friday"}
MOST_DAYS = 60  # no half-term has more weekdays


class AdviserTimeQuerySet(models.QuerySet["AdviserTime"]):
    def visible_to(self, user: Person) -> AdviserTimeQuerySet:
        """One's own, and those of the trusts whose days this person plans."""
        return self.filter(Q(trust__in=trusts_where(user, Permission.RECORD_ENGAGEMENT)) | Q(person=user))


class AdviserTime(models.Model):
    """On which weekdays somebody of the trust works, and how many days a half-term of that are for schools.

    Never changed: from ``starts_on`` on it holds until one that begins later, and of two that begin on the same day
    the one that was entered last.
    """

    person = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="working_times")
    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("from")
    weekdays = models.CharField(max_length=5, help_text="1 Monday to 5 Friday, as in 1245.")
    days_a_half_term = models.DecimalField(
        max_digits=3,
        decimal_places=1,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(MOST_DAYS))],
    )
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AdviserTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="days_a_half_term_within_it",
                condition=Q(days_a_half_term__gte=0, days_a_half_term__lte=MOST_DAYS),
            ),
            models.CheckConstraint(
                name="days_for_schools_need_weekdays", condition=~Q(weekdays="") | Q(days_a_half_term=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.in_words}, from {self.starts_on:%-d %B %Y}"

    @property
    def works_on(self) -> frozenset[int]:
        return frozenset(int(each) for each in self.weekdays)

    @property
    def in_words(self) -> str:
        """“Monday, Tuesday and Friday; 12 days a half-term for schools”."""
        names = [name for number, name in WEEKDAYS.items() if number in self.works_on]
        said = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else (names or ["no weekday"])[0]
        days = f"{self.days_a_half_term.normalize():f}"
        return f"{said}; {days} {'day' if days == '1' else 'days'} a half-term for schools"
