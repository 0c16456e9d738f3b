"""What schools kept of a past term, as a sheet: three ratings of every KPI, and the words that went with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.sheets import Cell, Column, Columns, Table
from riskmatrix.sheets.cells import CODE, CRITERION, TITLE, Answers, Cells, Finding
from riskmatrix.spec import FrameworkSpec

SCHOOL, URN = "School", "URN"
SELF, COMMENTARY = "Self-rating", "Commentary"
MODERATED, REASON, AGREED = "Moderated rating", "Reason", "Agreed rating"
HEADERS = (SCHOOL, URN, CRITERION, CODE, TITLE, SELF, COMMENTARY, MODERATED, REASON, AGREED)
NEEDED = (URN, CODE, SELF, COMMENTARY, MODERATED, REASON, AGREED)


def columns(answers: Answers) -> Columns:
    given = {SCHOOL: 24, URN: 10, CRITERION: 24, CODE: 16, TITLE: 30}
    return {
        **{header: Column(width, is_given=True) for header, width in given.items()},
        **{header: Column(16, choices=answers.choices) for header in (SELF, MODERATED, AGREED)},
        COMMENTARY: Column(50),
        REASON: Column(50),
    }


def rows(schools: Iterable[tuple[str, int]], spec: FrameworkSpec) -> list[list[Cell]]:
    """An empty sheet. :param schools: name and URN of each."""
    return [
        [name, urn, criterion.title, kpi.code, kpi.title, "", "", "", "", ""]
        for name, urn in schools
        for criterion, kpi in spec.kpis()
    ]


@dataclass(frozen=True)
class Kept:
    """One KPI of one school as it stood; the ratings are codes, “” where there was none."""

    row: int
    urn: int
    kpi: str
    own: str
    commentary: str
    moderated: str
    reason: str
    agreed: str

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Kept:
        return cls(**stored)

    @property
    def is_empty(self) -> bool:
        return not (
            self.own or self.commentary.strip() or self.moderated or self.reason.strip() or self.agreed
        )


@dataclass(frozen=True)
class Known:
    """A school that may stand in the file. :param is_taken: it has an evaluation of that term already."""

    name: str
    left_out: frozenset[str] = field(default_factory=frozenset)
    is_taken: bool = False


def read(
    table: Table,
    formulas: frozenset[tuple[int, int]],
    schools: Mapping[int, Known],
    kpis: frozenset[str],
    answers: Answers,
    term: str,
) -> tuple[list[Kept], list[Finding]]:
    """The rows that say anything, and everything that is wrong with the file. Rows without an entry are passed over.

    :param schools: by URN.
    :param term: in words, for the findings.
    :raises kit.sheets.SheetError: when a column that is needed is missing or there twice.
    """
    table.demand(*NEEDED)
    kept: list[Kept] = []
    findings: list[Finding] = []
    seen: dict[tuple[int, str], int] = {}
    told: set[int] = set()
    for row in table.rows:
        cells = Cells(table, row, formulas, answers, findings)
        written = cells.line(URN)
        urn = int(written) if written.isdecimal() and len(written) < 8 else 0
        school, code = schools.get(urn), cells.line(CODE)
        if school is None:
            cells.wrong(
                URN,
                f"No open school of the trust has the URN “{written[:20]}”.",
                "Put it right, or delete the row.",
            )
            continue
        if code not in kpis:
            cells.wrong(
                CODE, f"“{code[:40]}” is no KPI of the framework.", "Put the code back, or delete the row."
            )
            continue
        if (urn, code) in seen:
            cells.wrong(
                CODE,
                f"This KPI of the school stands in row {seen[urn, code]} already.",
                "Delete one of the two rows.",
            )
            continue
        seen[urn, code] = row.number
        found = _kept(cells, urn, code, school)
        if not found.is_empty and school.is_taken and urn not in told:
            told.add(urn)
            cells.wrong(
                URN,
                f"{school.name} has an evaluation of the {term} already.",
                "Delete the rows of this school.",
            )
        elif not found.is_empty:
            kept.append(found)
    if not kept and not findings:
        findings.append(
            Finding(0, "", "No row holds a rating or a word.", "Fill the sheet in and save it first.")
        )
    return kept, findings


def _kept(cells: Cells, urn: int, code: str, school: Known) -> Kept:
    allowed = code in school.left_out
    own, moderated, agreed = (
        cells.answer(column, may_be_left_out=allowed) for column in (SELF, MODERATED, AGREED)
    )
    commentary, reason = cells.text(COMMENTARY), cells.text(REASON)
    found = Kept(cells.row.number, urn, code, own, commentary, moderated, reason, agreed or moderated)
    if reason.strip() and not moderated:
        cells.wrong(
            MODERATED, "A reason stands beside no moderated rating.", "Write the rating, or move the reason."
        )
    if not found.is_empty and not found.agreed:
        cells.wrong(
            AGREED,
            "What was agreed is missing.",
            "Write the rating that stood in the end; where nobody moderated, that is the school's own.",
        )
    return found
