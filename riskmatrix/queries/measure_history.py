"""One measure of a school through the years, beside England and the local authority of the same time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from kit import clock
from kit.charts import Chart, line
from riskmatrix.figure_words import MISSING
from riskmatrix.known_measures import measure_of
from riskmatrix.measured import Missing
from riskmatrix.models import Figure as FigureRow
from riskmatrix.models import Framework
from riskmatrix.periods import order
from riskmatrix.published import Period
from riskmatrix.queries.benchmark_rows import Beside, benches, phase_of
from riskmatrix.queries.figure_rows import Known, histories
from riskmatrix.queries.held_against import in_words
from riskmatrix.queries.small_lines import MOST_ON_A_CHART, UNITS, short
from riskmatrix.spec import MeasureSpec
from schools.access.checks import has
from schools.access.permissions import Permission
from schools.models import Person, Predecessor, School


@dataclass(frozen=True)
class Cell:
    """A value in words, or why there is none; ``note`` says more."""

    words: str
    is_number: bool
    note: str = ""
    number: float | None = None


@dataclass(frozen=True)
class HistoryRow:
    period: Period
    own: Cell
    known: Known | None
    predecessor: str
    areas: tuple[Cell, ...]

    @property
    def is_the_schools(self) -> bool:
        return self.known is not None


@dataclass(frozen=True)
class MeasureHistory:
    """:param areas: the names above the columns of ``HistoryRow.areas``.
    :param earlier: what was entered before something else took its place, the latest first.
    """

    school: School
    measure: MeasureSpec
    kpis: tuple[str, ...]
    areas: tuple[str, ...]
    rows: tuple[HistoryRow, ...]
    earlier: tuple[tuple[Known, str], ...]
    may_enter: bool


def measure_history(school: School, code: str, user: Person) -> MeasureHistory | None:
    """The history of a measure of the framework in force, or of one that was published; None for no measure.

    Five queries. A time for which only an area has a figure is a row too: there the school's is not collected.
    """
    framework = Framework.objects.in_force(school.trust_id)
    spec = framework.spec if framework else None
    measure = measure_of(code, spec)
    if measure is None or measure.code != code:
        return None
    aliases = dict.fromkeys(measure.codes, measure.code)
    known = {
        each.period: each for each in histories([school], aliases, with_people=True)[school.pk].get(code, [])
    }
    against = benches([school], aliases)
    predecessors = {each.urn: each.name for each in Predecessor.objects.filter(school=school)}
    periods = {*known, *against.periods(code, phase_of(school))}
    today = clock.today()
    rows = []
    areas: tuple[str, ...] = ()
    for period in sorted(periods, key=order, reverse=True):
        own = known.get(period)
        phase = (own.row.phase if own else "") or phase_of(school)
        beside = against.beside(school, measure, phase, period, today)
        areas = tuple(each.name for each in beside)
        cells = tuple(_cell(measure, each) for each in beside)
        predecessor = predecessors.get(own.row.urn, "") if own else ""
        rows.append(HistoryRow(period, _own(measure, own), own, predecessor, cells))
    kpis = tuple(kpi.title for kpi in spec.kpis_resting_on(code)) if spec else ()
    may_enter = has(user, Permission.ENTER_FIGURES, school) and bool(kpis)
    return MeasureHistory(
        school, measure, kpis, areas, tuple(rows), _earlier(school, measure, known), may_enter
    )


def _own(measure: MeasureSpec, known: Known | None) -> Cell:
    if known is None:
        return Cell(MISSING[Missing.NOT_COLLECTED], is_number=False)
    value = known.value
    number = float(value) if isinstance(value, Decimal) else None
    return Cell(in_words(measure, value), not isinstance(value, Missing), number=number)


def _cell(measure: MeasureSpec, beside: Beside) -> Cell:
    if beside.missing is not None:
        return Cell(MISSING[beside.missing], is_number=False)
    assert beside.value is not None  # noqa: S101 - a value or why there is none
    provisional = getattr(beside.found, "provisional", False)
    words = in_words(measure, Decimal(str(beside.value)))
    return Cell(words, True, "provisional" if provisional else "", beside.value)


def _earlier(
    school: School, measure: MeasureSpec, standing: dict[Period, Known]
) -> tuple[tuple[Known, str], ...]:
    """Rows that another row, or an undone import, has taken the place of."""
    stand = {known.row.pk for known in standing.values()}
    rows = FigureRow.objects.filter(school=school, measure__in=measure.codes).exclude(pk__in=stand)
    found = [
        Known(row, measure.code) for row in rows.select_related("by", "batch").order_by("-at", "-pk")[:50]
    ]
    return tuple((each, in_words(measure, each.value)) for each in found)


def history_chart(history: MeasureHistory) -> Chart | None:
    """The kind of time with the most figures, oldest first; None with fewer than two numbers to draw."""
    kinds = Counter(row.period.kind for row in history.rows if row.own.number is not None)
    if not kinds:
        return None
    kind = max(kinds, key=lambda each: kinds[each])
    drawn = [row for row in history.rows if row.period.kind is kind][:MOST_ON_A_CHART][::-1]
    if sum(row.own.number is not None for row in drawn) < 2:
        return None
    series = {"This school": [row.own.number for row in drawn]}
    for at, name in enumerate(history.areas[:3]):
        numbers = [row.areas[at].number for row in drawn]
        if any(number is not None for number in numbers):
            series[name] = numbers
    labels = [short(row.period) for row in drawn]
    return line(history.measure.title, labels, series, unit=UNITS.get(history.measure.unit, ""))
