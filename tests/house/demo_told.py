"""One telling of the demo's story, and the list of what it promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kit.sheets import read_table
from riskmatrix.models import Evaluation
from schools.access.roles import Role
from schools.models import Person, School, Term, Trust

PROMISES: list[Callable[[Told], None]] = []


def promise(check: Callable[[Told], None]) -> Callable[[Told], None]:
    PROMISES.append(check)
    return check


@dataclass
class Told:
    """One telling: the day, the trust, and where its list of sign-ins lies."""

    day: date
    trust: Trust
    var: Path

    @cached_property
    def terms(self) -> list[Term]:
        return list(Term.objects.of(self.trust).opened().order_by("starts_on"))

    @cached_property
    def schools(self) -> dict[str, School]:
        return {school.name.split()[0] + " " + school.phase: school for school in self.trust.schools.all()}

    def school(self, beginning: str) -> School:
        return School.objects.get(trust=self.trust, name__startswith=beginning)

    def status_of(self, beginning: str) -> str | None:
        found = Evaluation.objects.of(self.school(beginning), self.terms[-1])
        return found.status if found else None

    def person(self, role: Role) -> Person:
        """The one on the list of sign-ins."""
        row = next(row for row in self.sign_ins if row["role"] == role.title)
        return Person.objects.get(email=row["email"])

    @cached_property
    def sign_ins(self) -> list[dict[str, str]]:
        rows = read_table(self.var / "demo-sign-ins.csv").rows
        return [{name: row[name] for name in ("role", "name", "email", "password")} for row in rows]
