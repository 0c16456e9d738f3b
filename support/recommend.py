"""Which category a strand's scores point to, and why: a recommendation that a person confirms or overrides.

The mean is weighted and rounded to one decimal before it is compared, so that the figure people see is the
figure that decides. Gates come after it and only ever hold a school at a worse category. What is not rated
makes the answer "cannot tell", never a better category. Thresholds and gates stand in the offer pack.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from support.spec import Category, Gate, Strand

MEAN, GATE, NEAR = "category.weighted-mean", "category.gate", "category.near-boundary"
INCOMPLETE, NOTHING_SCORED = "category.incomplete", "category.nothing-scored"


class ScoreState(StrEnum):
    SCORED = "scored"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not_applicable"


class Answer(StrEnum):
    RECOMMENDED = "recommended"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class SeriousKpi:
    """A KPI of the criterion at a step that a gate may look at ("critical")."""

    code: str
    title: str
    step: str


@dataclass(frozen=True)
class CriterionScore:
    """One criterion: ``score`` 0 (no risk) to 100 (the most) exactly when scored; ``weight`` above 0.

    :raises ValueError: when score and state contradict each other or a figure is out of range.
    """

    code: str
    title: str
    score: float | Fraction | None
    weight: float | Fraction
    state: ScoreState
    serious: tuple[SeriousKpi, ...] = ()

    def __post_init__(self) -> None:
        if (self.score is not None) != (self.state is ScoreState.SCORED):
            raise ValueError(f"{self.title} has a score exactly when it is scored.")
        if self.score is not None and not 0 <= self.score <= 100:
            raise ValueError(f"The score of {self.title} must lie between 0 and 100.")
        if not 0 < self.weight < float("inf"):
            raise ValueError(f"The weight of {self.title} must be above 0.")


@dataclass(frozen=True)
class Reason:
    """A rule that spoke, and what it said, with the figures."""

    rule_id: str
    sentence: str


@dataclass(frozen=True)
class Contribution:
    """What a criterion adds to the strand's score, of what it could add at most; in points, one decimal."""

    code: str
    title: str
    points: Decimal
    most: Decimal


@dataclass(frozen=True)
class NearBoundary:
    """Another category lies ``points`` away on the score."""

    towards: str
    points: Decimal


@dataclass(frozen=True)
class Recommendation:
    """``category`` is None exactly when the answer is "cannot tell"; then ``score`` is None as well.

    ``contributions`` add up to ``score``. ``near_boundary`` lists the categories within the pack's margin.
    """

    answer: Answer
    category: str | None
    score: Decimal | None
    reasons: tuple[Reason, ...]
    contributions: tuple[Contribution, ...] = ()
    near_boundary: tuple[NearBoundary, ...] = ()


def recommend(strand: Strand, scores: Sequence[CriterionScore]) -> Recommendation:
    """The category that ``scores`` of one strand point to under the strand's own thresholds and gates.

    :raises ValueError: when a criterion is given twice.
    """
    if len({score.code for score in scores}) < len(scores):
        raise ValueError("Each criterion is given once.")
    gates = [
        (gate, hit) for gate in strand.recommendation.gates if len(hit := _hits(gate, scores)) >= gate.kpis
    ]
    held = tuple(_gate_reason(strand, gate, hit) for gate, hit in gates)
    missing = [score for score in scores if score.state is ScoreState.INCOMPLETE]
    scored = [score for score in scores if score.state is ScoreState.SCORED]
    if missing:
        return Recommendation(Answer.CANNOT_TELL, None, None, (_incomplete(missing, len(scores)), *held))
    if not scored:
        nothing = Reason(
            NOTHING_SCORED, f"No criterion of {strand.title} has a score, so no category follows."
        )
        return Recommendation(Answer.CANNOT_TELL, None, None, (nothing, *held))
    contributions = _contributions(scored)
    score = sum((each.points for each in contributions), Decimal(0))
    floor_at = max((_place(strand, gate.at_best) for gate, _ in gates), default=0)
    category = strand.categories[max(_by_mean(strand, score), floor_at)]
    near = _near(strand, score, floor_at, category)
    return Recommendation(
        Answer.RECOMMENDED,
        category.code,
        score,
        (_mean_reason(strand, score, len(scored)), *held, *(_near_reason(strand, each) for each in near)),
        contributions,
        near,
    )


def _hits(gate: Gate, scores: Sequence[CriterionScore]) -> list[SeriousKpi]:
    """The KPIs at the gate's step, each once, in the criteria it looks at (all, when it names none)."""
    looked_at = [score for score in scores if not gate.criteria or score.code in gate.criteria]
    found = {kpi.code: kpi for score in looked_at for kpi in score.serious if kpi.step == gate.step}
    return list(found.values())


def _contributions(scored: Sequence[CriterionScore]) -> tuple[Contribution, ...]:
    """Exact shares, rounded to one decimal by largest remainder so that they add up to the rounded score."""
    weights = [Fraction(each.weight) for each in scored]
    whole = sum(weights)
    points = [
        Fraction(each.score or 0) * weight / whole for each, weight in zip(scored, weights, strict=True)
    ]
    shown, most = _tenths(points), _tenths([100 * weight / whole for weight in weights])
    return tuple(
        Contribution(each.code, each.title, p, m) for each, p, m in zip(scored, shown, most, strict=True)
    )


def _tenths(values: Sequence[Fraction]) -> list[Decimal]:
    total = floor(sum(values) * 10 + Fraction(1, 2))
    tenths = [floor(value * 10) for value in values]
    by_remainder = sorted(range(len(values)), key=lambda at: tenths[at] - values[at] * 10)
    for at in by_remainder[: total - sum(tenths)]:
        tenths[at] += 1
    return [Decimal(each).scaleb(-1) for each in tenths]


def _by_mean(strand: Strand, score: Decimal) -> int:
    """The place of the first category whose threshold the score does not pass."""
    ends = [threshold.at_most for threshold in strand.recommendation.thresholds]
    return next(at for at, end in enumerate(ends) if end is None or score <= Decimal(str(end)))


def _near(strand: Strand, score: Decimal, floor_at: int, category: Category) -> tuple[NearBoundary, ...]:
    """Categories that a score within the margin would lead to; what a gate forbids is not near."""
    margin, found = Decimal(str(strand.recommendation.near)), []
    for at, threshold in enumerate(strand.recommendation.thresholds[:-1]):
        end = Decimal(str(threshold.at_most))
        beyond = max(at if score > end else at + 1, floor_at)
        distance = score - end if score > end else end - score + Decimal("0.1")
        if distance <= margin and strand.categories[beyond] != category:
            found.append(NearBoundary(strand.categories[beyond].code, distance))
    return tuple(sorted(found, key=lambda each: each.points))


def _mean_reason(strand: Strand, score: Decimal, count: int) -> Reason:
    at = _by_mean(strand, score)
    ends = [threshold.at_most for threshold in strand.recommendation.thresholds]
    above = f"above {ends[at - 1]:g}" if at else ""
    upto = f"up to {ends[at]:g}" if ends[at] is not None else ""
    band = " and ".join(part for part in (above, upto) if part) or "every score"
    criteria = "criterion" if count == 1 else f"{count} criteria"
    mean = f"The weighted mean of the {criteria} is {score} of 100"
    return Reason(MEAN, f"{mean}; {band} is {strand.categories[at].title}.")


def _gate_reason(strand: Strand, gate: Gate, hits: Sequence[SeriousKpi]) -> Reason:
    named = ", ".join(kpi.title for kpi in hits)
    best = strand.category(gate.at_best).title
    return Reason(f"{GATE}.{gate.code}", f"{gate.sentence} At {gate.step}: {named}. No better than {best}.")


def _near_reason(strand: Strand, near: NearBoundary) -> Reason:
    title = strand.category(near.towards).title
    return Reason(NEAR, f"The score is {near.points} points from {title}.")


def _incomplete(missing: Sequence[CriterionScore], of: int) -> Reason:
    titles = ", ".join(score.title for score in missing)
    return Reason(INCOMPLETE, f"{len(missing)} of {of} criteria have no full score yet: {titles}.")


def _place(strand: Strand, category: str) -> int:
    return [each.code for each in strand.categories].index(category)
