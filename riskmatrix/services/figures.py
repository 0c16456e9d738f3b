"""Figures that a school gives by hand. Whatever was entered before stays; the last row of a period stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from kit.text import printable
from riskmatrix import rules_figures as rules
from riskmatrix.entries import Entry, Value
from riskmatrix.entry_checks import faults
from riskmatrix.measured import Missing
from riskmatrix.models import Figure, Framework
from riskmatrix.models.measure import Measured
from riskmatrix.queries.benchmark_rows import phase_of
from riskmatrix.queries.figure_rows import columns_of, histories, period_of, value_of
from riskmatrix.spec import MeasureSpec
from schools import audit
from schools.models import Person, School


@transaction.atomic
def enter(*, school: School, entry: Entry, by: Person) -> Figure:
    """Write down what ``school`` says of one measure and period; what it said before stays as a row.

    Saying the same again changes nothing.

    :raises Refused: when ``by`` may not, the framework in force has no such measure, or the figure cannot be so.
    """
    framework = Framework.objects.in_force(school.trust_id)
    require(rules.may_enter(by, school, framework))
    assert framework is not None  # noqa: S101 - the rule has just refused None
    measures = {measure.code: measure for measure in framework.spec.measures}
    require(_unknown(entry, measures))
    measure = measures[entry.measure]
    require(_impossible(measure, entry))
    School.objects.select_for_update().get(pk=school.pk)  # two people at once: one after the other
    aliases = dict.fromkeys(measure.codes, measure.code)
    standing = histories([school], aliases)[school.pk].get(measure.code, [])
    before = next((known.row for known in standing if known.period == entry.period), None)
    columns = columns_of_entry(entry) | {"source": printable(entry.source)}
    if before is not None and all(getattr(before, name) == value for name, value in columns.items()):
        return before
    figure = Figure.objects.create(
        school=school, urn=school.urn, phase=phase_of(school), measure=measure.code, by=by, **columns
    )
    audit.record(
        by=by,
        verb="entered figure",
        thing=figure,
        school=school,
        before=described(before) if before is not None else None,
        after=described(figure),
    )
    return figure


def _unknown(entry: Entry, measures: Mapping[str, MeasureSpec]) -> Refusal | None:
    if entry.measure in measures:
        return None
    return Refusal("no-such-measure", "The trust's framework has no such measure.")


def _impossible(measure: MeasureSpec, entry: Entry) -> Refusal | None:
    found = next(faults(measure, entry, clock.today()), None)
    return Refusal("impossible", f"{found.problem} {found.remedy}") if found else None


def columns_of_entry(entry: Entry) -> dict[str, Any]:
    """The columns that say what is known, and for what time; a missing value leaves the number empty."""
    return {
        **columns_of(entry.period),
        **value_columns(entry.value),
        "numerator": entry.numerator,
        "denominator": entry.denominator,
        "cohort": entry.cohort,
        "provisional": entry.provisional,
        "source": entry.source,
    }


def value_columns(value: Value) -> dict[str, Any]:
    """The number, the date, or why there is none, each in its own column."""
    return {
        "value": value if isinstance(value, Decimal) else None,
        "day": value if isinstance(value, date) else None,
        "missing": value.value if isinstance(value, Missing) else "",
    }


def described(row: Measured) -> dict[str, Any]:
    """A figure in the words of the audit."""
    value = value_of(row)
    return {
        "measure": row.measure,
        "period": str(period_of(row)),
        "value": value.label if isinstance(value, Missing) else str(value),
        "counted": None if row.numerator is None else f"{row.numerator} of {row.denominator}",
        "cohort": row.cohort,
        "source": row.source,
        "provisional": row.provisional,
    }
