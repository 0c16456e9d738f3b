"""A spreadsheet program in a few lines: what somebody does with a sheet between download and upload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kit.sheets import Cell, read_table, xlsx_bytes
from kit.uploads import Upload, examine
from riskmatrix.models import Evaluation, MatrixUpload

Row = dict[str, str]


def rows_of(data: bytes) -> list[Row]:
    table = read_table(data)
    return [{header: table.typed(row, header) for header in table.headers} for row in table.rows]


def workbook(rows: list[Row]) -> bytes:
    headers = list(rows[0])
    cells: list[list[Cell]] = [[row[header] for header in headers] for row in rows]
    return xlsx_bytes(headers, cells)


def edited(data: bytes, changes: Mapping[str, Row], code: str = "KPI code") -> bytes:
    """The sheet with some cells typed over, by KPI code."""
    rows = rows_of(data)
    for row in rows:
        row.update(changes.get(row[code], {}))
    return workbook(rows)


def with_formula(data: bytes, place: str, formula: str) -> bytes:
    book = openpyxl.load_workbook(BytesIO(data))
    book.worksheets[0][place] = formula
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_file(data: bytes, name: str = "sheet.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def as_upload(data: bytes, name: str = "sheet.xlsx") -> Upload:
    return examine(as_file(data, name))


def downloaded(client: Client, evaluation: Evaluation, name: str = "evaluation_sheet") -> bytes:
    answer: Any = client.get(reverse(name, args=[evaluation.pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


def uploaded(client: Client, evaluation: Evaluation, data: bytes, name: str = "sheet.xlsx") -> MatrixUpload:
    answer = client.post(reverse("evaluation_offline", args=[evaluation.pk]), {"file": as_file(data, name)})
    assert answer.status_code == 302, answer.content.decode()
    return MatrixUpload.objects.get(pk=answer.headers["Location"].strip("/").rpartition("/")[2])


Clients = Callable[[Any], Client]
