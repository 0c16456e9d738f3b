"""Quiet flags: what a rating makes a second look worth. Each has a rule with an id, and nobody is ranked by them.

When a flag is raised the framework says (``flags`` of the pack, ``cycle_months`` of a measure). Terms are those in
which the school handed its self-evaluation in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from math import isclose

from dateutil.relativedelta import relativedelta

from riskmatrix.spec import FlagsSpec

UNMOVED = "flag.unmoved"
OLD_EVIDENCE = "flag.old-evidence"
PAST_CYCLE = "flag.figure-past-its-cycle"
NOTHING_BEHIND = "flag.lowest-risk-with-nothing-behind"
# What each says in general, for the page of rules.
RULES = {
    UNMOVED: "Rating and commentary have been the same for as many terms as the framework sets, this one included.",
    OLD_EVIDENCE: "The newest evidence speaks about a day further back than the framework allows.",
    PAST_CYCLE: "The newest figure of a measure is older than the measure's cycle.",
    NOTHING_BEHIND: "The rating is the lowest risk, and neither evidence nor a figure stands behind it.",
}


@dataclass(frozen=True)
class Flag:
    rule: str
    sentence: str


@dataclass(frozen=True)
class Earlier:
    """The same KPI in an earlier term.

    :param risk: from 0 to 1; None where it was not rated, or by a scale that cannot be compared with today's.
    """

    term: str
    risk: float | None
    words: str


@dataclass(frozen=True)
class LastFigure:
    """The newest figure of a measure: until when it speaks, and after how many months it is old."""

    title: str
    upto: date
    cycle_months: int


@dataclass(frozen=True)
class Standing:
    """What is known about one KPI of one school this term.

    :param risk: of the school's own rating, from 0 to 1; None when it is not rated or not applicable.
    :param earlier: the terms before, newest first.
    :param evidence: the days that its evidence speaks about.
    """

    risk: float | None
    words: str = ""
    earlier: Sequence[Earlier] = ()
    evidence: Sequence[date] = ()
    figures: Sequence[LastFigure] = ()


def flags(standing: Standing, spec: FlagsSpec, today: date) -> tuple[Flag, ...]:
    """The flags of one KPI, as of ``today``."""
    found = [_unmoved(standing, spec), _old(standing, spec, today), _bare(standing, spec)]
    found += [_past_cycle(figure, today) for figure in standing.figures]
    return tuple(flag for flag in found if flag is not None)


def _unmoved(standing: Standing, spec: FlagsSpec) -> Flag | None:
    same = list(
        takewhile(
            lambda each: _same_risk(each.risk, standing.risk), _same_words(standing.words, standing.earlier)
        )
    )
    if spec.terms_unmoved is None or len(same) + 1 < spec.terms_unmoved:
        return None
    return Flag(
        UNMOVED,
        f"Rating and commentary have been the same for {len(same) + 1} terms, since the {same[-1].term}.",
    )


def _old(standing: Standing, spec: FlagsSpec, today: date) -> Flag | None:
    most, newest = spec.evidence_older_than_months, max(standing.evidence, default=None)
    if most is None or newest is None or newest >= today - relativedelta(months=most):
        return None
    return Flag(
        OLD_EVIDENCE, f"The newest evidence speaks about {_day(newest)}, more than {_months(most)} ago."
    )


def _bare(standing: Standing, spec: FlagsSpec) -> Flag | None:
    has_something = bool(standing.evidence or standing.figures)
    if not spec.lowest_risk_needs_evidence or has_something or not _same_risk(standing.risk, 0.0):
        return None
    return Flag(
        NOTHING_BEHIND,
        "This is rated as the lowest risk, and neither evidence nor a figure stands behind it.",
    )


def _past_cycle(figure: LastFigure, today: date) -> Flag | None:
    if figure.upto >= today - relativedelta(months=figure.cycle_months):
        return None
    return Flag(
        PAST_CYCLE,
        f"The newest figure for {figure.title} is of {_day(figure.upto)}; another is expected after "
        f"{_months(figure.cycle_months)}.",
    )


def words_since(words: str, earlier: Sequence[Earlier]) -> str:
    """The term since which ``words`` have stood unchanged; empty when they are new, or none.

    :param earlier: the same KPI in the terms before, newest first.
    """
    same = _same_words(words, earlier) if words.strip() else []
    return same[-1].term if same else ""


def _same_words(words: str, earlier: Sequence[Earlier]) -> list[Earlier]:
    return list(takewhile(lambda each: each.words.split() == words.split(), earlier))


def _same_risk(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and isclose(one, other, abs_tol=1e-9)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{number} months"
