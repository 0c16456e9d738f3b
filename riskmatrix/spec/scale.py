"""Strands, the scale, and how ratings add up."""

from typing import Literal

from pydantic import Field

from riskmatrix.spec.base import Code, Line, Number, Paragraph, Percent, Proposable, RoleCode, Sentence, Spec

Shape = Literal["circle", "half", "square", "triangle", "diamond"]


class StrandSpec(Proposable):
    """A strand of support, and the role in the trust whose holder moderates the criteria assigned to it."""

    code: Code
    title: Line
    moderator: RoleCode


class ScaleStepSpec(Spec):
    """One step of the scale. ``value`` places it on the line from the first step to the last."""

    code: Code
    label: Line
    value: Number
    shape: Shape
    meaning: Paragraph


class UnknownSpec(Spec):
    """How an absent rating is worded, so that it never looks like a step."""

    label: Line
    meaning: Paragraph


class ScaleSpec(Proposable):
    steps: tuple[ScaleStepSpec, ...] = Field(min_length=2)
    not_rated: UnknownSpec
    not_applicable: UnknownSpec


class GateSpec(Proposable):
    """A worst-of rule: a KPI at step ``at`` or worse holds its criterion (and strands) at a step or worse."""

    code: Code
    at: Code
    criterion_at_least: Code
    strand_at_least: Code | None = None
    sentence: Sentence


class LevelSpec(Spec):
    """The least score, in per cent of the maximum risk, that shows a criterion or strand at ``step``."""

    step: Code
    from_percent: Percent


class ScoringSpec(Proposable):
    rule: Literal["weighted-mean"] = "weighted-mean"
    levels: tuple[LevelSpec, ...] = Field(min_length=2)
    gates: tuple[GateSpec, ...] = ()
