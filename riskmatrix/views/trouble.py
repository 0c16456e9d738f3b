"""What was typed and not saved: why, what stands there now, and the boxes that hold it."""

from __future__ import annotations

from dataclasses import dataclass

from kit.refusals import Refusal, Refused
from kit.saving import Conflict
from riskmatrix.forms import RatingForm
from riskmatrix.models import Rating
from riskmatrix.queries.blocks import KpiBlock, one_block
from riskmatrix.queries.steps import Shown
from riskmatrix.views.sides import Side
from schools.models import Person


@dataclass(frozen=True)
class Typed:
    """What the boxes held, where a page otherwise shows a rating."""

    version: str
    commentary: str
    seal: str = "sent"


@dataclass(frozen=True)
class Trouble:
    """One KPI. ``rating`` and ``theirs`` are what stands there; without a ``refusal`` somebody else saved first."""

    block: KpiBlock
    form: RatingForm
    refusal: Refusal | None
    rating: Rating | None
    theirs: Shown
    label: str

    @classmethod
    def of(
        cls, side: Side, own: Rating, form: RatingForm, trouble: Conflict | Refused, user: Person
    ) -> Trouble:
        block = one_block(own, user)
        rating, theirs = side.stands(block)
        refusal = trouble.refusal if isinstance(trouble, Refused) else None
        return cls(block, form, refusal, rating, theirs, side.label)

    @property
    def typed(self) -> Typed:
        return Typed(self.form.version_typed, self.form.commentary_typed)

    @property
    def status(self) -> int:
        """The HTTP status of the answer: 422 for a refusal, 409 for somebody else's text."""
        return 422 if self.refusal else 409
