"""How the time to plan a year grows with the trust: the planner alone, on all that the offer promises from 10 to 1,000
schools, in every category in turn, with one adviser for each role and ten schools.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from schools.access.roles import Reach, Role
from schools.typical_year import typical_year
from support.planning import Adviser, Schedule, Visit, WorkingTime, plan
from support.schedule import lay_out
from support.spec import Category, Offer, load

if TYPE_CHECKING:
    from scripts.bench_stage import Stage

OFFER = Path("support/packs/trust-offer.yaml")
SIZES = (10, 30, 100, 300, 1000)
SCHOOLS_AN_ADVISER = 10
STRIDE = 7  # through the pairs of categories, so that few schools too are a mixture of them
YEAR = typical_year(2026)
ROLES = [role.value for role in Role if role.reach is not Reach.SCHOOL]
TIMES = (WorkingTime(YEAR.starts_on, frozenset({1, 2, 3, 4, 5}), Decimal(25)),)


@dataclass(frozen=True)
class Promised:
    """A visit: who of the trust owes it, its minutes, the days of its window."""

    owners: tuple[str, ...]
    minutes: int
    days: tuple[date, ...]


@dataclass(frozen=True)
class Size:
    schools: int
    seconds: float
    found: Schedule

    def line(self) -> str:
        placed, short = len(self.found.proposals), len(self.found.lacking)
        each = self.seconds / (placed + short) * 1e6
        return (
            f"  {self.schools:>5} schools, {placed + short:>6} visits: {self.seconds * 1000:>6.0f} ms, "
            f"{each:.0f} µs a visit; {short} without a day"
        )


@dataclass(frozen=True)
class Growth:
    """The time at each size; ``power`` is that of the number of schools with which it grows (1: in step with them)."""

    sizes: tuple[Size, ...]

    @property
    def power(self) -> float:
        first, last = self.sizes[0], self.sizes[-1]
        return log(last.seconds / first.seconds) / log(last.schools / first.schools)

    def line(self) -> str:
        said = "\n".join(size.line() for size in self.sizes)
        grows = f"  From the first to the last it grows as the schools to the power of {self.power:.2f}."
        return f"How does planning a year grow with the trust?\n{said}\n{grows}\n"


def planning_a_year(stage: Stage | None = None) -> Growth:
    """:param stage: not wanted: nothing here touches a database."""
    offer = load(OFFER)
    pairs = product(*(strand.categories for strand in offer.strands))
    kinds = [list(_promised(offer, categories)) for categories in pairs]
    return Growth(tuple(_measured(schools, kinds, offer) for schools in SIZES))


def _promised(offer: Offer, categories: tuple[Category, ...]) -> Iterator[Promised]:
    """Each visit that a school in ``categories`` is promised; meetings of many schools have their own days."""
    for each in (each for category in categories for each in category.engagements if not each.network):
        owners = tuple(role for role in each.owed_by if role in ROLES)
        for found in lay_out(each, YEAR, rules=offer.schedule).occurrences if owners else ():
            days = tuple(day for day in YEAR.school_days if found.window_start <= day <= found.window_end)
            yield Promised(owners, offer.minutes_of(each), days)


def _measured(schools: int, kinds: list[list[Promised]], offer: Offer) -> Size:
    visits: list[Visit] = []
    advisers: dict[int, Adviser] = {}
    for school in range(schools):
        for each in kinds[school * STRIDE % len(kinds)]:
            who = tuple(
                ROLES.index(role) + len(ROLES) * (school // SCHOOLS_AN_ADVISER) for role in each.owners
            )
            advisers |= {pk: Adviser(f"Adviser {pk}", TIMES) for pk in who}
            visits.append(Visit(len(visits), school, who, each.minutes, each.days))
    began = time.perf_counter()
    found = plan(visits, (), advisers, YEAR.half_terms, offer.planning)
    return Size(schools, time.perf_counter() - began, found)
