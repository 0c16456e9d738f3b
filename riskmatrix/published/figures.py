"""One published figure: of which area, measure, phase and period, and the number or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from riskmatrix.measured import Missing, PeriodKind


class AreaKind(StrEnum):
    ENGLAND = "england"
    REGION = "region"
    LOCAL_AUTHORITY = "local-authority"
    SIMILAR = "similar"
    SCHOOL = "school"
    ESTABLISHMENT = "establishment"


@dataclass(frozen=True, slots=True)
class Area:
    """Whom a figure is of, by kind and code; two with the same code are the same, whatever they are called.

    ``code`` is the URN of a school as published (a predecessor's stays the predecessor's), the three digits of a
    local authority, the code of a region. A file that knows schools only by the digits of local authority and
    establishment (8742233) has establishments: that number outlives the URN when a school becomes an academy,
    so only someone who knows the school's history can say whose it is.

    :param authority: the three digits of the local authority a school lies in, where the file says it.
    """

    kind: AreaKind
    code: str
    name: str = field(default="", compare=False)
    authority: str = field(default="", compare=False)

    def __str__(self) -> str:
        kind = self.kind.replace("-", " ")
        return self.name or f"{kind} {self.code}"


ENGLAND = Area(AreaKind.ENGLAND, "E92000001", "England")


def school(urn: int | str, authority: str = "") -> Area:
    return Area(AreaKind.SCHOOL, str(urn), authority=authority)


def local_authority(code: str, name: str = "") -> Area:
    """:param code: three digits, as in 874."""
    return Area(AreaKind.LOCAL_AUTHORITY, code, name)


def establishment(number: str) -> Area:
    """:param number: seven digits, local authority and establishment, as in 8742233."""
    return Area(AreaKind.ESTABLISHMENT, number, authority=number[:3])


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that figures may be compared over: only equal ones are.

    :param academic_year: as in 2018/19; of three years, the last; of offers, the year the children start in.
    :param term: autumn, spring or summer where ``kind`` is a term; autumn-1 or autumn-2 where it is a half-term.
        Two terms are autumn and spring together.
    :param upto: the last day counted, where a year to date says it; the day itself, or the last of the month.
    """

    kind: PeriodKind
    academic_year: str
    term: str | None = None
    upto: date | None = None

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.TERM:
                return f"{self.term} term {self.academic_year}"
            case PeriodKind.TWO_TERMS:
                return f"autumn and spring terms {self.academic_year}"
            case PeriodKind.HALF_TERM:
                term, _, half = (self.term or "").partition("-")
                return f"{'second' if half == '2' else 'first'} half of the {term} term {self.academic_year}"
            case PeriodKind.DAY if self.upto:
                return f"{self.upto:%-d %B %Y}"
            case PeriodKind.MONTH if self.upto:
                return f"{self.upto:%B %Y}"
            case PeriodKind.FINANCIAL_YEAR:
                return f"financial year {self.academic_year}"
            case PeriodKind.YEAR_TO_DATE:
                upto = f"up to {self.upto:%-d %B %Y}" if self.upto else "to date"
                return f"{self.academic_year} {upto}"
            case PeriodKind.THREE_YEAR:
                return f"three years up to {self.academic_year}"
            case _:
                return f"the whole year {self.academic_year}"


def whole_year(academic_year: str) -> Period:
    return Period(PeriodKind.ACADEMIC_YEAR, academic_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """A cell of an official file, with all that is needed to compare it and to say where it stands.

    :param measure: a code of ``measures.MEASURES``, which has the unit.
    :param phase: a value of ``phases.Phase``.
    :param cohort: how many pupils the figure is about.
    :param numerator: what was counted (sessions missed, suspensions, children), out of ``denominator``.
    :param source: title of the release and kind of file.
    :param row: as a spreadsheet program counts, headers included.
    """

    area: Area
    measure: str
    phase: str
    period: Period
    value: Decimal | Missing
    cohort: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    provisional: bool = False
    source: str
    file: str
    row: int

    @property
    def key(self) -> tuple[Area, str, str, Period]:
        return self.area, self.measure, self.phase, self.period
