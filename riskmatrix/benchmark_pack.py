"""A pack of benchmarks: dated national figures that somebody has read and written down, each with its source.

For what no file at hand holds; official files are read as they come (``published``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kit import packs
from kit.packs import Finding
from riskmatrix.given import Given, placed
from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.periods import read_period
from riskmatrix.published.measures import MEASURES
from riskmatrix.published.phases import Phase
from riskmatrix.spec.base import Code, Line, Number, Paragraph, Spec

Source = Annotated[str, Field(min_length=5, max_length=200)]


class BenchmarkSpec(Spec):
    """One figure of one area, of one phase and period; a value, or why there is none.

    ``area_name`` is the local authority as the register spells it, or the school that a value of similar schools
    is for (empty: for every school of the phase).
    """

    measure: Code
    area: Literal["england", "local-authority", "similar"] = "england"
    area_name: str = Field(default="", max_length=100)
    phase: Phase
    period: Line
    value: Number | None = None
    missing: Missing | None = None
    cohort: Annotated[int, Field(ge=1)] | None = None
    provisional: bool = False
    source: Source
    released_on: dt.date | None = None

    @model_validator(mode="after")
    def _value_or_reason(self) -> BenchmarkSpec:
        if (self.value is None) == (self.missing is None):
            raise ValueError("Give either a value or the reason why there is none.")
        if (self.area == "local-authority") != bool(self.area_name) and self.area != "similar":
            raise ValueError("A local authority needs its name under area_name; England has none.")
        return self


class BenchmarkPack(Spec):
    """What a person has gathered, when, and when it is to be looked through again."""

    key: Code
    version: Line
    title: Line
    author: Line
    checker: Line
    gathered_on: dt.date
    next_review: dt.date
    note: Paragraph | None = None
    benchmarks: tuple[BenchmarkSpec, ...] = Field(min_length=1, max_length=2_000)


def load(path: Path, measures: Collection[str] = ()) -> BenchmarkPack:
    """Read a pack file.

    :param measures: the codes of the trust's framework, which may be named beside the official ones.
    :raises kit.packs.PackError: naming line and remedy of everything that is wrong.
    """
    return packs.load(path, BenchmarkPack, _checks({*measures, *MEASURES}))


def _checks(known: set[str]) -> Callable[[BenchmarkPack], Iterable[Finding]]:
    def found(pack: BenchmarkPack) -> Iterator[Finding]:
        seen: set[object] = set()
        for at, each in enumerate(pack.benchmarks):
            if each.measure not in known:
                problem = f"There is no measure `{each.measure}`."
                yield Finding(
                    ("benchmarks", at, "measure"), problem, "Use a code of the framework or of `published`."
                )
            if (period := read_period(each.period, list(PeriodKind))) is None:
                problem = f"“{each.period}” is no period."
                yield Finding(
                    ("benchmarks", at, "period"), problem, "Write it as in 2024/25 or autumn term 2025/26."
                )
            key = (each.measure, each.area, each.area_name.casefold(), each.phase, period)
            if key in seen:
                yield Finding(
                    ("benchmarks", at, "measure"), "This figure stands here twice.", "Keep one of them."
                )
            seen.add(key)

    return found


def given_of(pack: BenchmarkPack) -> list[Given]:
    """The pack's figures as an import brings them in."""
    found = []
    for each in pack.benchmarks:
        period = read_period(each.period, list(PeriodKind))
        assert period is not None  # noqa: S101 - the pack was checked
        value = each.missing if each.missing is not None else placed(Decimal(str(each.value)))
        found.append(
            Given(
                measure=each.measure,
                phase=each.phase.value,
                period=period,
                value=value,
                area=each.area,
                area_name=each.area_name,
                cohort=each.cohort,
                provisional=each.provisional,
                source=each.source,
                released_on=each.released_on,
            )
        )
    return found
