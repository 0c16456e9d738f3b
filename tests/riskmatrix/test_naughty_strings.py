"""Whatever people paste goes through form, fragment, page, CSV, XLSX and PDF as the rule of kit/text.py has it.

Each string once at the beginning of a cell (where formulas begin); then all of them in batches, one text a KPI.
"""

from __future__ import annotations

import html
import itertools
import re
from io import BytesIO

import openpyxl
import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from kit.sheets import csv_bytes, read_table, xlsx_bytes
from kit.text import printable
from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import offline
from tests.cast import Cast
from tests.monitoring.test_pdf import words_of
from tests.riskmatrix.naughty import OWN, strings
from tests.riskmatrix.sheets import Clients, Row, downloaded, edited, rows_of, uploaded

INTENT = "clarity-of-curriculum-intent"


def batches() -> list[str]:
    """All strings in at most 39 texts that fit into a commentary each, every string on a line of its own."""
    texts, text = [], ""
    for each in strings():
        if len(text) + len(each) > 4_000:
            texts.append(text)
            text = ""
        text += f"{each}\n."
    return [*texts, text]


def own_ratings(evaluation: Evaluation) -> list[Rating]:
    return list(evaluation.ratings.filter(kind="self").select_related("kpi").order_by("kpi__position"))


@pytest.fixture
def head(cast: Cast, client_of: Clients) -> Client:
    return client_of(cast.headteacher)


def test_each_string_alone_comes_back_from_csv_and_xlsx() -> None:
    texts = strings()
    rows = [["x", text] for text in texts]
    for data in (csv_bytes(["at", "text"], rows), xlsx_bytes(["at", "text"], rows)):
        table = read_table(data)
        assert [table.typed(row, "text") for row in table.rows] == [printable(text) for text in texts]
    book = openpyxl.load_workbook(BytesIO(xlsx_bytes(["at", "text"], rows)))
    assert not [cell.value for (cell,) in book.worksheets[0]["B1:B999"] if cell.data_type == "f"]


def test_typed_into_the_form_and_shown_again_everywhere(
    evaluation: Evaluation, cast: Cast, head: Client
) -> None:
    texts = batches()
    ratings = own_ratings(evaluation)
    assert len(texts) <= len(ratings)
    typed = dict(zip((each.kpi.code for each in ratings), texts, strict=False))
    sent = {
        f"{code}-{name}": value
        for code, text in typed.items()
        for name, value in (("version", 0), ("commentary", text))
    }
    saved = head.post(reverse("evaluation_save", args=[evaluation.pk]) + "?all", sent)
    assert saved.status_code == 302
    expected = {code: printable(text) for code, text in typed.items()}
    assert {each.kpi.code: each.commentary for each in own_ratings(evaluation) if each.commentary} == expected

    page = head.get(evaluation.get_absolute_url(), {"all": ""}).content.decode()
    boxes = [
        html.unescape(box) for box in re.findall(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", page, re.DOTALL)
    ]
    assert set(expected.values()) <= set(boxes)
    assert_unexecuted(page)

    fragment = head.post(
        reverse("rating_save", args=[ratings[-1].pk]),
        {f"{ratings[-1].kpi.code}-version": 0, f"{ratings[-1].kpi.code}-commentary": "\n".join(OWN)},
        headers={"HX-Request": "true"},
    )
    assert fragment.status_code == 200
    assert_unexecuted(fragment.content.decode())

    for name, file in (("evaluation_sheet", "sheet.xlsx"), ("evaluation_sheet_csv", "sheet.csv")):
        data = downloaded(head, evaluation, name)
        found = {row["KPI code"]: row["Commentary"] for row in rows_of(data)}
        assert {code: found[code] for code in expected} == expected
        upload = uploaded(head, evaluation, data, file)
        assert b"Nothing changes" in head.get(upload.get_absolute_url()).content

    answer = head.get(reverse("evaluation_filled_pdf", args=[evaluation.pk]))
    made = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    words = words_of(made)
    for plain in ("<script>alert(1)</script>", "../../etc/passwd", "naïve"):
        assert plain in words
    with pikepdf.open(BytesIO(made)) as document:
        kinds = {str(each.get("/S", "")) for each in document.objects if isinstance(each, pikepdf.Dictionary)}
        assert not kinds & {"/JavaScript", "/URI", "/Launch"}


def test_pasted_into_the_sheet_and_taken_over(evaluation: Evaluation, cast: Cast, head: Client) -> None:
    texts = batches()
    codes = [each.kpi.code for each in own_ratings(evaluation)]
    changes: dict[str, Row] = {
        code: {"Commentary": text} for code, text in zip(codes, itertools.chain(OWN, texts), strict=False)
    }
    upload = uploaded(head, evaluation, edited(downloaded(head, evaluation), changes))
    assert upload.findings == []
    page = head.get(upload.get_absolute_url()).content.decode()
    assert_unexecuted(page)
    offline.apply(upload=upload, kept={}, by=cast.headteacher)
    for rating in own_ratings(evaluation):
        assert rating.commentary == printable(changes.get(rating.kpi.code, {}).get("Commentary", ""))


def assert_unexecuted(page: str) -> None:
    """No tag of theirs is a tag, no template of theirs was rendered."""
    outside = re.sub(r"<textarea.*?</textarea>", "", page, flags=re.DOTALL)
    tags = {tag.lower() for tag in re.findall(r"<\s*([a-zA-Z][\w-]*)", outside)}
    assert not tags & {"iframe", "object", "embed", "video", "audio", "marquee", "bgsound", "xss", "style"}
    assert "alert(" not in "".join(re.findall(r"<[^<>]*>", outside))
    assert len(re.findall(r"<script\b(?![^>]*\bsrc=\"/static/)", outside)) == 0
