"""A rating as a page shows it: a step of the framework's scale, or one of the ways of having none."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.continuity import Tie, Was
from riskmatrix.models import Rating
from riskmatrix.scoring import Level, State
from riskmatrix.spec import FrameworkSpec


@dataclass(frozen=True)
class StepView:
    """``position`` counts from 1 (least risk) to ``of`` (most), whichever way the scale runs."""

    code: str
    label: str
    shape: str
    meaning: str
    position: int
    of: int


Shown = StepView | str
"""A step, or “unrated”, “not_applicable”."""

Steps = dict[str, StepView]


def steps_of(spec: FrameworkSpec) -> Steps:
    """The scale by code, from least to most risk."""
    ordered = spec.steps_by_severity()
    return {
        step.code: StepView(step.code, step.label, step.shape, step.meaning, position, len(ordered))
        for position, step in enumerate(ordered, 1)
    }


def shown(rating: Rating | None, steps: Steps) -> Shown:
    """What the page writes for ``rating``; None is unrated."""
    if rating is None or rating.state is State.UNRATED:
        return State.UNRATED.value
    return State.NOT_APPLICABLE.value if rating.not_applicable else steps[rating.answer]


def level_shown(level: Level | None, steps: Steps) -> Shown:
    return State.UNRATED.value if level is None else steps[level.step]


def movement(now: Shown, before: Shown | None) -> str:
    """How a judgement moved since last term: higher, lower, same, first (no judgement then) or not_comparable."""
    if before is None:
        return "first"
    if not (isinstance(now, StepView) and isinstance(before, StepView)):
        return "same" if now == before else "not_comparable"
    if now.of != before.of:
        return "not_comparable"
    change = now.position - before.position
    return "higher" if change > 0 else "lower" if change < 0 else "same"


def moved_since(now: Shown, before: Shown | None, was: Was | None) -> str:
    """``movement``, where the framework may have been changed in between.

    :param was: what ties the two together; None where there is no earlier term.
    """
    if was is not None and was.tie is not Tie.SAME:
        return "first" if was.tie is Tie.NEW else "not_comparable"
    return movement(now, before)
