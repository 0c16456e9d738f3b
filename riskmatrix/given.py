"""A figure as an import brings it in, whatever kind of file it stood in; kept as JSON until it is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from riskmatrix.entries import PLACES, Value
from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.published import Period, PublishedFigure


@dataclass(frozen=True)
class Given:
    """Of a school (by id, under ``urn``), or with ``school`` None of an area.

    ``where`` says where in the files it stands.
    """

    measure: str
    phase: str
    period: Period
    value: Value
    school: int | None = None
    urn: int = 0
    area: str = ""
    area_name: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    cohort: int | None = None
    provisional: bool = False
    source: str = ""
    released_on: date | None = None
    where: str = ""

    @property
    def key(self) -> tuple[Any, ...]:
        """What a later figure takes the place of."""
        whose = (self.school, self.urn) if self.school is not None else (self.area, self.area_name.casefold())
        return *whose, self.measure, self.phase, self.period

    @property
    def says(self) -> tuple[Any, ...]:
        """What makes it another figure than the one before."""
        return self.value, self.numerator, self.denominator, self.cohort, self.provisional


def of_published(figure: PublishedFigure, **whose: Any) -> Given:
    """:param whose: school and urn, or area and area_name."""
    value = figure.value if isinstance(figure.value, Missing) else placed(figure.value)
    return Given(
        measure=figure.measure,
        phase=str(figure.phase),
        period=figure.period,
        value=value,
        numerator=None if figure.numerator is None else Decimal(figure.numerator),
        denominator=None if figure.denominator is None else Decimal(figure.denominator),
        cohort=figure.cohort,
        provisional=figure.provisional,
        source=figure.source,
        where=f"{figure.file}, row {figure.row}",
        **whose,
    )


def each_once(found: Iterable[Given]) -> list[Given]:
    """Of two for the same thing in one batch the final one counts before the provisional one, else the first."""
    kept: dict[tuple[Any, ...], Given] = {}
    for given in found:
        if (known := kept.get(given.key)) is None or (known.provisional and not given.provisional):
            kept[given.key] = given
    return list(kept.values())


def placed(value: Decimal) -> Decimal:
    """To as many places as are kept; equal numbers look equal."""
    return value.quantize(PLACES).normalize() + 0


def packed(given: Given) -> dict[str, Any]:
    """As it is kept; ``unpacked`` is the way back."""
    plain = {name: getattr(given, name) for name in _PLAIN if getattr(given, name)}
    period, value = given.period, given.value
    plain["period"] = [period.kind.value, period.academic_year, period.term, _day(period.upto)]
    kind = "missing" if isinstance(value, Missing) else "day" if isinstance(value, date) else "value"
    plain[kind] = str(value.value if isinstance(value, Missing) else value)
    plain |= {name: str(getattr(given, name)) for name in _COUNTS if getattr(given, name) is not None}
    return plain | {"released_on": _day(given.released_on), "school": given.school, "cohort": given.cohort}


def unpacked(plain: Mapping[str, Any]) -> Given:
    kind, year, term, upto = plain["period"]
    value: Value
    if "missing" in plain:
        value = Missing(plain["missing"])
    else:
        value = date.fromisoformat(plain["day"]) if "day" in plain else Decimal(plain["value"])
    released = plain.get("released_on")
    numbers: dict[str, Any] = {name: Decimal(plain[name]) for name in _COUNTS if name in plain}
    return Given(
        period=Period(PeriodKind(kind), year, term, date.fromisoformat(upto) if upto else None),
        value=value,
        released_on=date.fromisoformat(released) if released else None,
        school=plain["school"],
        cohort=plain["cohort"],
        measure=plain["measure"],
        phase=plain.get("phase", ""),
        **numbers,
        **{name: plain[name] for name in _PLAIN if name in plain and name not in ("measure", "phase")},
    )


_PLAIN = ("measure", "phase", "urn", "area", "area_name", "provisional", "source", "where")
_COUNTS = ("numerator", "denominator")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
