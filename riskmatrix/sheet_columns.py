"""Which column of a file of figures holds what: the template's own headers, or as somebody has said.

A file is long (a row a figure, with the measure in a column) or wide (a column a measure), as systems export them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from riskmatrix.spec import FrameworkSpec

FIELDS = {
    "urn": "URN",
    "measure": "Measure",
    "period": "Period",
    "value": "Value",
    "numerator": "Counted",
    "denominator": "Out of",
    "cohort": "Cohort",
    "source": "Source",
    "provisional": "Provisional",
}
"""What a column may hold, and what the template calls it."""

MEASURE = "measure:"

_BY_HEADER = {header.casefold(): field for field, header in FIELDS.items()}

Columns = Mapping[str, str]
"""What the portal calls it (a field, or ``measure:`` and a code), by header; columns left out are not in it."""


@dataclass(frozen=True)
class ColumnFault:
    """What keeps a choice of columns from being read; ``header`` is empty where it is about all of them."""

    header: str
    sentence: str


def signature(headers: Sequence[str]) -> str:
    """The shape of a file, by which a choice of columns is found again: SHA-256 of its headers in their order."""
    return hashlib.sha256("\x1f".join(header.casefold() for header in headers).encode()).hexdigest()


def as_template(headers: Sequence[str]) -> dict[str, str] | None:
    """The columns of a file that has the template's headers; None when it has not."""
    found = {header: field for header in headers if (field := _BY_HEADER.get(header.casefold()))}
    return found if {"measure", "period", "value"} <= set(found.values()) else None


def proposed(headers: Sequence[str], spec: FrameworkSpec) -> dict[str, str]:
    """A first guess for a file of another shape: headers that are called like a field or a measure, but for signs."""
    names = dict(_BY_HEADER)
    for measure in spec.measures:
        names |= {measure.title.casefold(): MEASURE + measure.code, measure.code: MEASURE + measure.code}
    bare = {header: re.sub(r"[^a-z -]", "", header.casefold()).strip() for header in headers}
    return {header: names[words] for header, words in bare.items() if words in names}


def choices(spec: FrameworkSpec) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may be said to hold, in groups."""
    about = [
        (field, {"urn": "The school's URN or name", "measure": "The name of the measure"}.get(field, header))
        for field, header in FIELDS.items()
    ]
    return [
        ("About the figure", about),
        ("The values of", [(MEASURE + measure.code, measure.title) for measure in spec.measures]),
    ]


def column_faults(columns: Columns, spec: FrameworkSpec, *, whole_trust: bool) -> Iterator[ColumnFault]:
    """What is missing, said twice, or unknown."""
    known = {field for _, group in choices(spec) for field, _ in group}
    seen: dict[str, str] = {}
    for header, field in columns.items():
        if field not in known:
            yield ColumnFault(header, "Choose one of the things listed.")
        elif field in seen:
            yield ColumnFault(
                header, f"“{seen[field][:60]}” is said to hold the same. Leave one of them out."
            )
        seen.setdefault(field, header)
    wide = any(field.startswith(MEASURE) for field in seen)
    if wide and ("measure" in seen or "value" in seen):
        yield ColumnFault("", "Say either which column names the measure, or which columns are measures.")
    elif not wide and not {"measure", "value"} <= set(seen):
        yield ColumnFault(
            "", "Say which column names the measure and which holds the value, or which columns are measures."
        )
    if wide and {"numerator", "denominator"} & set(seen):
        yield ColumnFault(
            "", "What was counted needs a row a figure. Leave those columns out, or use the template."
        )
    if whole_trust and "urn" not in seen:
        yield ColumnFault("", "Say which column holds the school's URN or name.")
