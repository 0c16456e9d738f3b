"""One measure as a page shows it: the latest figure in words, what it is held against, what it suggests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kit.charts import Chart
from riskmatrix.figure_words import MISSING, value_in_words, worth_in_words
from riskmatrix.figures import NoTrustFigure, TrustFigure, is_old, one_is_worth, pool
from riskmatrix.measured import Missing
from riskmatrix.queries.benchmark_rows import Beside
from riskmatrix.queries.figure_rows import Known, latest_of, years_to
from riskmatrix.queries.held_against import BesideView, areas_view, comparisons_of, in_words, trust_view
from riskmatrix.queries.small_lines import run_of
from riskmatrix.queries.steps import Shown, Steps
from riskmatrix.spec import Compare, FrameworkSpec, KpiSpec, MeasureSpec
from riskmatrix.suggestions import Comparison, MissingFigure, NoRule, Suggestion, suggest


@dataclass(frozen=True)
class SuggestionView:
    """What a rule makes of the figure; ``step`` is None where nothing is suggested."""

    sentence: str
    step: Shown | None = None
    rule: str = ""


@dataclass(frozen=True)
class MeasureView:
    """:param known: the latest figure; None where nobody has entered any, which is “not collected”.

    ``earlier`` is the last number before one that is missing, with ``earlier_cohort`` behind it. ``predecessor`` names
    the school under which it stands.
    """

    measure: MeasureSpec
    known: Known | None
    words: str
    cohort: str = ""
    worth: str = ""
    is_small: bool = False
    old: str = ""
    predecessor: str = ""
    earlier: str = ""
    earlier_cohort: int | None = None
    pooled: str = ""
    beside: tuple[BesideView, ...] = ()
    comparisons: dict[Compare, Comparison] = field(default_factory=dict)
    years: tuple[Known, ...] = ()
    also_in: tuple[str, ...] = ()
    suggestion: SuggestionView | None = None
    history: tuple[Known, ...] = ()

    @cached_property
    def run(self) -> Chart | None:
        """Its figures so far as a small line; None with fewer than two."""
        return run_of(self.measure, self.history)

    @property
    def is_number(self) -> bool:
        return self.known is not None and not isinstance(self.known.value, Missing)

    @property
    def fitting(self) -> list[BesideView]:
        return [each for each in self.beside if not each.none]

    @property
    def not_fitting(self) -> list[BesideView]:
        """Why there is nothing to hold a number beside; where there is no number, nobody asks."""
        return [each for each in self.beside if each.none] if self.is_number else []

    @property
    def period(self) -> str:
        """What time it is of; a date says that itself."""
        if self.known is None or (self.measure.unit == "date" and self.is_number):
            return ""
        return str(self.known.period)


def view_of(
    measure: MeasureSpec,
    history: Sequence[Known],
    beside: Sequence[Beside],
    trust: TrustFigure | NoTrustFigure | None,
    *,
    on: date,
    predecessors: dict[int, str],
) -> MeasureView:
    """:param history: oldest first. :param predecessors: names by URN. :param on: the day from which it is old."""
    known = latest_of(history)
    if known is None:
        return MeasureView(measure, None, MISSING[Missing.NOT_COLLECTED])
    value = None if isinstance(known.value, date | Missing) else float(known.value)
    years = years_to(history, known)
    pooled = pool(measure, [each.plain for each in years]) if measure.pools else None
    before = _earlier(history, known)
    small = value is not None and 0 < (known.row.cohort or 0) < (measure.smallest_cohort or 0)
    return MeasureView(
        measure=measure,
        known=known,
        words=in_words(measure, known.value),
        cohort=_cohort(measure, known.row.cohort),
        worth=worth_in_words(measure, one_is_worth(measure, known.row.cohort)) if small else "",
        is_small=small,
        old=_old(measure, known, on),
        predecessor=predecessors.get(known.row.urn, ""),
        earlier=f"{in_words(measure, before.value)}, {before.period}" if before else "",
        earlier_cohort=before.row.cohort if before else None,
        pooled=f"{value_in_words(measure.unit, pooled.value)}, {pooled.period}" if pooled else "",
        beside=(*areas_view(measure, value, beside), *trust_view(measure, value, trust)),
        comparisons=comparisons_of(beside, trust, history, known),
        years=tuple(years),
        history=tuple(history),
    )


def suggested(
    spec: FrameworkSpec, kpi: KpiSpec, view: MeasureView, steps: Steps, on: date
) -> SuggestionView | None:
    """What the figure suggests for ``kpi``, or why nothing; None where no rule speaks of it."""
    if not any(rule.measure == view.measure.code for rule in kpi.suggestions):
        return None
    answer = suggest(
        spec, kpi, view.measure, view.known.plain if view.known else None, on=on, comparisons=view.comparisons,
        years=[each.plain for each in view.years],
    )  # fmt: skip
    if isinstance(answer, Suggestion):
        return SuggestionView(answer.sentence, steps[answer.step], answer.rule)
    return None if isinstance(answer, NoRule | MissingFigure) else SuggestionView(answer.sentence)


def _cohort(measure: MeasureSpec, cohort: int | None) -> str:
    if cohort is None:
        return ""
    if cohort == 1:
        return f"1 {measure.counts}"
    plural = {"member of staff": "members of staff"}.get(measure.counts, f"{measure.counts}s")
    return f"{cohort:,} {plural}"


def _old(measure: MeasureSpec, known: Known, on: date) -> str:
    if not is_old(measure, known.speaks_of, on):
        return ""
    months = measure.cycle_months
    return f"Older than {months} month{'s' * (months != 1)}, after which the next should be there"


def _earlier(history: Sequence[Known], known: Known) -> Known | None:
    if not isinstance(known.value, Missing):
        return None
    return latest_of([each for each in history if each is not known and not isinstance(each.value, Missing)])
