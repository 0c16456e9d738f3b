"""The moderated term before, as far as this term's ratings can be compared with it."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.continuity import Continuity, Tie, Was
from riskmatrix.models import Rating
from riskmatrix.queries.steps import Shown, Steps, shown


@dataclass(frozen=True)
class TermBefore:
    """Its ratings by KPI code and kind, its levels by criterion code, and what ties its framework to this one."""

    tie: Continuity
    steps: Steps
    ratings: dict[str, dict[str, Rating]]
    levels: dict[str, Shown]

    def agreed(self, was: Was) -> Shown | None:
        """What was agreed for a KPI, if it can stand beside what is agreed now."""
        if was.tie is not Tie.SAME:
            return None
        rating = self.ratings.get(was.codes[0], {}).get(Rating.Kind.AGREED)
        return None if rating is None else shown(rating, self.steps)

    def level(self, was: Was) -> Shown | None:
        """The level of a criterion, if it can stand beside the one now."""
        return self.levels[was.codes[0]] if was.tie is Tie.SAME else None
