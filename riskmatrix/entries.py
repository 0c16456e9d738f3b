"""A figure as a school gives it, read from what was typed in a form or stands in a cell of a file.

``entry_checks`` asks of both whether it can be so; each fault names its field and the way out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.periods import read_day
from riskmatrix.published.figures import Period
from riskmatrix.published.markers import marker_of
from riskmatrix.spec import MeasureSpec

SOURCE_LIMIT = 200
PLACES = Decimal("0.0001")
"""As many as are kept."""

# An apostrophe before it is a spreadsheet program's guard against formulas.
_NUMBER = re.compile(
    r"'?(?P<sign>[-−+]?)\s?(?P<pounds>£?)\s?(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,12})(?P<rest>\.\d{1,20})?\s?(?P<percent>%?)"
    r"(?:\s?(?:days?|pupils?|points?))?"
)
_STATES = {state.label.casefold(): state for state in Missing} | {state.value: state for state in Missing}
STATES_IN_WORDS = ", ".join(state.label.lower() for state in Missing)

Value = Decimal | date | Missing


@dataclass(frozen=True)
class Fault:
    """:param field: a name of ``Entry``'s, or empty for the whole."""

    field: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Entry:
    """What is known of one measure for one period. ``value`` is in the measure's unit, a date, or why there is none.

    ``numerator`` out of ``denominator`` is what was counted (sessions attended of sessions possible), ``cohort`` how
    many pupils (or staff, or answers) stand behind it.
    """

    measure: str
    period: Period
    value: Value
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    cohort: int | None = None
    source: str = ""
    provisional: bool = False


def read_value(measure: MeasureSpec, text: str) -> Value | Fault | None:
    """A number, a date or a word for having none; None for an empty text, which says nothing at all."""
    text = " ".join(text.split())
    if not text:
        return None
    marker = marker_of(text)
    if state := _STATES.get(text.casefold()) or (marker and marker.missing):
        return state
    kind = "a date, as in 29 April 2026" if measure.unit == "date" else "a number"
    remedy = f"Write {kind}, or why there is none: {STATES_IN_WORDS}."
    if measure.unit == "date":
        return read_day(text) or Fault("value", f"“{text[:40]}” is no date.", remedy)
    found = _NUMBER.fullmatch(text)
    if found is None:
        return Fault("value", f"“{text[:40]}” is neither a number nor a word for a missing one.", remedy)
    strange = found["percent"] and measure.unit != "percent"
    if strange or (found["pounds"] and measure.unit != "pounds"):
        return Fault(
            "value",
            f"“{text[:40]}” is not in this measure's unit.",
            f"{measure.title} is {in_unit(measure)}.",
        )
    sign = "-" if found["sign"] in ("-", "−") else ""
    number = Decimal(sign + found["digits"].replace(",", "") + (found["rest"] or ""))
    return number.quantize(PLACES).normalize() + 0


def read_count(field: str, text: str, *, whole: bool = False) -> Decimal | Fault | None:
    """How many; None for an empty text."""
    text = " ".join(text.split())
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if found is None or found["percent"] or found["pounds"] or found["sign"] == "-":
        return Fault(
            field, f"“{text[:40]}” is not a number of anything.", "Write how many there are, as a number."
        )
    number = Decimal(found["digits"].replace(",", "") + (found["rest"] or ""))
    if whole and number != number.to_integral_value():
        return Fault(field, f"{text[:40]} is not a whole number.", "Write how many there are, as a number.")
    return number.quantize(PLACES).normalize() + 0


def in_unit(measure: MeasureSpec) -> str:
    """“a percentage”, as a sentence says in what a measure is given."""
    return {
        "percent": "a percentage", "number": "a number", "days": "a number of days", "date": "a date",
        "pounds": "in pounds", "score": "a score", "per-100-pupils": "for each hundred pupils",
    }[measure.unit]  # fmt: skip


def is_dated(kind: PeriodKind) -> bool:
    """Whether a period of this kind is said by a day."""
    return kind in (PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.YEAR_TO_DATE)
