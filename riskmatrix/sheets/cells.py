"""What the sheets share: answers in the words of the scale, the mark of a row, and what is wrong with a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kit.refusals import Refused
from kit.sheets import Row, Table
from kit.text import printable
from riskmatrix.scoring import State
from riskmatrix.spec import FrameworkSpec

CRITERION, CODE, TITLE = "Criterion", "KPI code", "KPI"

TEXT_LIMIT = 5_000
"""Characters of a commentary or a reason, as in the boxes of the pages."""

_MARK = re.compile(r"(\d{1,18})-(\d{1,9})-([0-9a-f]{20})")


@dataclass(frozen=True)
class Finding:
    """What is wrong in which cell, and the remedy; row 0 is the file as a whole."""

    row: int
    column: str
    problem: str
    remedy: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        where = f"Row {self.row}, {self.column}: " if self.row else ""
        return f"{where}{self.problem} {self.remedy}"


@dataclass(frozen=True)
class Mark:
    """What a row was when the sheet was downloaded: which rating, its version, and its seal."""

    rating: int
    version: int
    seal: str

    def __str__(self) -> str:
        return f"{self.rating}-{self.version}-{self.seal}"

    @classmethod
    def of(cls, text: str) -> Mark | None:
        """None for what is no mark."""
        found = _MARK.fullmatch(text.strip())
        return cls(int(found[1]), int(found[2]), found[3]) if found else None


@dataclass(frozen=True)
class Answers:
    """The answers of a framework, by code, in the words that stand on its pages."""

    labels: Mapping[str, str]
    none: str

    @classmethod
    def of(cls, spec: FrameworkSpec) -> Answers:
        labels = {step.code: step.label for step in spec.steps_by_severity()}
        labels[State.NOT_APPLICABLE.value] = spec.scale.not_applicable.label
        return cls(labels, spec.scale.not_rated.label)

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(self.labels.values())

    def said(self, code: str) -> str:
        """An empty cell for no rating."""
        return self.labels.get(code, "")

    def code(self, words: str) -> str | None:
        """The answer that ``words`` name, however they are spaced and spelt with capitals; None for no answer of ours.

        Nothing, or the words for “not rated”, is “”.
        """
        plain = " ".join(printable(words).split()).casefold()
        if plain in ("", self.none.casefold()):
            return ""
        known = {label.casefold(): code for code, label in self.labels.items()}
        return known.get(plain)


@dataclass
class Cells:
    """The cells of one row as they were typed, and what was found wrong with them."""

    table: Table
    row: Row
    formulas: frozenset[tuple[int, int]]
    answers: Answers
    findings: list[Finding]

    def wrong(self, column: str, problem: str, remedy: str) -> None:
        self.findings.append(Finding(self.row.number, column, problem, remedy))

    def line(self, column: str) -> str:
        """One line of text, without the spaces around it."""
        return " ".join(printable(self.table.typed(self.row, column)).split())

    def text(self, column: str) -> str:
        """What a person wrote, cleaned; one that is too long is a finding."""
        if self._is_formula(column):
            return ""
        try:
            return printable(self.table.typed(self.row, column), TEXT_LIMIT)
        except Refused as refused:
            self.wrong(column, refused.refusal.sentence, "Nothing is ever cut.")
            return ""

    def answer(self, column: str, *, may_be_left_out: bool) -> str:
        """The code of a rating, “” for none; what is no rating of this KPI is a finding."""
        if self._is_formula(column):
            return ""
        words = self.line(column)
        code = self.answers.code(words)
        if code is None:
            shown = words if len(words) <= 40 else f"{words[:40]}…"
            self.wrong(
                column, f"“{shown}” is no rating.", f"Write one of: {', '.join(self.answers.choices)}."
            )
        elif code == State.NOT_APPLICABLE.value and not may_be_left_out:
            self.wrong(
                column, "This KPI applies to the school and needs a rating.", "Write one, or leave it empty."
            )
        return code or ""

    def _is_formula(self, column: str) -> bool:
        """A formula shows what it was last worked out to be, or nothing: that is not what anybody typed."""
        place = self.row.places.get(column)
        if place is None or (self.row.number, place) not in self.formulas:
            return False
        self.wrong(
            column,
            "The cell holds a formula.",
            "Put the text itself there: copy the cell and paste its value.",
        )
        return True
