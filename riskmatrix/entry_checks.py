"""Whether a figure can be so: its period, its value, and what it is said to have been counted from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from riskmatrix.entries import PLACES, SOURCE_LIMIT, Entry, Fault
from riskmatrix.figure_words import value_in_words
from riskmatrix.figures import RATES
from riskmatrix.measured import Missing
from riskmatrix.periods import begins_on, example_of
from riskmatrix.published.figures import Period
from riskmatrix.spec import MeasureSpec

MOST = Decimal(1_000_000)
MOST_POUNDS = Decimal(1_000_000_000)
EARLIEST = date(2000, 9, 1)


def worked_out(
    measure: MeasureSpec, numerator: Decimal | None, denominator: Decimal | None
) -> Decimal | None:
    """The value that follows from what was counted, where one does."""
    if numerator is None or not denominator or measure.unit not in (*RATES, "days"):
        return None
    ratio = numerator / denominator * (100 if measure.unit in RATES else 1)
    return ratio.quantize(PLACES).normalize() + 0


def faults(measure: MeasureSpec, entry: Entry, today: date) -> Iterator[Fault]:
    """What cannot be so."""
    yield from _of_period(measure, entry.period, today)
    if isinstance(entry.value, Missing):
        if entry.numerator is not None or entry.denominator is not None:
            yield Fault(
                "numerator",
                f"Something was counted, and the value is said to be {entry.value.label.lower()}.",
                "Give the value, or leave out what was counted.",
            )
    else:
        yield from _of_value(measure, entry.value, today)
    yield from _of_counts(measure, entry)
    if len(entry.source) > SOURCE_LIMIT:
        over = len(entry.source) - SOURCE_LIMIT
        yield Fault("source", f"The source has {len(entry.source)} characters.", f"Shorten it by {over}.")
    if not entry.source:
        yield Fault("source", "It does not say where the figure comes from.", "Name the system or the paper.")


def _of_period(measure: MeasureSpec, period: Period, today: date) -> Iterator[Fault]:
    if period.kind not in measure.periods:
        remedy = f"It is given for: {allowed(measure, today)}."
        yield Fault("period", f"{measure.title} is not given for {period}.", remedy)
    elif begins_on(period) > today:
        yield Fault(
            "period", f"{str(period)[0].upper()}{str(period)[1:]} has not begun.", "Correct the period."
        )
    elif begins_on(period) < EARLIEST:
        yield Fault(
            "period", f"{str(period)[0].upper()}{str(period)[1:]} is too long ago.", "Correct the period."
        )


def allowed(measure: MeasureSpec, today: date) -> str:
    """The kinds of period a measure is given for, by an example of each."""
    return "; ".join(example_of(kind, today) for kind in measure.periods)


def _of_value(measure: MeasureSpec, value: Decimal | date, today: date) -> Iterator[Fault]:
    if isinstance(value, date) or measure.unit == "date":
        if not isinstance(value, date):
            yield Fault("value", f"{measure.title} is a date.", "Write it as in 29 April 2026.")
        elif value > today:
            yield Fault("value", f"{value.day} {value:%B %Y} is still to come.", "Give the day it was done.")
        elif value < EARLIEST:
            yield Fault("value", f"{value.day} {value:%B %Y} is too long ago.", "Correct the year.")
        return
    low, high = _bounds(measure)
    if not low <= value <= high:
        said = value_in_words(measure.unit, float(value))
        between = (
            f"{value_in_words(measure.unit, float(low))} and {value_in_words(measure.unit, float(high))}"
        )
        yield Fault("value", f"{said} is impossible.", f"{measure.title} lies between {between}.")


def _bounds(measure: MeasureSpec) -> tuple[Decimal, Decimal]:
    """Between what a value can be believed. A share of those counted is a share; a change of roll is not."""
    match measure.unit:
        case "percent":
            is_share = measure.smallest_cohort is not None
            return (Decimal(0), Decimal(100)) if is_share else (Decimal(-100), Decimal(1_000))
        case "score":
            return Decimal(-40), Decimal(40)
        case "days":
            return Decimal(0), Decimal(366)
        case "pounds":
            return -MOST_POUNDS, MOST_POUNDS
    return Decimal(0), MOST


def _of_counts(measure: MeasureSpec, entry: Entry) -> Iterator[Fault]:
    counted, of = entry.numerator, entry.denominator
    if entry.cohort is not None and entry.cohort > MOST:
        yield Fault("cohort", f"{entry.cohort:,} is too many.", "Say how many stand behind the figure.")
    if (counted is None) != (of is None):
        yield Fault(
            "denominator", "What was counted and out of how many belong together.", "Give both, or neither."
        )
    elif counted is not None and of is not None:
        if of == 0:
            yield Fault(
                "denominator", "Nothing can be counted out of nought.", "Write “not applicable” as the value."
            )
        elif counted > 10**11 or of > 10**11:
            yield Fault("denominator", "Nobody counts so many.", "Correct the numbers.")
        elif isinstance(entry.value, Decimal):
            yield from _follows(measure, entry.value, counted, of)


def _follows(measure: MeasureSpec, value: Decimal, counted: Decimal, of: Decimal) -> Iterator[Fault]:
    """Rounded to whole numbers it may be; another number it may not."""
    follows = worked_out(measure, counted, of)
    if follows is not None and abs(follows - value) > Decimal("0.6"):
        said, rather = (value_in_words(measure.unit, float(each)) for each in (value, follows))
        problem = f"{said} does not follow from {counted:,} out of {of:,}, which makes {rather}."
        yield Fault("value", problem, "Correct one of the three.")
