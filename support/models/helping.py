"""Schools that help one another: what a school offers, what another asks of it, and what became of the work.

Two schools read of one another here what neither reads anywhere else, so each of these rows holds no more than the
other school may know: no rating, no figure, no name of a KPI.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person


class HelpOfferQuerySet(models.QuerySet["HelpOffer"]):
    def visible_to(self, user: Person) -> HelpOfferQuerySet:
        """The offers of every school of a trust in which this person sees some school's plan.

        Wider than everything else of another school on purpose: an offer is there to be read by others. It opens
        its own row alone. What backs it, an agreed rating, is shown where ``rules_helping.may_see_backing`` allows.
        """
        from schools.models import School

        trusts = School.objects.visible_to(user, Permission.SEE_PLAN).values("trust")
        return self.filter(school__trust__in=trusts)

    def standing(self) -> HelpOfferQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class HelpOffer(models.Model):
    """A school's word that it helps others in an area in which it is strong: a criterion of the risk framework.

    ``evaluation`` holds the agreed rating that backed the offer when it was made. Whether it is backed today is
    asked anew each time it is shown (queries/helping.py). One that is taken back stays as history.
    """

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="help_offers")
    area = models.SlugField("criterion", max_length=80)
    area_title = models.CharField(max_length=120, help_text="As the framework called it then.")
    evaluation = models.ForeignKey("riskmatrix.Evaluation", on_delete=models.PROTECT, related_name="+")
    what = models.TextField("what the school can help with")
    contact = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    withdrawn_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    why_withdrawn = models.CharField(max_length=500, blank=True)

    objects = HelpOfferQuerySet.as_manager()

    class Meta:
        ordering = ["area_title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "area"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_help_offer_an_area",
            ),
            models.CheckConstraint(name="help_offer_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="help_offer_withdrawn_by_somebody_who_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, why_withdrawn="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(why_withdrawn="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Help with {self.area_title} from {self.school}"


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def visible_to(self, user: Person) -> HelpRequestQuerySet:
        """The requests of which this person sees the plan of one of the two schools; nobody else's."""
        from schools.models import School

        schools = School.objects.visible_to(user, Permission.SEE_PLAN)
        return self.filter(Q(school__in=schools) | Q(offer__school__in=schools))

    def agreed(self) -> HelpRequestQuerySet:
        return self.filter(answer=HelpRequest.Answer.AGREED)

    def waiting(self) -> HelpRequestQuerySet:
        return self.filter(answer=HelpRequest.Answer.NONE)


class HelpRequest(models.Model):
    """A school asks another for what that one offers. Agreed by its headteacher it is a piece of work.

    ``hours`` are those asked for and, once agreed, those agreed. What was given and what was received each side says
    itself at the end (``HelpOutcome``); neither figure stands in for the other.
    """

    class Answer(models.TextChoices):
        NONE = "", "Waits for an answer"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken_back", "Taken back"

    offer = models.ForeignKey(HelpOffer, on_delete=models.PROTECT, related_name="requests")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="help_requests")
    purpose = models.TextField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE, blank=True)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "school"], condition=Q(answer=""), name="one_waiting_help_request_an_offer"
            ),
            models.CheckConstraint(name="help_request_has_a_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(name="help_request_asks_for_hours", condition=Q(hours__gt=0)),
            models.CheckConstraint(
                name="help_request_answer_known",
                condition=Q(answer__in=["", "agreed", "declined", "taken_back"]),
            ),
            models.CheckConstraint(
                name="help_request_answered_by_somebody",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="help_request_declined_with_a_reason",
                condition=~Q(answer="declined") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer.area_title}: {self.offer.school} for {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("help_request", args=[self.pk])


class HelpOutcome(models.Model):
    """What one of the two schools says at the end: the hours, and what came of the work. Never changed."""

    class Side(models.TextChoices):
        GIVING = "giving", "The school that helped"
        RECEIVING = "receiving", "The school that was helped"

    request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="outcomes")
    side = models.CharField(max_length=10, choices=Side)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    ended_on = models.DateField()
    text = models.TextField()
    by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "side"], name="one_help_outcome_a_side"),
            models.CheckConstraint(
                name="help_outcome_side_known", condition=Q(side__in=["giving", "receiving"])
            ),
            models.CheckConstraint(name="help_outcome_has_words", condition=~Q(text="")),
            models.CheckConstraint(name="help_outcome_hours_not_below_nought", condition=Q(hours__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.request}, {self.get_side_display().lower()}"
