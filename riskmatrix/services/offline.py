"""A self-evaluation that was filled in offline comes back: read, compared, and saved as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.sheets import SheetError, Table, formulas_of, read_table
from kit.uploads import Kind, Upload
from riskmatrix import rules
from riskmatrix.models import Evaluation, MatrixUpload
from riskmatrix.queries.offline import Compared, Line, Verdict, asked_of, compared
from riskmatrix.rules_sheets import all_decided, may_apply
from riskmatrix.services.moves import locked
from riskmatrix.services.self_evaluation import save_rating
from riskmatrix.sheets import offline
from riskmatrix.sheets.cells import Answers, Finding
from schools import audit
from schools.models import Person

SPREADSHEETS = frozenset({Kind.XLSX, Kind.CSV})
UPLOAD_LIMIT = 5 * 1024 * 1024
"""Bytes. 39 KPIs full of commentary take 200 kB, five schools' past a megabyte."""


@dataclass(frozen=True)
class Keep:
    """Whose text is kept where both were changed. ``version`` is that of the portal's text the person has seen."""

    mine: bool
    version: int


def opened(upload: Upload) -> tuple[Table, frozenset[tuple[int, int]]]:
    """The table of an uploaded sheet, and where it holds formulas.

    :raises Refused: when it is no spreadsheet or cannot be read as a table.
    """
    if upload.kind not in SPREADSHEETS:
        raise Refused(
            Refusal("no-spreadsheet", f"This is {upload.kind.label}. Send the sheet as .xlsx or “CSV UTF-8”.")
        )
    try:
        return read_table(upload.data), formulas_of(upload.data)
    except SheetError as error:
        raise Refused(Refusal("no-table", str(error))) from error


@transaction.atomic
def read(*, evaluation: Evaluation, upload: Upload, by: Person) -> MatrixUpload:
    """Read a sheet that came back and keep what it says until it is confirmed. No rating is changed.

    An earlier file of the same person that was never confirmed is forgotten.

    :raises Refused: when ``by`` may not change the evaluation, or the file is no sheet of this kind.
    """
    evaluation = locked(evaluation)
    require(rules.may_edit(by, evaluation))
    table, formulas = opened(upload)
    try:
        filled, findings = offline.read(
            table, formulas, asked_of(evaluation), Answers.of(evaluation.framework.spec)
        )
    except SheetError as error:
        raise Refused(Refusal("no-table", str(error))) from error
    MatrixUpload.objects.waiting().filter(evaluation=evaluation, read_by=by).delete()
    kept = kept_for_later(
        upload, MatrixUpload(evaluation=evaluation, term=evaluation.term), filled, findings, by
    )
    audit.record(by=by, verb="read sheet", thing=kept, school=evaluation.school, after=told(kept))
    return kept


def kept_for_later(
    upload: Upload, row: MatrixUpload, rows: Sequence[object], findings: list[Finding], by: Person
) -> MatrixUpload:
    """:param rows: dataclasses, one for each row that was read."""
    row.file_name, row.sha256 = upload.name, hashlib.sha256(upload.data).hexdigest()
    row.rows = [asdict(each) for each in rows]  # type: ignore[call-overload]
    row.findings = [finding.as_json() for finding in findings]
    row.row_count, row.read_by = len(rows), by
    row.save()
    return row


def told(upload: MatrixUpload) -> dict[str, object]:
    """A file in the words of the audit."""
    return {"file": upload.file_name, "rows": upload.row_count, "refused": len(upload.findings)}


@transaction.atomic
def apply(*, upload: MatrixUpload, kept: Mapping[str, Keep], by: Person) -> int:
    """Save what a sheet says: every new and changed row, or none.

    :param kept: for the KPIs changed by both, by code, which text is kept.
    :returns: how many ratings were changed.
    :raises Refused: when ``by`` may not (any more), something in the file was refused, or a choice is missing or was
        made between other texts than stand there now.
    """
    evaluation = upload.evaluation
    if evaluation is None:
        raise ValueError("This file holds past matrices.")
    evaluation = locked(evaluation)
    require(rules.may_edit(by, evaluation))
    upload = MatrixUpload.objects.select_for_update().get(pk=upload.pk)
    require(may_apply(upload))
    found = compared(upload, evaluation)
    require(all_decided(undecided(found, kept)))
    lines = [*found.to_save, *(line for line in found.conflicts if kept[line.filled.kpi].mine)]
    for line in lines:
        _save(line, evaluation, by)
    done(upload, by)
    overwritten = [line.filled.kpi for line in lines if line.verdict is Verdict.CONFLICT]
    audit.record(
        by=by,
        verb="took over sheet",
        thing=upload,
        school=evaluation.school,
        after={"file": upload.file_name, "changed": len(lines), "instead of the portal's": overwritten},
    )
    return len(lines)


def undecided(found: Compared, kept: Mapping[str, Keep]) -> list[str]:
    """Titles of the KPIs changed by both for which no choice was made between the texts as they stand now."""
    return [
        line.spec.title
        for line in found.conflicts
        if line.filled.kpi not in kept or kept[line.filled.kpi].version != line.now.version
    ]


def _save(line: Line, evaluation: Evaluation, by: Person) -> None:
    rating = line.now
    rating.evaluation = evaluation
    save_rating(
        rating=rating,
        answer=line.filled.answer,
        commentary=line.filled.commentary,
        version=rating.version,
        by=by,
    )


def done(upload: MatrixUpload, by: Person) -> None:
    """It is carried out; what it said stands where it belongs and is not kept twice."""
    upload.applied_at, upload.applied_by, upload.rows = clock.now(), by, []
    upload.save(update_fields=["applied_at", "applied_by", "rows"])
