"""External reviews and audits: commissioned, carried out, their findings settled. Rows that say what happened stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Person, permission: Permission = Permission.SEE_PLAN) -> ReviewQuerySet:
        from schools.models import School

        return self.filter(school__in=School.objects.visible_to(user, permission))

    def open(self) -> ReviewQuerySet:
        """Neither closed nor cancelled."""
        return self.filter(end=None)

    def whole(self) -> ReviewQuerySet:
        """With all that says how it stands."""
        return self.select_related("school__trust", "by", "report__by", "end__by").prefetch_related(
            "findings"
        )


class Review(models.Model):
    """What was commissioned: which review, at which school, from whom, by when and why. Never changed."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="reviews")
    kind = models.SlugField(max_length=80, help_text="One of the pack's kinds.")
    title = models.CharField(max_length=120, help_text="As the pack called it then.")
    reviewer = models.CharField("from whom", max_length=150)
    due_on = models.DateField("to be carried out by")
    why = models.CharField(max_length=500)
    commitment = models.ForeignKey(
        "support.Commitment", null=True, on_delete=models.SET_NULL, related_name="reviews",
        help_text="The promise of the offer that it keeps, if any.",
    )  # fmt: skip
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="review_says_who_and_why", condition=~Q(reviewer="") & ~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.pk])

    @property
    def carried_out(self) -> ReviewReport | None:
        return getattr(self, "report", None)

    @property
    def ended(self) -> ReviewEnd | None:
        return getattr(self, "end", None)

    @property
    def is_overdue(self) -> bool:
        return not (self.carried_out or self.ended) and self.due_on < clock.today()

    @property
    def unsettled(self) -> list[Finding]:
        """The findings that nobody has settled; they are prefetched on pages."""
        return [each for each in self.findings.all() if not each.is_settled]

    @property
    def standing(self) -> tuple[str, str]:
        """How it stands in a word, with the tone of its badge."""
        if self.ended:
            return ("Cancelled", "stopped") if self.ended.is_cancelled else ("Closed", "done")
        if self.carried_out:
            return ("Findings to settle", "open") if self.unsettled else ("Carried out", "current")
        return ("Overdue", "late") if self.is_overdue else ("Commissioned", "quiet")


class ReviewReport(models.Model):
    """What came of it, in summary. Never changed."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="report")
    carried_out_on = models.DateField()
    reviewer = models.CharField(max_length=150)
    summary = models.TextField()
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_report_says_something", condition=~Q(summary="") & ~Q(reviewer="")
            ),
        ]

    def __str__(self) -> str:
        return f"Report of {self.review}"


class ReviewPaper(models.Model):
    """The report itself, as a file: judged, stored and handed out by ``kit.uploads``."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="papers")
    stored_as = models.CharField(max_length=120, editable=False, help_text="Opaque name.")
    file_name = models.CharField(max_length=150, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField("size in bytes", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.file_name


class Finding(models.Model):
    """One thing a review found: it becomes an action of the school, or somebody says why it needs none."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings")
    text = models.CharField(max_length=500)
    action = models.OneToOneField(
        "schools.Action", null=True, on_delete=models.PROTECT, related_name="review_finding"
    )
    why_none = models.CharField("why it needs no action", max_length=500, blank=True)
    settled_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="finding_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="finding_settled_one_way_by_somebody",
                condition=Q(action=None, why_none="", settled_by=None, settled_at=None)
                | Q(action__isnull=False, why_none="", settled_by__isnull=False, settled_at__isnull=False)
                | Q(action=None, settled_by__isnull=False, settled_at__isnull=False) & ~Q(why_none=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None


class ReviewEnd(models.Model):
    """How it ended: closed, or cancelled with the reason. Never changed."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="end")
    is_cancelled = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cancelled_review_says_why", condition=Q(is_cancelled=False) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{'Cancelled' if self.is_cancelled else 'Closed'}: {self.review}"
