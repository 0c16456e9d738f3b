"""Criteria and KPIs: what is asked, what to look at, and what each step of the scale looks like there."""

from typing import Annotated

from pydantic import Field

from riskmatrix.spec.base import Code, Line, Paragraph, Proposable, Sentence, Weight
from riskmatrix.spec.measures import SuggestionSpec
from riskmatrix.spec.scale import GateSpec


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
    """``measures`` are the figures it rests on, by code; two KPIs may rest on one, which is entered once."""

    code: Code
    title: Line
    question: Sentence
    look_at: tuple[Sentence, ...] = Field(min_length=1, max_length=6)
    steps: dict[Code, Sentence]
    weight: Weight = 1.0
    gates: tuple[GateSpec, ...] = ()
    not_applicable: NotApplicableSpec | None = None
    measures: tuple[Code, ...] = ()
    suggestions: tuple[SuggestionSpec, ...] = ()
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
