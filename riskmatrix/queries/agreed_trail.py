"""How each agreed rating came about: the school's own, the moderated one, the answer, the decision; who and when."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.models import Evaluation, Rating, Response
from riskmatrix.queries.agreed import AgreedCriterion, AgreedKpi, AgreedMatrix
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
class TrailSection:
    """One criterion with how each of its KPIs came about; ``answered`` and ``decided`` spare a page empty columns."""

    criterion: AgreedCriterion
    lines: tuple[tuple[AgreedKpi, Trail], ...]

    @property
    def answered(self) -> bool:
        return any(trail.answer for _, trail in self.lines)

    @property
    def decided(self) -> bool:
        return any(trail.decision for _, trail in self.lines)


@dataclass(frozen=True)
class Trails:
    """By KPI code."""

    by_kpi: dict[str, Trail]

    def beside(self, matrix: AgreedMatrix) -> list[TrailSection]:
        """Each criterion with its KPIs, each with how it came about."""
        return [
            TrailSection(each, tuple((kpi, self.by_kpi[kpi.code]) for kpi in each.kpis))
            for each in matrix.criteria
        ]


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
