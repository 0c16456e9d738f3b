"""How each agreed rating came about: the school's own, the moderated one, the answer, the decision; who and when."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.models import Evaluation, Rating, Response
from riskmatrix.queries.matrix import AgreedCriterion, AgreedKpi, AgreedMatrix
from riskmatrix.queries.steps import Shown, shown, steps_of
from schools.queries.posts import read_posts


@dataclass(frozen=True)
class Voice:
    """One side's word on a KPI: what it rated or answered, with its reason."""

    shown: Shown
    row: Rating | Response
    text: str


@dataclass(frozen=True)
class Trail:
    """``answer`` and ``decision`` are None where nobody was asked; ``differs`` says whether both sides rated alike."""

    own: Voice | None
    moderated: Voice | None
    answer: Response | None
    decision: Voice | None
    agreed: Voice | None

    @property
    def differs(self) -> bool:
        return self.own is not None and self.moderated is not None and self.own.shown != self.moderated.shown


@dataclass(frozen=True)
class Trails:
    """By KPI code; and whether any KPI was answered or decided, so that a page needs no empty columns."""

    by_kpi: dict[str, Trail]

    def beside(self, matrix: AgreedMatrix) -> list[tuple[AgreedCriterion, list[tuple[AgreedKpi, Trail]]]]:
        """Each criterion with its KPIs, each with how it came about."""
        return [(each, [(kpi, self.by_kpi[kpi.code]) for kpi in each.kpis]) for each in matrix.criteria]

    @property
    def answered(self) -> bool:
        return any(trail.answer for trail in self.by_kpi.values())

    @property
    def decided(self) -> bool:
        return any(trail.decision for trail in self.by_kpi.values())


def trails_of(evaluation: Evaluation) -> Trails:
    """In four queries; the posts of everybody named are read along.

    :raises ValueError: when moderation is not finished; nothing is agreed then.
    """
    if not evaluation.is_moderated:
        raise ValueError("Nothing is agreed before moderation is finished.")
    steps = steps_of(evaluation.framework.spec)
    voices: dict[str, dict[str, Voice]] = {}
    for rating in evaluation.ratings.select_related("kpi", "step", "by"):
        voice = Voice(shown(rating, steps), rating, rating.commentary)
        voices.setdefault(rating.kpi.code, {})[rating.kind] = voice
    responses = {each.kpi.code: each for each in evaluation.responses.select_related("kpi", "by")}
    read_posts(voice.row.by for kinds in voices.values() for voice in kinds.values())
    read_posts(each.by for each in responses.values())
    return Trails(
        {
            code: Trail(
                own=kinds.get(Rating.Kind.SELF),
                moderated=kinds.get(Rating.Kind.MODERATED),
                answer=responses.get(code),
                decision=kinds.get(Rating.Kind.DECIDED),
                agreed=kinds.get(Rating.Kind.AGREED),
            )
            for code, kinds in voices.items()
        }
    )
