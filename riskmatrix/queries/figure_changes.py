"""Figures to be brought in beside those that stand: new, changed or the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from riskmatrix.given import Given, placed
from riskmatrix.known_measures import measure_of
from riskmatrix.models import Benchmark, Figure
from riskmatrix.published import Area, AreaKind
from riskmatrix.queries.figure_rows import Value, period_of, value_of
from riskmatrix.queries.held_against import in_words
from riskmatrix.spec import FrameworkSpec
from schools.models import School


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """A figure beside what stands: ``before`` in words where there is something else."""

    kind: Kind
    given: Given
    whose: str
    title: str
    words: str
    before: str = ""


def compare(
    found: Sequence[Given], schools: Sequence[School], spec: FrameworkSpec | None, trust: int
) -> tuple[Change, ...]:
    """Each figure beside the one that stands; two queries."""
    standing = _standing(found, schools, trust)
    names = {school.pk: school.name for school in schools}
    changes = []
    for given in found:
        before = standing.get(given.key)
        kind = Kind.NEW if before is None else Kind.SAME if before.says == given.says else Kind.CHANGED
        measure = measure_of(given.measure, spec)
        whose = names[given.school] if given.school is not None else str(_area(given))
        changes.append(
            Change(
                kind,
                given,
                whose,
                measure.title if measure else given.measure,
                _words(given, spec),
                _words(before, spec) if before is not None and kind is Kind.CHANGED else "",
            )
        )
    return tuple(changes)


def _words(given: Given, spec: FrameworkSpec | None) -> str:
    measure = measure_of(given.measure, spec)
    said = in_words(measure, given.value) if measure else str(given.value)
    if given.numerator is not None and given.denominator is not None:
        said += f" ({given.numerator:,f} of {given.denominator:,f})"
    return f"{said}, provisional" if given.provisional else said


def _area(given: Given) -> Area:
    return Area(AreaKind(given.area), given.area_name, given.area_name or "England")


def _standing(found: Iterable[Given], schools: Sequence[School], trust: int) -> dict[Any, Given]:
    measures = {given.measure for given in found}
    figures = Figure.objects.standing().filter(school__in=schools, measure__in=measures).order_by("at", "pk")
    rows = [_given(row, school=row.school_id, urn=row.urn) for row in figures]
    if any(given.school is None for given in found):
        areas = Benchmark.objects.standing().filter(trust=trust, measure__in=measures).order_by("at", "pk")
        rows += [_given(row, area=row.area, area_name=row.area_name) for row in areas]
    return {row.key: row for row in rows}


def _given(row: Figure | Benchmark, **whose: Any) -> Given:
    value: Value = value_of(row)
    return Given(
        measure=row.measure, phase=row.phase, period=period_of(row),
        value=placed(value) if isinstance(value, Decimal) else value,
        numerator=row.numerator, denominator=row.denominator, cohort=row.cohort, provisional=row.provisional,
        source=row.source, **whose,
    )  # fmt: skip
