"""The shape of a risk framework: what a pack file says, typed and checked, before any of it becomes rows.

A framework is data: its strands, scale, polarity, criteria, KPIs, weights and gates all stand in the pack, so
a trust can bring one of another shape. Whatever the trust's strategy leaves open has ``proposed: true`` and
a ``why`` that a person can read.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from kit import packs
from kit.packs import Finding, PackError, dump
from riskmatrix.spec_checks import faults

__all__ = ["FrameworkSpec", "PackError", "dump", "load", "loads"]

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
RoleCode = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=240)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=900)]
Weight = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Shape = Literal["circle", "half", "square", "triangle", "diamond"]


class Spec(BaseModel):
    """Frozen, and no key that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Proposable(Spec):
    """Something the strategy may leave open: then it is a proposal and says why."""

    proposed: bool = False
    why: Paragraph | None = None


class StrandSpec(Proposable):
    """A strand of support, and the role in the trust whose holder moderates the criteria assigned to it."""

    code: Code
    title: Line
    moderator: RoleCode


class ScaleStepSpec(Spec):
    """One step of the scale. ``value`` places it on the line from the first step to the last."""

    code: Code
    label: Line
    value: Annotated[float, Field(allow_inf_nan=False)]
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


class NotApplicableSpec(Proposable):
    """Where a KPI may go unanswered: by the kind of school, by its youngest age, or when the school asks."""

    phases: tuple[Code, ...] = ()
    youngest_age_from: Annotated[int, Field(ge=0, le=19)] | None = None
    on_request: bool = False
    reason: Sentence

    def excuses(self, *, phase: str | None, youngest_age: int | None) -> bool:
        """Whether the rule itself spares such a school the KPI; what is unknown excuses nothing."""
        if phase is not None and phase in self.phases:
            return True
        if self.youngest_age_from is None or youngest_age is None:
            return False
        return youngest_age >= self.youngest_age_from


class KpiSpec(Proposable):
    code: Code
    title: Line
    question: Sentence
    look_at: tuple[Sentence, ...] = Field(min_length=1, max_length=6)
    steps: dict[Code, Sentence]
    weight: Weight = 1.0
    gates: tuple[GateSpec, ...] = ()
    not_applicable: NotApplicableSpec | None = None
    shares_figure_with: tuple[Code, ...] = ()
    note: Paragraph | None = None


class CriterionSpec(Proposable):
    """``moderated_by`` names the strand whose lead in the trust moderates it."""

    code: Code
    title: Line
    summary: Paragraph
    strands: tuple[Code, ...] = Field(min_length=1)
    moderated_by: Code
    weight: Weight = 1.0
    note: Paragraph | None = None
    kpis: tuple[KpiSpec, ...] = Field(min_length=1)


class FrameworkSpec(Spec):
    key: Code
    version: Line
    title: Line
    summary: Paragraph
    author: Line
    checker: Line
    next_review: dt.date
    polarity: Literal["higher_is_worse", "higher_is_better"]
    strands: tuple[StrandSpec, ...] = Field(min_length=1)
    guidance: Proposable = Proposable()
    scale: ScaleSpec
    scoring: ScoringSpec
    notes: tuple[Paragraph, ...] = ()
    criteria: tuple[CriterionSpec, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if found := list(faults(self.model_dump())):
            raise ValueError(" ".join(f"{each.sentence} {each.remedy}" for each in found))
        return self

    def severity(self, step: str) -> float:
        """Risk of a step from 0 (none) to 1 (worst), whichever way the scale runs.

        :raises KeyError: for a step that the scale does not have.
        """
        values = {s.code: s.value for s in self.scale.steps}
        low, high = self.scale.steps[0].value, self.scale.steps[-1].value
        along = (values[step] - low) / (high - low)
        return along if self.polarity == "higher_is_worse" else 1.0 - along

    def steps_by_severity(self) -> tuple[ScaleStepSpec, ...]:
        """The steps from least to most risk."""
        return self.scale.steps if self.polarity == "higher_is_worse" else self.scale.steps[::-1]

    def kpis(self) -> Iterator[tuple[CriterionSpec, KpiSpec]]:
        """Every KPI with its criterion, in the pack's order."""
        return ((criterion, kpi) for criterion in self.criteria for kpi in criterion.kpis)

    def moderated_strands(self) -> tuple[StrandSpec, ...]:
        """The strands by which some criterion is moderated; one that only scores has nobody to finish it."""
        named = {criterion.moderated_by for criterion in self.criteria}
        return tuple(strand for strand in self.strands if strand.code in named)

    def proposals(self) -> list[tuple[str, str]]:
        """(what, why) of everything that the strategy leaves open and the trust may change."""
        found: list[tuple[str, Proposable]] = [
            ("Guidance", self.guidance),
            ("Scale", self.scale),
            ("Scoring", self.scoring),
        ]
        found += [(f"Gate: {g.code}", g) for g in self.scoring.gates]
        for criterion in self.criteria:
            found.append((criterion.title, criterion))
            for kpi in criterion.kpis:
                found.append((kpi.title, kpi))
                found += [(f"{kpi.title}: gate {g.code}", g) for g in kpi.gates]
                found += [(f"{kpi.title}: not applicable", kpi.not_applicable)] if kpi.not_applicable else []
        return [(what, part.why or "") for what, part in found if part.proposed]


def load(
    path: Path | str, checks: Callable[[FrameworkSpec], Iterable[Finding]] = lambda spec: ()
) -> FrameworkSpec:
    """Read and check a pack file.

    :param checks: what the shape itself cannot know.
    :raises PackError: with every finding as ``file:line: what is wrong. What to do.``
    """
    return packs.load(path, FrameworkSpec, checks, early_checks=faults)


def loads(text: str, name: str = "pack") -> FrameworkSpec:
    """Check the text of a pack; ``name`` is what findings call it.

    :raises PackError: with every finding as ``name:line: what is wrong. What to do.``
    """
    return packs.loads(text, FrameworkSpec, name=name, early_checks=faults)
