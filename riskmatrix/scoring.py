"""The score of a criterion and of a strand, as contributions that add up and can be shown.

The rule (``score.weighted-mean``): each rated KPI contributes its severity times its share of the weight; a
criterion has its share of the strand in the same way. What does not apply hands its weight to the rest, so it
never counts as low risk. What is not rated leaves the outcome incomplete: only the bounds are known. Gates
are worst-of: they hold the level at a step or worse whatever the mean says. Source: the framework pack,
``scoring``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import fsum

from riskmatrix.outcomes import (
    INCOMPLETE,
    NOTHING_APPLICABLE,
    WEIGHTED_MEAN,
    Contribution,
    Coverage,
    Gate,
    GateHit,
    Incomplete,
    Ladder,
    Level,
    NothingApplicable,
    Outcome,
    RatedKpi,
    Scored,
    State,
)
from riskmatrix.spec import FrameworkSpec, GateSpec

__all__ = [
    "INCOMPLETE",
    "NOTHING_APPLICABLE",
    "WEIGHTED_MEAN",
    "Contribution",
    "Coverage",
    "Gate",
    "GateHit",
    "Incomplete",
    "Ladder",
    "Level",
    "NothingApplicable",
    "Outcome",
    "RatedKpi",
    "Scored",
    "State",
    "gate_of",
    "ladder_of",
    "ratings_of",
    "score_criterion",
    "score_strand",
]


def score_criterion(ratings: Sequence[RatedKpi], ladder: Ladder) -> Outcome:
    """The outcome of one criterion from all its KPIs (rated, unrated and not applicable).

    :raises ValueError: when the ratings are of several criteria.
    """
    if len({r.criterion for r in ratings}) > 1:
        raise ValueError("score_criterion takes the KPIs of one criterion.")
    return _outcome(
        ratings, _shares(ratings, {r.criterion: 1.0 for r in ratings}), ladder, lambda g: g.criterion_at_least
    )


def score_strand(
    ratings: Sequence[RatedKpi], criterion_weights: Mapping[str, float], ladder: Ladder
) -> Outcome:
    """The outcome of one strand from the KPIs of every criterion that feeds it.

    :param criterion_weights: weight (above 0) by criterion code.
    :raises KeyError: when a criterion has no weight.
    """
    return _outcome(ratings, _shares(ratings, criterion_weights), ladder, lambda g: g.strand_at_least)


def _shares(ratings: Sequence[RatedKpi], criterion_weights: Mapping[str, float]) -> list[float]:
    """Each KPI's part of the whole (together 1), 0 where it does not apply."""
    expected = [r for r in ratings if r.state is not State.NOT_APPLICABLE]
    inside = {
        c: fsum(r.weight for r in expected if r.criterion == c) for c in {r.criterion for r in expected}
    }
    whole = fsum(criterion_weights[c] for c in inside)
    return [
        0.0
        if r.state is State.NOT_APPLICABLE
        else criterion_weights[r.criterion] / whole * r.weight / inside[r.criterion]
        for r in ratings
    ]


def _outcome(
    ratings: Sequence[RatedKpi], shares: list[float], ladder: Ladder, floor_of: Callable[[Gate], str | None]
) -> Outcome:
    contributions = _contributions(ratings, shares)
    states = [r.state for r in ratings]
    rated, unrated = states.count(State.RATED), states.count(State.UNRATED)
    coverage = Coverage(rated, rated + unrated, states.count(State.NOT_APPLICABLE))
    if not coverage.expected:
        return NothingApplicable(contributions, coverage)
    known = min(fsum(c.points for c in contributions if c.points is not None), 100.0)
    gates = _gates_hit(ratings, ladder, floor_of)
    level, rule, sentence = _level(known, gates, ladder)
    if not unrated:
        mean = f"The weighted mean of {rated} KPI{'s' * (rated != 1)} is {known:.0f}% of the maximum risk"
        return Scored(known, level, rule, f"{mean}{sentence}", contributions, coverage, gates)
    unknown = fsum(c.max_points for c in contributions if c.state is State.UNRATED)
    most = min(known + unknown, 100.0)
    told = (
        f"{unrated} of {coverage.expected} KPIs not yet rated ({unknown:.0f}% of the weight): the risk lies "
        f"somewhere between {known:.0f}% and {most:.0f}% of the maximum."
    )
    at_least = None if level == ladder[0] else level
    return Incomplete(known, most, unknown, at_least, told, contributions, coverage, gates)


def _contributions(ratings: Sequence[RatedKpi], shares: list[float]) -> tuple[Contribution, ...]:
    points = [
        None if r.severity is None else 100 * share * r.severity
        for r, share in zip(ratings, shares, strict=True)
    ]
    known = fsum(p for p in points if p is not None)
    return tuple(
        Contribution(
            r.criterion,
            r.kpi,
            r.state,
            r.severity,
            p,
            100 * share,
            None if p is None or known <= 0 else p / known,
        )
        for r, share, p in zip(ratings, shares, points, strict=True)
    )


def _rank(step: str, ladder: Ladder) -> int:
    return next(i for i, level in enumerate(ladder) if level.step == step)


def _gates_hit(
    ratings: Iterable[RatedKpi], ladder: Ladder, floor_of: Callable[[Gate], str | None]
) -> tuple[GateHit, ...]:
    """The worst first; of equals, in the framework's order."""
    hits = [
        GateHit(gate.rule, r.criterion, r.kpi, step, gate.sentence)
        for r in ratings
        for gate in r.gates
        if r.severity is not None and r.severity >= gate.at - 1e-9 and (step := floor_of(gate)) is not None
    ]
    return tuple(sorted(hits, key=lambda hit: -_rank(hit.step, ladder)))


def _level(percent: float, gates: tuple[GateHit, ...], ladder: Ladder) -> tuple[Level, str, str]:
    """The level, the rule that decided it, and the end of the sentence that tells it."""
    # Rounded, because a mean of thirds that is 40 on paper may be 39.999… in the machine.
    by_mean = max(i for i, level in enumerate(ladder) if round(percent, 6) >= level.from_percent)
    if gates and (held := _rank(gates[0].step, ladder)) > by_mean:
        told = f", by itself {ladder[by_mean].label}; held at {ladder[held].label}: {gates[0].sentence}"
        return ladder[held], gates[0].rule, told
    return ladder[by_mean], WEIGHTED_MEAN, f", which this framework shows as {ladder[by_mean].label}."


def ladder_of(spec: FrameworkSpec) -> Ladder:
    """The levels of a framework, from least to most risk."""
    start = {level.step: level.from_percent for level in spec.scoring.levels}
    return tuple(
        Level(s.code, s.label, spec.severity(s.code), start[s.code]) for s in spec.steps_by_severity()
    )


def ratings_of(
    spec: FrameworkSpec,
    answers: Mapping[str, str],
    not_applicable: Collection[str] = (),
    *,
    strand: str | None = None,
) -> list[RatedKpi]:
    """Every KPI of the framework (or of the criteria that feed ``strand``) as answered.

    :param answers: step code by KPI code; a KPI that is absent is unrated.
    :param not_applicable: codes of the KPIs that do not apply; they win over an answer.
    :raises ValueError: for the code of a KPI that the framework does not have.
    """
    if stray := (set(answers) | set(not_applicable)) - {kpi.code for _, kpi in spec.kpis()}:
        raise ValueError(f"The framework has no KPI {', '.join(sorted(stray))}.")
    found = []
    for criterion, kpi in spec.kpis():
        if strand is not None and strand not in criterion.strands:
            continue
        step = None if kpi.code in not_applicable else answers.get(kpi.code)
        state = State.RATED if step else State.NOT_APPLICABLE if kpi.code in not_applicable else State.UNRATED
        gates = tuple(gate_of(spec, gate) for gate in (*kpi.gates, *spec.scoring.gates))
        severity = spec.severity(step) if step else None
        found.append(RatedKpi(criterion.code, kpi.code, kpi.weight, severity, state, gates))
    return found


def gate_of(spec: FrameworkSpec, gate: GateSpec) -> Gate:
    """A gate of the pack in terms of severity, so that polarity no longer matters."""
    return Gate(
        gate.code, spec.severity(gate.at), gate.criterion_at_least, gate.strand_at_least, gate.sentence
    )
