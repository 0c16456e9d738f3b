"""The lines of a school's plan: each promise of the year with what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from support import spec
from support.models import AimFinding, AimReview, Commitment, Engagement, RequirementDecision
from support.queries.fulfilment import Fulfilment, counted
from support.wording import frequency, people


@dataclass(frozen=True)
class Line:
    """A promise: ``engagement`` of ``offer`` words it, ``commitment`` gives it, ``earlier`` ones gave it before."""

    commitment: Commitment
    engagement: spec.Engagement
    offer: spec.Offer
    earlier: tuple[Commitment, ...]

    @property
    def title(self) -> str:
        return self.engagement.title

    @property
    def frequency(self) -> str:
        return frequency(self.engagement.rhythm)

    @property
    def owed_by(self) -> str:
        return people(self.offer, self.engagement.owed_by)

    @property
    def attended_by(self) -> str:
        return people(self.offer, self.engagement.attended_by)

    @property
    def before(self) -> tuple[str, ...]:
        """Other measures of the same promise earlier in the year."""
        return tuple(
            f"Until {each.ends_on:%-d %B %Y}: {frequency(each.spec.rhythm)}."
            for each in self.earlier
            if each.ends_on is not None and each.ends_on >= each.starts_on
        )

    @cached_property
    def engagements(self) -> tuple[Engagement, ...]:
        """In order of their windows, without those that a change of category called off."""
        rows = [
            row
            for commitment in (*self.earlier, self.commitment)
            for row in commitment.engagements.all()
            if not row.is_called_off
        ]
        return tuple(sorted(rows, key=lambda row: (row.due_on, row.window_start, row.pk)))

    @cached_property
    def count(self) -> Fulfilment:
        of_status = Counter(row.status for row in self.engagements)
        missed = sum(row.is_missed for row in self.engagements)
        return counted(
            held=of_status[Engagement.Status.HELD],
            missed=missed,
            planned=of_status[Engagement.Status.PLANNED] - missed,
            cancelled=of_status[Engagement.Status.CANCELLED],
        )

    @property
    def anchor(self) -> str:
        """The id of the line on the page."""
        return f"{self.commitment.strand}-{self.commitment.promise}"

    @property
    def next(self) -> Engagement | None:
        """The next one that is still to be held."""
        planned = (row for row in self.engagements if row.status == Engagement.Status.PLANNED)
        return next((row for row in planned if not row.is_missed), None)

    @property
    def sentence(self) -> str:
        """Why nothing of it is laid out this year, where that is so."""
        if self.engagements or self.commitment.shortfalls.all():
            return ""
        if isinstance(self.engagement.rhythm, spec.Once):
            return "This was promised once, when the category was confirmed, in an earlier year."
        return "Too little of this year was left for one when the promise began."


@dataclass(frozen=True)
class AimLine(Line):
    """A standing aim: never an appointment, its status is recorded each half-term."""

    @cached_property
    def reviews(self) -> tuple[AimReview, ...]:
        rows = [
            row
            for commitment in (*self.earlier, self.commitment)
            for row in commitment.aim_reviews.all()
            if not row.is_ended
        ]
        return tuple(sorted(rows, key=lambda row: (row.window_start, row.pk)))

    @property
    def latest(self) -> AimFinding | None:
        """The latest finding of the year."""
        found = [row.latest for row in self.reviews if row.latest]
        return max(found, key=lambda finding: (finding.at, finding.pk)) if found else None

    @property
    def due(self) -> AimReview | None:
        """The half-term that is to be reviewed now: the latest that has begun, if nobody has yet."""
        begun = [row for row in self.reviews if row.has_begun]
        return begun[-1] if begun and begun[-1].latest is None else None


@dataclass(frozen=True)
class RequirementLine(Line):
    """What is promised if required, with the decision about it."""

    @property
    def decisions(self) -> tuple[RequirementDecision, ...]:
        """Latest first."""
        return tuple(self.commitment.requirement_decisions.all())

    @property
    def decided(self) -> RequirementDecision | None:
        return next(iter(self.decisions), None)


def line_of(
    commitment: Commitment, engagement: spec.Engagement, offer: spec.Offer, earlier: tuple[Commitment, ...]
) -> Line:
    kind = {"standing_aim": AimLine, "if_required": RequirementLine}.get(engagement.rhythm.kind, Line)
    return kind(commitment, engagement, offer, earlier)
