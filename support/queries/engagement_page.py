"""What the page of one promised engagement, one aim's review or one “if required” says."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from kit.refusals import Refusal
from schools.models import Person
from support import rules, rules_moving, spec
from support.models import AimReview, Appointment, Commitment, Engagement
from support.rules_reviews import kinds_for
from support.wording import frequency, people


@dataclass(frozen=True)
class Promised:
    """The promise behind something, in words."""

    commitment: Commitment
    engagement: spec.Engagement

    @property
    def strand(self) -> str:
        return self.commitment.offer.spec.strand(self.commitment.strand).title

    @property
    def facts(self) -> list[tuple[str, str]]:
        said = frequency(self.engagement.rhythm)
        promised = f"{said[0].upper()}{said[1:]}"
        return [("Promised", promised), ("Owed by", self.people(self.engagement.owed_by))]

    def people(self, codes: tuple[str, ...]) -> str:
        return people(self.commitment.offer.spec, codes)


@dataclass(frozen=True)
class EngagementPage:
    row: Engagement
    promised: Promised
    is_a_seat: bool
    may_record: Refusal | None
    may_move: Refusal | None
    may_correct: Refusal | None
    may_take_back: Refusal | None

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """The days that were agreed for it one after another, the latest first."""
        return tuple(self.row.appointments.all())

    @property
    def facts(self) -> list[tuple[str, str]]:
        first, last = f"{self.row.window_start:%-d %B %Y}", f"{self.row.window_end:%-d %B %Y}"
        window = first if first == last else f"{first} to {last}"
        agreed = [("Agreed for", self._agreed)] if self.row.starts_at and not self.row.is_recorded else []
        return [
            ("To be held", f"{self.row.label}, {window}"),
            *agreed,
            *self.promised.facts,
            ("Attended by", self.promised.people(self.row.attended_by)),
        ]

    @property
    def _agreed(self) -> str:
        outside = ", outside that window" if self.row.is_outside_its_window else ""
        return f"{timezone.localtime(self.row.starts_at):%A %-d %B %Y, %H:%M}{outside}"


def engagement_page(row: Engagement, user: Person) -> EngagementPage:
    """:param row: with its commitment, year, offer and school."""
    return EngagementPage(
        row=row,
        promised=Promised(row.commitment, row.commitment.spec),
        is_a_seat=rules_moving.is_a_seat(row),
        may_record=rules.may_record(user, row),
        may_move=rules_moving.may_move(user, row),
        may_correct=rules.may_correct(user, row),
        may_take_back=rules.may_take_back(user, row),
    )


@dataclass(frozen=True)
class AimPage:
    row: AimReview
    promised: Promised
    may_review: Refusal | None


def aim_page(row: AimReview, user: Person) -> AimPage:
    return AimPage(row, Promised(row.commitment, row.commitment.spec), rules.may_review(user, row))


@dataclass(frozen=True)
class RequirementPage:
    row: Commitment
    promised: Promised
    may_decide: Refusal | None
    may_commission: bool


def requirement_page(row: Commitment, user: Person) -> RequirementPage:
    return RequirementPage(
        row=row,
        promised=Promised(row, row.spec),
        may_decide=rules.may_decide_requirement(user, row),
        may_commission=any(row.promise in kind.promises for kind in kinds_for(user, row.school)),
    )
