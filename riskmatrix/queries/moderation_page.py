"""The parts of a moderation as one moderator sees them."""

from __future__ import annotations

from dataclasses import dataclass

from kit.refusals import Refusal
from riskmatrix import rules
from riskmatrix.models import Evaluation
from riskmatrix.queries.blind import blind_strands
from riskmatrix.queries.blocks import KpiBlock
from riskmatrix.queries.evaluation_page import EvaluationPage, Section
from schools.access.roles import Role
from schools.models import Person


@dataclass(frozen=True)
class Part:
    """One strand: how many of its KPIs are moderated, and what this person may do with it."""

    code: str
    title: str
    moderator_title: str
    sections: tuple[Section, ...]
    mine: bool
    may_moderate: Refusal | None
    may_finish: Refusal | None
    is_finished: bool
    is_blind: bool = False

    @property
    def takes_ratings(self) -> bool:
        """Whether the reader moderates it, and can now."""
        return self.mine and self.may_moderate is None

    @property
    def blocks(self) -> list[KpiBlock]:
        return [block for section in self.sections for block in section.blocks]

    @property
    def done(self) -> int:
        return sum(block.is_moderated for block in self.blocks)

    @property
    def total(self) -> int:
        return len(self.blocks)

    @property
    def different(self) -> int:
        return sum(block.differs for block in self.blocks)

    @property
    def without_reason(self) -> list[tuple[Section, KpiBlock]]:
        return [(section, b) for section in self.sections for b in section.blocks if b.lacks_reason]

    @property
    def to_decide(self) -> list[tuple[Section, KpiBlock]]:
        """What “agree the others” leaves alone: begun without a rating, changed by the school since, not applicable
        because the school asks so."""
        left = [(section, b) for section in self.sections for b in section.blocks if b not in self.untouched]
        return [(section, b) for section, b in left if not (b.is_moderated or b.lacks_reason)]

    @property
    def untouched(self) -> list[KpiBlock]:
        return [b for b in self.blocks if b.is_untouched and not b.is_on_request]


def parts_of(evaluation: Evaluation, page: EvaluationPage, user: Person) -> list[Part]:
    """The strands by which criteria are moderated, in the framework's order."""
    parts, blind = [], blind_strands(user, evaluation)
    for strand in evaluation.framework.spec.moderated_strands():
        sections = tuple(section for section in page.sections if section.spec.moderated_by == strand.code)
        blocks = [block for section in sections for block in section.blocks]
        reasonless = [block.kpi for block in blocks if block.lacks_reason]
        waiting = [block.kpi for block in blocks if not (block.is_moderated or block.lacks_reason)]
        parts.append(
            Part(
                code=strand.code,
                title=strand.title,
                moderator_title=f"The {Role(strand.moderator).title.lower()}",
                sections=sections,
                mine=rules.moderates(user, evaluation, strand.code),
                may_moderate=rules.may_moderate(user, evaluation, strand.code),
                may_finish=rules.may_finish(user, evaluation, strand.code, waiting, reasonless),
                is_finished=strand.code in page.finished_strands,
                is_blind=strand.code in blind,
            )
        )
    return parts


def begins_at(parts: list[Part]) -> str | None:
    """The criterion to open on: of this person's parts the first with something to moderate, else their first.

    None for somebody who moderates none of them.
    """
    mine = sorted((part for part in parts if part.mine), key=lambda part: part.is_finished)
    sections = [section for part in mine for section in part.sections]
    waiting = (section for section in sections if section.moderated < section.total)
    first = next(waiting, next(iter(sections), None))
    return first.spec.code if first else None
