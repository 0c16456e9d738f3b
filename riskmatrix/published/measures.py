"""What is measured, and between which bounds a figure can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    PERCENT = "percent"
    RATE = "per-100-pupils"
    COUNT = "count"
    SCALED_SCORE = "scaled-score"
    PROGRESS = "progress"

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest figure there can be."""
        return _BOUNDS[self]

    def bears(self, value: Decimal) -> bool:
        low, high = _BOUNDS[self]
        return low <= value <= high


# There can be more suspensions than pupils, and billions of sessions. Scaled scores run from 80 to 120 (Standards
# and Testing Agency); a progress score is a difference of two.
_BOUNDS = {
    Unit.PERCENT: (Decimal(0), Decimal(100)),
    Unit.RATE: (Decimal(0), Decimal(10_000)),
    Unit.COUNT: (Decimal(0), Decimal(100_000_000_000)),
    Unit.SCALED_SCORE: (Decimal(80), Decimal(120)),
    Unit.PROGRESS: (Decimal(-40), Decimal(40)),
}


@dataclass(frozen=True)
class Measure:
    code: str
    title: str
    unit: Unit


MEASURES = {
    measure.code: measure
    for measure in (
        Measure("overall-absence", "Overall absence", Unit.PERCENT),
        Measure("unauthorised-absence", "Unauthorised absence", Unit.PERCENT),
        Measure("persistent-absence", "Persistent absence", Unit.PERCENT),
        Measure("attendance", "Attendance", Unit.PERCENT),
        Measure("suspensions", "Suspensions", Unit.RATE),
        Measure("permanent-exclusions", "Permanent exclusions", Unit.RATE),
        Measure("good-level-of-development", "Good level of development", Unit.PERCENT),
        Measure("ks2-expected-rwm", "Expected standard in reading, writing and maths", Unit.PERCENT),
        Measure("ks2-expected-reading", "Expected standard in reading", Unit.PERCENT),
        Measure("ks2-expected-writing", "Expected standard in writing", Unit.PERCENT),
        Measure("ks2-expected-maths", "Expected standard in maths", Unit.PERCENT),
        Measure("ks2-expected-gps", "Expected standard in grammar, punctuation and spelling", Unit.PERCENT),
        Measure("ks2-expected-science", "Expected standard in science", Unit.PERCENT),
        Measure("ks2-higher-rwm", "Higher standard in reading, writing and maths", Unit.PERCENT),
        Measure("ks2-higher-reading", "Higher standard in reading", Unit.PERCENT),
        Measure("ks2-higher-writing", "Greater depth in writing", Unit.PERCENT),
        Measure("ks2-higher-maths", "Higher standard in maths", Unit.PERCENT),
        Measure("ks2-higher-gps", "Higher standard in grammar, punctuation and spelling", Unit.PERCENT),
        Measure("ks2-score-reading", "Average scaled score in reading", Unit.SCALED_SCORE),
        Measure("ks2-score-maths", "Average scaled score in maths", Unit.SCALED_SCORE),
        Measure(
            "ks2-score-gps", "Average scaled score in grammar, punctuation and spelling", Unit.SCALED_SCORE
        ),
        Measure("ks2-progress-reading", "Progress in reading", Unit.PROGRESS),
        Measure("ks2-progress-writing", "Progress in writing", Unit.PROGRESS),
        Measure("ks2-progress-maths", "Progress in maths", Unit.PROGRESS),
        Measure("number-on-roll", "Number on roll", Unit.COUNT),
        Measure("school-places", "School places", Unit.COUNT),
        Measure("admission-places", "Places for admission", Unit.COUNT),
        Measure("applications", "Applications", Unit.COUNT),
        Measure("first-preference-offers", "Offers of the first preference", Unit.COUNT),
        Measure("preferred-school-offers", "Offers of a preferred school", Unit.COUNT),
        Measure("no-offers", "Applicants without an offer", Unit.COUNT),
        Measure("first-preference-rate", "Offered the first preference", Unit.PERCENT),
        Measure("top-three-preference-rate", "Offered one of the first three preferences", Unit.PERCENT),
    )
}
