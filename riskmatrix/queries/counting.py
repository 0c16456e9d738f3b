"""How far a self-evaluation is, counted one way everywhere: what does not apply is neither rated nor missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from riskmatrix.models import Evaluation, Rating
from riskmatrix.scoring import State


@dataclass(frozen=True)
class Counted:
    """``rated`` of the ``applicable`` KPIs, beside those that are not applicable."""

    rated: int
    applicable: int
    not_applicable: int

    @classmethod
    def of(cls, ratings: Iterable[Rating]) -> Counted:
        states = [rating.state for rating in ratings]
        spared = states.count(State.NOT_APPLICABLE)
        return cls(states.count(State.RATED), len(states) - spared, spared)

    @property
    def label(self) -> str:
        """What follows “12 of 36”."""
        return f"KPIs rated, {self.not_applicable} not applicable" if self.not_applicable else "KPIs rated"


def aggregates(prefix: str = "", of: str = "", where: Q | None = None) -> dict[str, Any]:
    """The same counts as columns of a query, each name begun with ``prefix``.

    :param of: the way from the query's rows to their ratings, as in “ratings__”.
    """
    own = Q(**{f"{of}kind": Rating.Kind.SELF}) & (where or Q())
    rated, spared = Q(**{f"{of}step__isnull": False}), Q(**{f"{of}not_applicable": True})
    return {
        f"{prefix}rated": Count(f"{of}pk", filter=own & rated),
        f"{prefix}applicable": Count(f"{of}pk", filter=own & ~spared),
        f"{prefix}not_applicable": Count(f"{of}pk", filter=own & spared),
    }


@dataclass(frozen=True)
class SectionProgress:
    """A criterion, and the whole evaluation."""

    criterion: str
    here: Counted
    everywhere: Counted


def section_progress(evaluation: Evaluation, criterion: str) -> SectionProgress:
    """Counted anew after a save, in one query."""
    here = aggregates("here_", where=Q(kpi__criterion__code=criterion))
    found = Rating.objects.filter(evaluation=evaluation).aggregate(**here, **aggregates("all_"))

    def counted(prefix: str) -> Counted:
        return Counted(*(found[f"{prefix}{name}"] for name in ("rated", "applicable", "not_applicable")))

    return SectionProgress(criterion, counted("here_"), counted("all_"))
