"""What a school's figures may be held against: the benchmarks its trust has loaded, laid out to be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from riskmatrix.figures import Figure as Plain
from riskmatrix.figures import pool
from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.models import Benchmark
from riskmatrix.published import (
    ENGLAND,
    Area,
    AreaKind,
    Benchmarks,
    NoneFits,
    Period,
    PublishedFigure,
    phase_of_school,
)
from riskmatrix.published.years import year_beginning
from riskmatrix.queries.figure_rows import period_of, value_of
from riskmatrix.spec import Compare, MeasureSpec
from schools.models import School

PHASES = {
    "nursery": "nursery schools",
    "primary": "primary schools",
    "secondary": "secondary schools",
    "special": "special schools",
    "alternative-provision": "alternative provision",
    "all": "all schools",
}


@dataclass(frozen=True)
class Beside:
    """One of the things a figure is held against: the value, or why none fits."""

    compare: Compare
    name: str
    phase: str
    found: PublishedFigure | NoneFits
    over_three_years: float | None = None

    @property
    def value(self) -> float | None:
        """The number that was published; a published gap is none."""
        if isinstance(self.found, NoneFits) or isinstance(self.found.value, Missing):
            return None
        return float(self.found.value)

    @property
    def missing(self) -> Missing | None:
        """Why there is no number."""
        if isinstance(self.found, NoneFits):
            return self.found.missing
        return self.found.value if isinstance(self.found.value, Missing) else None

    @property
    def label(self) -> str:
        return f"{self.name}, {self.phase}" if self.phase else self.name


def phase_of(school: School) -> str:
    """The phase of the official statistics that stands beside a school; empty where none is its own."""
    return (phase_of_school(school.phase) or "") and str(phase_of_school(school.phase))


class Benches:
    """The benchmarks of some schools of one trust."""

    def __init__(self, rows: Iterable[Benchmark], aliases: dict[str, str]) -> None:
        latest: dict[tuple[Area, str, str, Period, bool], PublishedFigure] = {}
        for row in rows:  # the oldest first: a later row takes the place of an earlier one
            found = _published(row, aliases[row.measure])
            latest[(*found.key, found.provisional)] = found
        self.all = Benchmarks(latest.values())
        self._figures = tuple(latest.values())
        self._areas = {figure.area for figure in self._figures}

    def beside(
        self, school: School, measure: MeasureSpec, phase: str, period: Period, today: date
    ) -> list[Beside]:
        """England, the local authority, and similar schools where there are any: each of the same phase and period."""
        found = []
        for compare, area, name in self._wanted(school):
            answer = self.all.find(measure.code, phase, period, area, today=today, title=measure.title)
            over = self._three_years(measure, phase, period, area)
            found.append(Beside(compare, name, PHASES.get(phase, ""), answer, over))
        return found

    def periods(self, measure: str, phase: str) -> set[Period]:
        """The times for which something is published of this measure and phase."""
        return {
            figure.period for figure in self._figures if (figure.measure, figure.phase) == (measure, phase)
        }

    def _wanted(self, school: School) -> Iterable[tuple[Compare, Area, str]]:
        yield "england", ENGLAND, "England"
        if school.local_authority:
            yield (
                "local-authority",
                _area(Benchmark.Area.LOCAL_AUTHORITY, school.local_authority),
                school.local_authority,
            )
        for name in (school.name, ""):
            similar = _area(Benchmark.Area.SIMILAR, name)
            if similar in self._areas:
                yield "similar", similar, "Similar schools"
                return

    def _three_years(self, measure: MeasureSpec, phase: str, period: Period, area: Area) -> float | None:
        """As published for three years together, or its three years pooled."""
        if not measure.pools or period.kind is not PeriodKind.ACADEMIC_YEAR:
            return None
        together = Period(PeriodKind.THREE_YEAR, period.academic_year)
        found = self.all.find(measure.code, phase, together, area, title=measure.title)
        if isinstance(found, PublishedFigure) and isinstance(found.value, Decimal):
            return float(found.value)
        first = int(period.academic_year[:4])
        years = [Period(period.kind, year_beginning(year)) for year in range(first - 2, first + 1)]
        answers = [self.all.find(measure.code, phase, each, area, title=measure.title) for each in years]
        plain = [_plain(each) for each in answers if isinstance(each, PublishedFigure)]
        pooled = pool(measure, plain) if len(plain) == 3 else None
        return pooled.value if pooled else None


def benches(schools: Collection[School], aliases: dict[str, str]) -> Benches:
    """The benchmarks that stand beside these schools of one trust; one query."""
    authorities = Q()
    for name in {school.local_authority for school in schools if school.local_authority}:
        authorities |= Q(area=Benchmark.Area.LOCAL_AUTHORITY, area_name__iexact=name)
    rows = Benchmark.objects.standing().filter(
        Q(area__in=[Benchmark.Area.ENGLAND, Benchmark.Area.SIMILAR]) | authorities,
        trust__in={school.trust_id for school in schools},
        measure__in=aliases,
    )
    return Benches(rows.order_by("at", "pk"), aliases)


def _area(kind: str, name: str) -> Area:
    """Areas are told apart by name: the trust's files give codes to some and names to others."""
    return ENGLAND if kind == Benchmark.Area.ENGLAND else Area(AreaKind(kind), name.casefold(), name)


def _published(row: Benchmark, measure: str) -> PublishedFigure:
    value = value_of(row)
    assert isinstance(value, Decimal | Missing)  # noqa: S101 - no area publishes a date
    return PublishedFigure(
        area=_area(row.area, row.area_name),
        measure=measure,
        phase=row.phase,
        period=period_of(row),
        value=value,
        cohort=row.cohort,
        numerator=None if row.numerator is None else int(row.numerator),
        denominator=None if row.denominator is None else int(row.denominator),
        provisional=row.provisional,
        source=row.source,
        file="",
        row=0,
    )


def _plain(found: PublishedFigure) -> Plain:
    value = found.value if isinstance(found.value, Missing) else float(found.value)
    return Plain(value, str(found.period), found.cohort, found.numerator, found.denominator)
