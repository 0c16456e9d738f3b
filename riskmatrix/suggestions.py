"""From a figure to a suggested rating, with its rule and sentence; or to the reason why nothing is suggested.

A suggestion is shown to a person and never applied by itself. Where several comparisons of one measure fit, the
worst step is suggested. Source of the thresholds: the framework pack, ``suggestions`` of each KPI.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskmatrix.figure_words import MISSING, compared_in_words, value_in_words, worth_in_words
from riskmatrix.figures import Figure, Pooled, one_is_worth, pool
from riskmatrix.measured import Missing
from riskmatrix.spec import Compare, FrameworkSpec, KpiSpec, MeasureSpec, SuggestionSpec, rule_id
from riskmatrix.suggested import (
    Answer,
    MissingFigure,
    NoBenchmark,
    NoRule,
    NoSuggestion,
    SmallCohort,
    Suggestion,
    UnknownCohort,
)

__all__ = [
    "Answer",
    "Comparison",
    "MissingFigure",
    "NoBenchmark",
    "NoRule",
    "NoSuggestion",
    "SmallCohort",
    "Suggestion",
    "UnknownCohort",
    "suggest",
]


@dataclass(frozen=True)
class Comparison:
    """What a value is held against: of the same phase, period and season, as ``label`` tells.

    ``over_three_years`` is the same for three years together; without it pooled values are not compared with it.
    """

    value: float
    label: str
    over_three_years: float | None = None


_NAMES: dict[Compare, str] = {
    "value": "the value itself",
    "england": "England",
    "local-authority": "the local authority",
    "trust": "the trust",
    "similar": "similar schools",
    "own-history": "the school's own history",
}


def suggest(
    spec: FrameworkSpec,
    kpi: KpiSpec,
    measure: MeasureSpec,
    figure: Figure | None,
    *,
    on: dt.date,
    comparisons: Mapping[Compare, Comparison] | None = None,
    years: Sequence[Figure] = (),
) -> Answer:
    """What the figure of one measure suggests for one KPI.

    :param figure: the latest; None where nobody has entered any, which is “not collected”.
    :param on: the day from which a date's age is counted.
    :param comparisons: the benchmarks that fit; one that is absent does not fit.
    :param years: the same measure once a year, oldest first, the latest included, for pooling.
    """
    rules = [rule for rule in kpi.suggestions if rule.measure == measure.code]
    missing = Missing.NOT_COLLECTED if figure is None else figure.value
    if figure is None or isinstance(missing, Missing):
        told = f"{measure.title}: {MISSING[Missing(str(missing))]}, so nothing is suggested."
        return MissingFigure(measure.code, Missing(str(missing)), told)
    if not rules:
        return NoRule(measure.code, f"{measure.title}: this framework suggests no rating from it.")
    pooled = pool(measure, years) if measure.pools else None
    found = [_by_rule(rule, measure, figure, pooled, comparisons or {}, on) for rule in rules]
    if suggested := [answer for answer in found if isinstance(answer, Suggestion)]:
        return max(suggested, key=lambda answer: spec.severity(answer.step))
    for kind in (SmallCohort, UnknownCohort, NoRule):
        if (first := next((answer for answer in found if isinstance(answer, kind)), None)) is not None:
            return first
    sought = tuple(dict.fromkeys(rule.compare for rule in rules))
    names = " or ".join(_NAMES[each] for each in sought)
    told = (
        f"{measure.title}: no figure of {names} fits its phase, period and season, so nothing is suggested."
    )
    return NoBenchmark(measure.code, sought, told)


def _by_rule(
    rule: SuggestionSpec,
    measure: MeasureSpec,
    figure: Figure,
    pooled: Pooled | None,
    comparisons: Mapping[Compare, Comparison],
    on: dt.date,
) -> Answer:
    other = comparisons.get(rule.compare)
    if rule.compare != "value" and other is None:
        return NoBenchmark(measure.code, (rule.compare,), "")
    over_years = None if other is None else other.over_three_years
    together = pooled is not None and bool(pooled.cohort) and (other is None or over_years is not None)
    judged = pooled if pooled is not None and together else figure
    if (refused := _too_few(measure, judged, pooled)) is not None:
        return refused
    against = (over_years if together else other.value) if other is not None else None
    return _by_thresholds(rule, measure, judged, against, other.label if other else "", on)


def _too_few(measure: MeasureSpec, judged: Figure | Pooled, pooled: Pooled | None) -> NoSuggestion | None:
    if (smallest := measure.smallest_cohort) is None:
        return None
    if (cohort := judged.cohort) is None:
        told = f"{measure.title}: how many stand behind it is not known, so nothing is suggested."
        return UnknownCohort(measure.code, told)
    if cohort >= smallest:
        return None
    worth = one_is_worth(measure, cohort)
    told = f"{measure.title}: a cohort of {cohort}, and under {smallest} nothing is suggested"
    told += f"; {said}." if (said := worth_in_words(measure, worth)) else "."
    if pooled is not None:
        told += f" Three years together: {value_in_words(measure.unit, pooled.value)}."
    return SmallCohort(measure.code, cohort, smallest, worth, pooled, told)


def _by_thresholds(
    rule: SuggestionSpec,
    measure: MeasureSpec,
    judged: Figure | Pooled,
    against: float | None,
    label: str,
    on: dt.date,
) -> Answer:
    value = judged.value
    assert not isinstance(value, Missing)  # noqa: S101 - suggest() has answered those
    told = f"{measure.title}: {value_in_words(measure.unit, value)} ({judged.period})"
    if isinstance(judged, Figure) and judged.provisional:
        told += ", provisional"
    if isinstance(value, dt.date):
        worse = float((on - value).days)
        told += f", {abs(worse):.0f} days {'ago' if worse >= 0 else 'from now'}"
    else:
        distance = value - (against or 0.0)
        worse = distance if measure.direction == "lower_is_better" else -distance
        told += f", {compared_in_words(measure, value, against, label)}" if against is not None else ""
    for threshold in rule.thresholds:
        # Rounded, because a difference that is 2 on paper may be 1.999… in the machine.
        if threshold.at_least is None or round(worse, 6) >= threshold.at_least:
            sentence = f"{told}. {threshold.sentence}"
            return Suggestion(measure.code, threshold.step, rule_id(rule, threshold), worse, sentence)
    return NoRule(measure.code, f"{told}. No rule of this framework speaks of such a figure.")
