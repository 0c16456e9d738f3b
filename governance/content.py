"""What a termly report says: gathered once, frozen, and never asked of the database again.

Pure: the page and the PDF are both made from this, so that a governor with a phone and one with paper read the same
words. Every absence is written out (“not rated”, “no category confirmed yet”), never left to look like good news.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from governance.figures_content import FiguresPart

FORMAT = 1
PRINT_LOOKS = ("low", "moderate", "high", "critical")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mark(Part):
    """A judgement as it is shown. ``code`` is a step of the scale, or unrated, not_applicable.

    ``position`` counts from 1 (least risk) to ``of``; both are 0 where there is no step.
    """

    code: str
    label: str
    shape: str = ""
    position: int = 0
    of: int = 0
    meaning: str = ""

    @property
    def is_step(self) -> bool:
        return self.position > 0

    @property
    def is_high(self) -> bool:
        """In the upper half of the scale."""
        return self.is_step and self.position * 2 > self.of

    @property
    def shown(self) -> Mark | str:
        """What the page's risk tag takes: the step, or the word for having none."""
        return self if self.is_step else self.code

    @property
    def print_class(self) -> str:
        """The look on paper, by how far along its scale the step stands."""
        if not self.is_step:
            return {"unrated": "not-rated", "not_applicable": "not-applicable"}.get(self.code, self.code)
        return PRINT_LOOKS[round((self.position - 1) / max(self.of - 1, 1) * (len(PRINT_LOOKS) - 1))]


class Moved(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"
    FIRST = "first"
    NOT_COMPARABLE = "not_comparable"


MOVED_WORDS = {
    Moved.HIGHER: "Higher risk",
    Moved.LOWER: "Lower risk",
    Moved.SAME: "Same",
    Moved.FIRST: "First time",
    Moved.NOT_COMPARABLE: "Not comparable",
}
MOVED_LOOKS = {Moved.HIGHER: "up", Moved.LOWER: "down", Moved.SAME: "level"}


class Movable(Part):
    """Something that may have moved since the term before."""

    moved: Moved

    @property
    def moved_words(self) -> str:
        return MOVED_WORDS[self.moved]

    @property
    def moved_look(self) -> str:
        return MOVED_LOOKS.get(self.moved, "none")


class KpiLine(Movable):
    """One KPI of the agreed matrix. ``reason`` is the moderator's, ``commentary`` the school's own words.

    ``stops`` says why it has no movement where the framework was changed since the term before.
    ``unchanged_since`` is the term since which those words have stood; empty when they are new, or none.
    """

    title: str
    agreed: Mark
    before: Mark | None
    own: Mark
    reason: str = ""
    commentary: str = ""
    stops: str = ""
    unchanged_since: str = ""


class CriterionLine(Movable):
    title: str
    level: Mark
    before: Mark | None
    sentence: str
    kpis: tuple[KpiLine, ...]


class CategoryPart(Part):
    """A strand's category and what it entitles the school to; ``category`` is empty until one is confirmed."""

    strand: str
    category: str
    before: str
    descriptor: str
    confirmed: str
    reason: str
    entitles_to: tuple[str, ...]


class EngagementLine(Part):
    """One promise in figures: ``promised`` and ``held`` to date, ``missed`` windows, ``ahead`` this year.

    ``cancelled`` is part of what was promised; it is None in reports from before it was counted.
    """

    strand: str
    title: str
    promised: int
    held: int
    missed: int
    cancelled: int | None = None
    ahead: int
    next_due: date | None
    sentence: str = ""


class AimPart(Part):
    """A standing aim and how it was last found; ``sentence`` and ``when`` are empty until somebody has said."""

    strand: str
    title: str
    status: str
    tone: str
    sentence: str = ""
    when: str = ""


class RequirementPart(Part):
    """What is promised if required, with what was decided about it and why."""

    strand: str
    title: str
    answer: str
    tone: str
    sentence: str = ""


class ThemePart(Part):
    focus: str
    held_on: date
    methods: tuple[str, ...]
    recommendations: str
    actions: int


class ActionLine(Part):
    what: str
    owner: str
    due_on: date | None
    is_overdue: bool
    origin: str


class QuestionPart(Part):
    """A question worth asking, the rule that raised it and the figure behind it."""

    rule: str
    question: str
    because: str


class TermCount(Part):
    """How many KPIs stood at each step (by code) in one term; a term without agreed ratings counts nothing.

    A term that was rated on another scale or by another framework cannot stand beside the others.
    """

    term: str
    agreed: bool
    steps: dict[str, int]
    comparable: bool = True
    unrated: int = 0
    not_applicable: int = 0


class GlossaryLine(Part):
    word: str
    meaning: str


class ReportContent(Part):
    format: int = FORMAT
    trust: str
    school: str
    urn: int
    phase: str
    term: str
    previous_term: str
    version: int
    gathered_on: date
    framework: str
    offer: str
    is_moderated: bool
    standing: str
    headline: tuple[str, ...]
    scale: tuple[Mark, ...]
    categories: tuple[CategoryPart, ...]
    criteria: tuple[CriterionLine, ...]
    history: tuple[TermCount, ...]
    figures: tuple[FiguresPart, ...] = ()
    engagements: tuple[EngagementLine, ...]
    aims: tuple[AimPart, ...] = ()
    requirements: tuple[RequirementPart, ...] = ()
    themes: tuple[ThemePart, ...]
    actions: tuple[ActionLine, ...]
    questions: tuple[QuestionPart, ...]
    glossary: tuple[GlossaryLine, ...]
    stops: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[tuple[CriterionLine, KpiLine], ...]:
        """The KPIs that moved since the term before, risen risk first, in the framework's order."""
        moved = [
            (criterion, kpi)
            for criterion in self.criteria
            for kpi in criterion.kpis
            if kpi.moved in (Moved.HIGHER, Moved.LOWER)
        ]
        return tuple(sorted(moved, key=lambda pair: pair[1].moved is not Moved.HIGHER))

    @property
    def concerns(self) -> tuple[tuple[CriterionLine, KpiLine], ...]:
        """The KPIs in the upper half of the scale that did not move, most risk first: what is being done about them."""
        moved = {id(kpi) for _, kpi in self.changes}
        high = [
            (criterion, kpi)
            for criterion in self.criteria
            for kpi in criterion.kpis
            if kpi.agreed.is_high and id(kpi) not in moved
        ]
        return tuple(sorted(high, key=lambda pair: -pair[1].agreed.position))
