"""How far a self-evaluation is, counted one way everywhere: what does not apply is neither rated nor missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from riskmatrix.models import Rating
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


def aggregates(of: str) -> dict[str, Any]:
    """The same counts as columns of a query.

    :param of: the way from the query's rows to their ratings, as in “ratings__”.
    """
    own = Q(**{f"{of}kind": Rating.Kind.SELF})
    rated, spared = Q(**{f"{of}step__isnull": False}), Q(**{f"{of}not_applicable": True})
    return {
        "rated": Count(f"{of}pk", filter=own & rated),
        "applicable": Count(f"{of}pk", filter=own & ~spared),
        "not_applicable": Count(f"{of}pk", filter=own & spared),
    }


@dataclass(frozen=True)
class SectionProgress:
    """A criterion, and the whole evaluation."""

    criterion: str
    here: Counted
    everywhere: Counted


def section_progress(own: Rating) -> SectionProgress:
    """Counted anew after ``own`` was saved: its criterion and the whole, in one query."""
    rows = Rating.objects.filter(evaluation=own.evaluation_id, kind=Rating.Kind.SELF).order_by()
    found = list(rows.values_list("kpi__criterion__code", "step", "not_applicable", "pk"))
    criterion = next(row[0] for row in found if row[3] == own.pk)
    here = [row for row in found if row[0] == criterion]
    return SectionProgress(criterion, _counted(here), _counted(found))


def _counted(rows: Sequence[tuple[str, int | None, bool, int]]) -> Counted:
    spared = sum(not_applicable for _, _, not_applicable, _ in rows)
    return Counted(sum(step is not None for _, step, _, _ in rows), len(rows) - spared, spared)
