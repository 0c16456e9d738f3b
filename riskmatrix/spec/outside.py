"""How the trust's criteria answer to frameworks that others set: dated data, of which the portal knows no word."""

import datetime as dt

from pydantic import Field

from riskmatrix.spec.base import Code, Line, Paragraph, Proposable, Sentence, Spec


class AreaSpec(Spec):
    """One area of the outside framework and the criteria it takes; none means that no criterion answers to it."""

    code: Code
    title: Line
    criteria: tuple[Code, ...] = ()
    note: Paragraph | None = None


class MappingSpec(Proposable):
    """An outside framework while it is in force; ``source`` says where its titles were read, and when."""

    code: Code
    title: Line
    in_force_from: dt.date
    in_force_until: dt.date | None = None
    source: Sentence
    source_date: dt.date
    areas: tuple[AreaSpec, ...] = Field(min_length=1)

    def in_force(self, day: dt.date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)
