"""Figures in words: a value, how far it lies from another, and what one pupil is worth."""

import datetime as dt

from riskmatrix.measured import Missing
from riskmatrix.spec import MeasureSpec, Unit

MISSING = {
    Missing.NOT_YET_PUBLISHED: "not yet published",
    Missing.NOT_APPLICABLE: "not applicable to this school",
    Missing.SUPPRESSED: "suppressed, because so few stand behind it",
    Missing.NOT_COLLECTED: "not collected",
}


def value_in_words(unit: Unit, value: float | dt.date) -> str:
    """A value as it is read, with its unit."""
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    match unit:
        case "percent":
            return f"{value:.1f}%"
        case "per-100-pupils":
            return f"{value:.2f} per 100 pupils"
        case "days":
            return f"{value:.1f} day{'s' * (f'{value:.1f}' != '1.0')}"
        case "pounds":
            return f"{'-' * (value < 0)}£{abs(value):,.0f}"
        case "score":
            return f"{value:+.1f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def distance_in_words(unit: Unit, distance: float) -> str:
    """How far two values lie apart; percentages lie percentage points apart."""
    if unit == "percent":
        told = f"{abs(distance):.1f}"
        return f"{told} percentage point{'s' * (told != '1.0')}"
    if unit == "score":
        return f"{abs(distance):.1f} points"
    return value_in_words(unit, abs(distance))


def compared_in_words(measure: MeasureSpec, value: float, other: float, label: str) -> str:
    """“2.4 percentage points below England (94.5%)”."""
    against = f"{label} ({value_in_words(measure.unit, other)})"
    if value_in_words(measure.unit, value) == value_in_words(measure.unit, other):
        return f"level with {against}"
    way = "above" if value > other else "below"
    return f"{distance_in_words(measure.unit, value - other)} {way} {against}"


def worth_in_words(measure: MeasureSpec, worth: float | None) -> str:
    """“one pupil is worth 12.5 percentage points”, or nothing where that cannot be said."""
    if worth is None:
        return ""
    return f"one {measure.counts} is worth {distance_in_words(measure.unit, worth)}"
