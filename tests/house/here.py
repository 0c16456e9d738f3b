"""A school, those who work on it, and what it has come to so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from kit import clock
from schools.models import AcademicYear, Person, School, Term, Trust
from tests.cast import LONDON
from tests.house.actors import Thing

IN_EVERY_WORD = "qz"
"""Stands in each word that is planted, and in nothing else that a page says."""


@contextmanager
def on(day: str) -> Iterator[None]:
    """Four in the afternoon of ``day``, as in “2025-11-20”."""
    with clock.set_to(datetime.fromisoformat(f"{day} 16:00").replace(tzinfo=LONDON)):
        yield


@dataclass
class Here:
    """A school with those who work on it; ``things`` fills as it lives."""

    place: str
    school: School
    head: Person
    chief: Person
    finance: Person
    improver: Person
    administrator: Person
    lead: Person | None = None
    things: dict[str, Thing] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def trust(self) -> Trust:
        return self.school.trust

    def word(self, what: str) -> str:
        """A word that stands for ``what`` of this school and occurs nowhere else."""
        return self.words.setdefault(what, f"x{what}{IN_EVERY_WORD}{self.place}")

    def keep(self, kind: str, *args: object, **more: object) -> None:
        self.things[kind] = Thing(self.place, args, more)

    def term(self, number: int, start_year: int) -> Term:
        return Term.objects.of(self.trust).get(number=number, year__starts_on__year=start_year)

    def year(self, start_year: int) -> AcademicYear:
        return AcademicYear.objects.get(trust=self.trust, starts_on__year=start_year)
