from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kit import clock
from riskmatrix.scoring import State
from schools.access.scope import reachable_schools

if TYPE_CHECKING:
    from schools.access.permissions import Permission
    from schools.models import Person


def seal(answer: str, text: str) -> str:
    """A short name for what a KPI's boxes showed: what nobody touched is not saved over somebody else's text."""
    plain = json.dumps([answer, text.replace("\r\n", "\n")])
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, user: Person, permission: Permission) -> RatingQuerySet:
        """Ratings of schools in which this person holds ``permission``."""
        return self.filter(reachable_schools(user, permission, "evaluation__school"))


class Rating(models.Model):
    """One judgement of one KPI. The school's own, the moderator's, the chief executive's decision where those two
    disagreed, and the agreed one are rows of their own; all stay.
    """

    class Kind(models.TextChoices):
        SELF = "self", "Self-rating"
        MODERATED = "moderated", "Moderated rating"
        DECIDED = "decided", "Chief executive's decision"
        AGREED = "agreed", "Agreed rating"

    evaluation = models.ForeignKey("riskmatrix.Evaluation", on_delete=models.CASCADE, related_name="ratings")
    kpi = models.ForeignKey("riskmatrix.Kpi", on_delete=models.PROTECT, related_name="ratings")
    kind = models.CharField(max_length=10, choices=Kind)
    step = models.ForeignKey(
        "riskmatrix.ScaleStep", null=True, on_delete=models.PROTECT, related_name="ratings"
    )
    not_applicable = models.BooleanField(default=False)
    commentary = models.TextField(blank=True, help_text="The school's commentary, or the reason given.")
    carried_from = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The rating of the term before whose commentary this one started from.",
    )
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    # Of a rating that has just been saved: whether the answer stayed, so that nothing but its own line has changed.
    only_words_changed = False

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["kpi__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "kpi", "kind"], name="one_rating_a_kind"),
            models.CheckConstraint(
                name="not_applicable_has_no_step",
                condition=Q(not_applicable=False) | Q(step__isnull=True),
            ),
            models.CheckConstraint(
                name="agreed_is_never_empty",
                condition=~Q(kind="agreed") | Q(step__isnull=False) | Q(not_applicable=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.kpi}"

    @property
    def state(self) -> State:
        """Rated, unrated or not applicable: three different things."""
        if self.not_applicable:
            return State.NOT_APPLICABLE
        return State.UNRATED if self.step_id is None else State.RATED

    @property
    def answer(self) -> str:
        """What was chosen, as a form sends it: a step's code, “not_applicable”, or nothing."""
        if self.not_applicable:
            return State.NOT_APPLICABLE.value
        return self.step.code if self.step else ""

    @property
    def seal(self) -> str:
        """What a page shows of it, as the page carries it along."""
        return seal(self.answer, self.commentary)

    @property
    def saved_when(self) -> str:
        """The moment of the last save as a page of many ratings says it: 23 November, 19:00."""
        moment = timezone.localtime(self.at)
        return f"{moment.day} {moment:%B, %H:%M}"

    @property
    def is_said(self) -> bool:
        """Whether anybody rated or wrote anything here."""
        return bool(self.answer or self.commentary.strip())

    def answers(self, own: Rating) -> bool:
        """Whether this moderated rating is one, and not older than the school's ``own``."""
        return bool(self.answer) and self.at >= own.at

    def lacks_reason(self, own: Rating) -> bool:
        """Whether it differs from the school's ``own`` as that stands now and does not say why yet."""
        return self.answers(own) and self.answer != own.answer and not self.commentary.strip()

    def settles(self, own: Rating) -> bool:
        """Whether nothing is missing from it beside the school's ``own``: the part can be finished with it."""
        return self.answers(own) and not self.lacks_reason(own)
