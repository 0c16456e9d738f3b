"""Last term's answers seen through a draft: what each KPI of another version would start from.

Only for looking: a rating is never made by it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isclose

from riskmatrix.crosswalk import Origin, origins
from riskmatrix.outcomes import State
from riskmatrix.spec import FrameworkSpec


@dataclass(frozen=True)
class Carried:
    """One KPI of the new version: the step it takes over (exactly when ``state`` is rated), and why."""

    kpi: str
    step: str | None
    state: State
    before: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Carry:
    """Every KPI of the new version, in its order; the two properties are what ``scoring.ratings_of`` takes."""

    kpis: tuple[Carried, ...]

    @property
    def answers(self) -> dict[str, str]:
        return {each.kpi: each.step for each in self.kpis if each.step is not None}

    @property
    def not_applicable(self) -> set[str]:
        return {each.kpi for each in self.kpis if each.state is State.NOT_APPLICABLE}


def carry(
    answers: Mapping[str, str],
    before: FrameworkSpec,
    now: FrameworkSpec,
    not_applicable: Collection[str] = (),
) -> Carry:
    """What the KPIs of ``now`` would take over from answers given by ``before``.

    The same KPI and each part of a split one take the old step; a merged one takes the worst, once all of its
    sources are answered; a new one is unrated. A step goes over to the step of the same risk, if there is one.

    :param answers: step code by KPI code of ``before``; absent is unrated.
    :param not_applicable: codes of ``before`` that did not apply; they win over an answer.
    :raises KeyError: for a step that ``before`` does not have.
    """
    told = {code: step for code, step in answers.items() if code not in not_applicable}
    return Carry(
        tuple(
            _carried(code, origin, told, before, now, not_applicable)
            for code, origin in origins(before, now).items()
        )
    )


def _carried(
    code: str,
    origin: Origin,
    answers: Mapping[str, str],
    before: FrameworkSpec,
    now: FrameworkSpec,
    not_applicable: Collection[str],
) -> Carried:
    def unrated(reason: str) -> Carried:
        return Carried(code, None, State.UNRATED, origin.before, reason)

    if not origin.before:
        return unrated("New in this version: nobody has rated it yet.")
    expected = [each for each in origin.before if each not in not_applicable]
    names = " and ".join(f"“{before.kpi(each).title}”" for each in origin.before)
    if not expected:
        return Carried(
            code, None, State.NOT_APPLICABLE, origin.before, f"{names} did not apply to this school."
        )
    if open_ := [f"“{before.kpi(each).title}”" for each in expected if each not in answers]:
        return unrated(f"{' and '.join(open_)} had no rating to take over.")
    worst = max((answers[each] for each in expected), key=before.severity)
    label = next(step.label for step in before.scale.steps if step.code == worst)
    step = _same_risk(before.severity(worst), now)
    if step is None:
        return unrated(f"No step of the new scale stands for “{label}”, so it has to be rated afresh.")
    return Carried(code, step, State.RATED, origin.before, _REASONS[origin.kind].format(names, label))


_REASONS = {
    "same": "The same KPI: {0} was {1}.",
    "split": "One part of {0}, which was {1} as a whole.",
    "merged": "Merged from {0}: the worst of them was {1}.",
}


def _same_risk(severity: float, now: FrameworkSpec) -> str | None:
    same = (s.code for s in now.scale.steps if isclose(now.severity(s.code), severity, abs_tol=1e-9))
    return next(same, None)
