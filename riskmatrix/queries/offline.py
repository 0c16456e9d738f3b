"""A self-evaluation away from the portal: what its sheet holds, and a sheet that came back beside what stands now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from riskmatrix.excuses import may_be_left_out
from riskmatrix.models import Evaluation, MatrixUpload, Rating
from riskmatrix.models.rating import seal
from riskmatrix.queries.steps import Shown, Steps, shown, steps_of
from riskmatrix.scoring import State
from riskmatrix.sheets.cells import Mark
from riskmatrix.sheets.offline import Asked, Filled
from riskmatrix.spec import KpiSpec


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "New"
    CHANGED = "Changed"
    SAME = "Same"
    CONFLICT = "Changed by both"


@dataclass(frozen=True)
class Line:
    """A row of the file beside the rating that stands in the portal."""

    filled: Filled
    spec: KpiSpec
    verdict: Verdict
    now: Rating
    now_shown: Shown
    file_shown: Shown

    @property
    def note(self) -> str:
        """What a person would wonder about."""
        if self.verdict is Verdict.SAME and self.filled.version != self.now.version:
            return "Changed in the portal since you downloaded the sheet. What stands in the portal stays."
        return ""


@dataclass(frozen=True)
class Compared:
    lines: tuple[Line, ...]

    def of(self, verdict: Verdict) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.verdict is verdict)

    @property
    def conflicts(self) -> tuple[Line, ...]:
        return self.of(Verdict.CONFLICT)

    @property
    def to_save(self) -> tuple[Line, ...]:
        return self.of(Verdict.NEW) + self.of(Verdict.CHANGED)

    @property
    def same(self) -> tuple[Line, ...]:
        return self.of(Verdict.SAME)

    @property
    def changes_nothing(self) -> bool:
        return not self.to_save and not self.conflicts


def own_ratings(evaluation: Evaluation) -> dict[str, Rating]:
    """The school's own ratings by KPI code, in the framework's order; one query."""
    rows = evaluation.ratings.filter(kind=Rating.Kind.SELF).select_related("kpi", "step", "by")
    return {row.kpi.code: row for row in rows.order_by("kpi__position")}


def asked_of(evaluation: Evaluation) -> dict[str, Asked]:
    """What the sheet of this self-evaluation asks, by KPI code, in the framework's order."""
    ratings, left_out = own_ratings(evaluation), may_be_left_out(evaluation)
    found = {}
    for criterion, kpi in evaluation.framework.spec.kpis():
        own = ratings[kpi.code]
        found[kpi.code] = Asked(
            criterion=criterion.title,
            code=kpi.code,
            title=kpi.title,
            question=kpi.question,
            answer=own.answer,
            commentary=own.commentary,
            mark=Mark(own.pk, own.version, own.seal),
            may_be_left_out=kpi.code in left_out,
        )
    return found


def compared(upload: MatrixUpload, evaluation: Evaluation) -> Compared:
    """Each row that was read beside what stands now, in the order of the file."""
    ratings, steps = own_ratings(evaluation), steps_of(evaluation.framework.spec)
    specs = {kpi.code: kpi for _, kpi in evaluation.framework.spec.kpis()}
    rows = (Filled.from_json(stored) for stored in upload.rows)
    return Compared(tuple(_line(filled, specs[filled.kpi], ratings[filled.kpi], steps) for filled in rows))


def _line(filled: Filled, spec: KpiSpec, now: Rating, steps: Steps) -> Line:
    said = filled.answer or State.UNRATED.value
    return Line(filled, spec, verdict(filled, now), now, shown(now, steps), steps.get(said, said))


def verdict(filled: Filled, now: Rating) -> Verdict:
    """A row that nobody touched in the file changes nothing, whatever happened in the portal meanwhile."""
    says = seal(filled.answer, filled.commentary)
    if says in (now.seal, filled.seal):
        return Verdict.SAME
    if filled.version != now.version:
        return Verdict.CONFLICT
    return Verdict.CHANGED if now.is_said else Verdict.NEW
