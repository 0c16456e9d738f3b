"""One self-evaluation as a sheet to fill in away from the portal, and what a filled-in sheet says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.sheets import Cell, Column, Columns, Table
from riskmatrix.sheets.cells import CODE, CRITERION, TITLE, Answers, Cells, Finding, Mark

QUESTION, RATING, COMMENTARY, MARK = "Question", "Rating", "Commentary", "Mark of the row (leave it as it is)"
HEADERS = (CRITERION, CODE, TITLE, QUESTION, RATING, COMMENTARY, MARK)
NEEDED = (CODE, RATING, COMMENTARY, MARK)


def columns(answers: Answers) -> Columns:
    given = {CRITERION: 24, CODE: 16, TITLE: 28, QUESTION: 44, MARK: 18}
    return {
        **{header: Column(width, is_given=True) for header, width in given.items()},
        RATING: Column(16, choices=answers.choices),
        COMMENTARY: Column(70),
    }


@dataclass(frozen=True)
class Asked:
    """One KPI as it stands: what the sheet asks, what is there, and whether it may be left out."""

    criterion: str
    code: str
    title: str
    question: str
    answer: str
    commentary: str
    mark: Mark
    may_be_left_out: bool


def rows(asked: Iterable[Asked], answers: Answers) -> list[list[Cell]]:
    return [
        [
            kpi.criterion,
            kpi.code,
            kpi.title,
            kpi.question,
            answers.said(kpi.answer),
            kpi.commentary,
            str(kpi.mark),
        ]
        for kpi in asked
    ]


@dataclass(frozen=True)
class Filled:
    """A row that came back. ``version`` and ``seal`` are those of the row when the sheet was downloaded."""

    row: int
    kpi: str
    answer: str
    commentary: str
    version: int
    seal: str

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Filled:
        return cls(**stored)


def read(
    table: Table, formulas: frozenset[tuple[int, int]], asked: Mapping[str, Asked], answers: Answers
) -> tuple[list[Filled], list[Finding]]:
    """The rows of a sheet of this self-evaluation, and everything that is wrong with them.

    KPIs that are not in the file are left as they are.

    :param asked: what can be answered, by KPI code.
    :raises kit.sheets.SheetError: when a column that is needed is missing or there twice.
    """
    table.demand(*NEEDED)
    filled: list[Filled] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        cells = Cells(table, row, formulas, answers, findings)
        code, mark = cells.line(CODE), Mark.of(cells.line(MARK))
        kpi = asked.get(code)
        if kpi is None:
            cells.wrong(
                CODE, f"“{code[:40]}” is no KPI of this framework.", "Put the code back, or delete the row."
            )
        elif code in seen:
            cells.wrong(CODE, f"This KPI stands in row {seen[code]} already.", "Delete one of the two rows.")
        elif mark is None:
            cells.wrong(
                MARK,
                "The mark of the row is not as it was.",
                "Download the sheet again and copy your texts over.",
            )
        elif mark.rating != kpi.mark.rating:
            cells.wrong(
                MARK,
                "The row is of another school or another term.",
                "Upload it there, or download this one.",
            )
        else:
            seen[code] = row.number
            answer = cells.answer(RATING, may_be_left_out=kpi.may_be_left_out)
            filled.append(Filled(row.number, code, answer, cells.text(COMMENTARY), mark.version, mark.seal))
    if not table.rows:
        findings.append(
            Finding(0, "", "There is no row below the headers.", "Download the sheet and fill it in.")
        )
    return filled, findings
