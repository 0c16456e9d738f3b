from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from kit import clock

if TYPE_CHECKING:
    from schools.models.person import Person
    from schools.models.trust import Trust


class YearQuerySet(models.QuerySet["AcademicYear"]):
    def visible_to(self, user: Person) -> YearQuerySet:
        return self.filter(trust__in={post.trust_id for post in user.current_posts})


class AcademicYear(models.Model):
    """1 September to 31 August, as the trust keeps it, with three terms of two half-terms each."""

    trust = models.ForeignKey("schools.Trust", on_delete=models.PROTECT, related_name="years")
    name = models.CharField(max_length=7, help_text="As in 2026/27.")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = YearQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "name"], name="one_year_a_name"),
            models.CheckConstraint(name="year_in_order", condition=Q(starts_on__lt=F("ends_on"))),
        ]

    def __str__(self) -> str:
        return self.name


class TermQuerySet(models.QuerySet["Term"]):
    def visible_to(self, user: Person) -> TermQuerySet:
        return self.filter(year__trust__in={post.trust_id for post in user.current_posts})

    def of(self, trust: Trust | int) -> TermQuerySet:
        return self.filter(year__trust=trust).select_related("year")

    def opened(self) -> TermQuerySet:
        return self.filter(opened_at__isnull=False)

    def current(self) -> Term | None:
        """The term at work: the latest one that has been opened."""
        return self.opened().select_related("year").order_by("-starts_on").first()


class Term(models.Model):
    """A term. Opened by the trust administrator, which sets when its work is due."""

    class Number(models.IntegerChoices):
        AUTUMN = 1, "Autumn"
        SPRING = 2, "Spring"
        SUMMER = 3, "Summer"

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(choices=Number)
    starts_on = models.DateField()
    ends_on = models.DateField()
    self_evaluation_due = models.DateField(null=True, blank=True)
    moderation_due = models.DateField(null=True, blank=True)
    report_due = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="three_terms_a_year"),
            models.CheckConstraint(name="term_in_order", condition=Q(starts_on__lt=F("ends_on"))),
            models.CheckConstraint(
                name="opened_term_has_due_dates",
                condition=Q(opened_at__isnull=True)
                | Q(
                    self_evaluation_due__isnull=False,
                    moderation_due__isnull=False,
                    report_due__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="due_dates_in_order",
                condition=Q(self_evaluation_due__isnull=True)
                | Q(self_evaluation_due__lte=F("moderation_due"), moderation_due__lte=F("report_due")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_number_display()} term {self.year.name}"

    @property
    def in_a_sentence(self) -> str:
        """“autumn term 2026/27”."""
        return str(self)[0].lower() + str(self)[1:]

    @property
    def is_overdue(self) -> bool:
        """Whether self-evaluations should have been submitted by now."""
        return self.self_evaluation_due is not None and clock.today() > self.self_evaluation_due

    def previous(self) -> Term | None:
        """The term before this one in the same trust, opened or not."""
        earlier = Term.objects.of(self.year.trust_id).filter(starts_on__lt=self.starts_on)
        return earlier.order_by("-starts_on").first()


class HalfTerm(models.Model):
    """One of the six stretches of school weeks between two holidays."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="half_terms")
    number = models.PositiveSmallIntegerField(help_text="1 to 6 through the year.")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="one_half_term_a_number"),
            models.CheckConstraint(name="half_term_number", condition=Q(number__gte=1, number__lte=6)),
            models.CheckConstraint(name="half_term_in_order", condition=Q(starts_on__lt=F("ends_on"))),
        ]

    def __str__(self) -> str:
        return f"Half-term {self.number}"


class ClosureQuerySet(models.QuerySet["Closure"]):
    def visible_to(self, user: Person) -> ClosureQuerySet:
        """The closures of this person's trusts, and those of the schools they may see."""
        from schools.models.school import School

        mine = {post.trust_id for post in user.current_posts}
        return self.filter(
            Q(school__isnull=True, year__trust__in=mine) | Q(school__in=School.objects.visible_to(user))
        )

    def for_school(self, school: object) -> ClosureQuerySet:
        """The trust's closures and this school's own."""
        return self.filter(Q(school__isnull=True, year__trust__schools=school) | Q(school=school))


class Closure(models.Model):
    """Days without pupils inside a term: training (INSET) days, bank holidays, a burst pipe."""

    class Kind(models.TextChoices):
        INSET = "inset", "INSET day"
        BANK_HOLIDAY = "bank_holiday", "Bank holiday"
        CLOSURE = "closure", "Closure"

    year = models.ForeignKey(AcademicYear, on_delete=models.CASCADE, related_name="closures")
    school = models.ForeignKey(
        "schools.School", null=True, blank=True, on_delete=models.CASCADE, related_name="closures"
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.INSET)
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(name="closure_in_order", condition=Q(starts_on__lte=F("ends_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {date_range(self.starts_on, self.ends_on)}"


def date_range(first: date, last: date) -> str:
    return f"{first:%-d %B %Y}" if first == last else f"{first:%-d %B} to {last:%-d %B %Y}"
