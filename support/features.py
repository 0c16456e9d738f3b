"""Whether a key feature of a category is met, not met or cannot be told, from ratings and figures. Pure.

The doubt is never on the side of a claim: what is not rated or not known neither meets a feature nor fails it where
it could still do the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from riskmatrix.calibration_features import Verdict
from support.spec_judging import ByOutcomes, ByRatings

WORD = {Verdict.MET: "Met", Verdict.NOT_MET: "Not met", Verdict.CANNOT_TELL: "Cannot tell"}
NOTHING = "No figure in the portal speaks of this: it is for people to judge."
SEVERAL = 2
"""So many measures below England’s are "several"."""


@dataclass(frozen=True)
class Rated:
    """A criterion or KPI as agreed; ``step`` is None where it is not rated."""

    title: str
    step: str | None


@dataclass(frozen=True)
class Trend:
    """A measure of attainment or progress; +1, 0 and -1 stand for better, alike and worse, None for not known.

    :param beside: against England’s of the same year; ``since``: against the school’s own some years before.
    :param words: the figures themselves.
    """

    title: str
    beside: int | None
    since: int | None
    words: str


Judged = tuple[Verdict, str]


def by_ratings(rule: ByRatings, rated: Sequence[Rated], labels: Sequence[str]) -> Judged:
    """:param rated: what the rule looks at, without what does not apply.
    :param labels: the steps of the rule as people read them.
    """
    if not rated:
        return Verdict.CANNOT_TELL, "Nothing of what this rests on applies to the school."
    there = [each.title for each in rated if each.step in rule.at]
    unknown = sum(each.step is None for each in rated)
    sentence = f"{len(there)} of {len(rated)} at {' or '.join(labels)} (asked for: {rule.at_least} or more)"
    sentence += f": {', '.join(there)}." if there else "."
    if unknown:
        sentence += f" {unknown} not rated."
    if len(there) >= rule.at_least:
        return Verdict.MET, sentence
    could_be = len(there) + unknown >= rule.at_least
    return (Verdict.CANNOT_TELL if could_be and unknown else Verdict.NOT_MET), sentence


def by_outcomes(rule: ByOutcomes, trends: Sequence[Trend]) -> Judged:
    """As ``ByOutcomes`` words the four readings."""
    known = [each for each in trends if each.beside is not None]
    figures = " ".join(each.words for each in trends if each.words)
    if not known:
        return (
            Verdict.CANNOT_TELL,
            f"No figure stands beside England’s of the same year yet. {figures}".strip(),
        )
    verdict = {"strong": _strong, "average": _average, "uneven": _uneven, "low": _low}[rule.are](known)
    below = sum(each.beside == -1 for each in known)
    rising = sum(each.since == 1 for each in known)
    counted = f"Of {len(known)} measures {below} below England’s, {rising} rising."
    return verdict, f"{counted} {figures}".strip()


def _strong(known: Sequence[Trend]) -> Verdict:
    above = sum(each.beside == 1 for each in known)
    if any(each.beside == -1 for each in known) or 2 * above <= len(known):
        return Verdict.NOT_MET
    moved = [each.since for each in known if each.since is not None]
    if not moved:
        return Verdict.CANNOT_TELL
    return Verdict.MET if 2 * moved.count(1) > len(moved) else Verdict.NOT_MET


def _average(known: Sequence[Trend]) -> Verdict:
    if any(each.beside == -1 or each.since in (0, -1) for each in known):
        return Verdict.NOT_MET
    return Verdict.MET if all(each.since == 1 for each in known) else Verdict.CANNOT_TELL


def _uneven(known: Sequence[Trend]) -> Verdict:
    return Verdict.MET if any(each.beside == -1 for each in known) else Verdict.NOT_MET


def _low(known: Sequence[Trend]) -> Verdict:
    if len(known) < SEVERAL:
        return Verdict.CANNOT_TELL
    below = [each.since for each in known if each.beside == -1]
    if len(below) < SEVERAL or 1 in below:
        return Verdict.NOT_MET
    return Verdict.CANNOT_TELL if None in below else Verdict.MET
