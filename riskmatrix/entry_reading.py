"""One figure from the texts of a form, or of a row of a file: read, worked out, and asked whether it can be so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from riskmatrix.entries import Entry, Fault, Value, read_count, read_value
from riskmatrix.entry_checks import allowed, faults, worked_out
from riskmatrix.periods import on_day, read_period
from riskmatrix.published.figures import Period
from riskmatrix.spec import MeasureSpec

_YES, _NO = ("yes", "y", "true", "1", "on", "provisional"), ("", "no", "n", "false", "0", "final")
T = TypeVar("T")


@dataclass
class Read:
    """``entry`` is None when something is wrong, or when there is no value (``is_empty``)."""

    entry: Entry | None = None
    faults: list[Fault] = field(default_factory=list)
    is_empty: bool = False

    def good(self, read: T | Fault | None) -> T | None:
        if isinstance(read, Fault):
            self.faults.append(read)
            return None
        return read


def read_entry(measure: MeasureSpec, texts: Mapping[str, str], today: date) -> Read:
    """A date is for the day it names, where nothing else is said.

    :param texts: by the names of ``sheet_columns.FIELDS``; a field that is missing is an empty one.
    """
    read = Read()
    counted = read.good(read_count("numerator", texts.get("numerator", "")))
    of = read.good(read_count("denominator", texts.get("denominator", "")))
    cohort = read.good(read_count("cohort", texts.get("cohort", ""), whole=True))
    value: Value | None = read.good(read_value(measure, texts.get("value", "")))  # type: ignore[assignment]
    if value is None and not read.faults:
        value = worked_out(measure, counted, of)
        read.is_empty = value is None and counted is None
        if value is None and counted is not None:
            read.faults.append(Fault("value", "The value is missing.", "Write the value too."))
    said = texts.get("period", "")
    if measure.unit == "date" and not said:
        said = str(on_day(value if isinstance(value, date) else today))
    period = _period(read, measure, said, today)
    provisional = texts.get("provisional", "").casefold()
    if provisional not in (*_YES, *_NO):
        problem = f"“{provisional[:40]}” is neither yes nor no."
        read.faults.append(Fault("provisional", problem, "Write yes, or leave it empty."))
    if read.faults or value is None or period is None:
        return read
    entry = Entry(
        measure=measure.code,
        period=period,
        value=value,
        numerator=counted,
        denominator=of,
        cohort=None if cohort is None else int(cohort),
        source=texts.get("source", ""),
        provisional=provisional in _YES,
    )
    read.faults += faults(measure, entry, today)
    read.entry = None if read.faults else entry
    return read


def _period(read: Read, measure: MeasureSpec, text: str, today: date) -> Period | None:
    period = read_period(text, measure.periods) if text else None
    if period is None:
        problem = f"“{text[:60]}” is no period of this measure." if text else "It does not say its period."
        read.faults.append(Fault("period", problem, f"It is given for: {allowed(measure, today)}."))
    return period
