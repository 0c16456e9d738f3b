"""The structure of a drawn document, read back from its bytes: what a screen reader and an archive rely on."""

import itertools
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import pdfua
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kit.pdf import made_with, render
from kit.pdf.tagging import _elements, _kids
from tests.kit.pdf_sample import ABOUT, ISSUED, sample


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return render(sample(), **ABOUT)


@pytest.fixture(scope="module")
def document(drawn: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(drawn)) as document:
        yield document


@pytest.fixture(scope="module")
def words(drawn: bytes) -> str:
    return subprocess.run(  # noqa: S603  # a fixed command
        [which("pdftotext") or "pdftotext", "-", "-"], input=drawn, capture_output=True, check=True
    ).stdout.decode()


def elements(document: pikepdf.Pdf, *kinds: str) -> list[Any]:
    found = list(_elements(document.Root.StructTreeRoot))
    return [element for element in found if not kinds or str(element.S)[1:] in kinds]


def test_the_catalogue_says_what_it_is(document: pikepdf.Pdf) -> None:
    root = document.Root
    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en-GB"
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(document.docinfo.Title) == ABOUT["title"]
    assert str(document.docinfo.Author) == ABOUT["author"]
    assert str(document.docinfo.CreationDate) == "D:20261211093000+00'00"
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == ABOUT["title"]
        assert metadata["dc:language"] == {"en-GB"}
    assert all(page.Tabs == Name.S for page in document.pages)
    assert len(document.pages) >= 4


def test_a_checker_finds_nothing(drawn: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sample.pdf"
    file.write_bytes(drawn)
    report = pdfua.validate(str(file))
    assert [(finding.rule_id, finding.message) for finding in report.findings] == []
    assert report.exit_code == 0
    # pdfua 0.1.3 stumbles over its rule on empty headings when a heading's content is an array, as it is in every
    # file that WeasyPrint makes; test_headings_are_in_order looks for them instead.
    stumbled = {outcome.rule_id for outcome in report.outcomes if outcome.skipped_reason}
    assert stumbled <= {"UA-14-001"}


def test_headings_are_in_order_and_have_words(document: pikepdf.Pdf) -> None:
    headings = elements(document, "H1", "H2", "H3", "H4")
    levels = [int(str(heading.S)[2:]) for heading in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert set(levels) == {1, 2, 3}
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(marks(heading) for heading in headings)


def marks(element: Any) -> int:
    """How many pieces of page content ``element`` holds, at any depth."""
    return sum(marks(kid) if isinstance(kid, Dictionary) else isinstance(kid, int) for kid in _kids(element))


def test_every_heading_is_a_bookmark(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        top = outline.root
        assert [item.title for item in top] == ["Mill Lane Primary School"]
        assert [item.title for item in top[0].children][:2] == ["Where the school stands", "The risk matrix"]


def test_pictures_have_alternatives_and_decoration_is_silent(document: pikepdf.Pdf, drawn: bytes) -> None:
    figures = elements(document, "Figure")
    assert [str(figure.Alt).partition(":")[0] for figure in figures] == ["Line chart", "Bar chart"]
    assert sample().count("<img") == 3, "one of them decoration"


def test_header_cells_have_a_scope_and_data_cells_their_headers(document: pikepdf.Pdf) -> None:
    heads = elements(document, "TH")
    scopes = {str(head.A.Scope) for head in heads}
    assert scopes == {"/Row", "/Column"}
    for head in heads:
        assert (head.A.Scope == Name.Column) == (Name.THead == head.P.P.S)
    ids = {bytes(head.ID) for head in heads}
    cells = [cell for cell in elements(document, "TD") if Name.TBody == cell.P.P.S]
    assert len(cells) > 100
    for cell in cells:
        assert len(cell.A.Headers), "a data cell without its headers"
        assert {bytes(header) for header in cell.A.Headers} <= ids
    corners = [cell for cell in elements(document, "TD") if Name.THead == cell.P.P.S]
    assert corners
    assert all(Name.Headers not in corner.A for corner in corners)


def test_tables_repeat_their_heads_and_never_split_a_row(document: pikepdf.Pdf) -> None:
    # A table over three pages becomes three tables, each with its own head.
    tables = elements(document, "Table")
    assert len(tables) >= 6
    with_heads = [table for table in tables if any(Name.THead == kid.S for kid in _kids(table))]
    assert len(with_heads) >= 5
    for row in elements(document, "TR"):
        assert len({page.objgen for page in pages_of(row)}) == 1


def pages_of(element: Any) -> Iterator[Any]:
    if Name.Pg in element:
        yield element.Pg
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and Name.S in kid:
            yield from pages_of(kid)


def test_lists_and_captions_are_marked(document: pikepdf.Pdf) -> None:
    kinds = {str(element.S)[1:] for element in elements(document)}
    assert {"L", "LI", "LBody", "Lbl", "Caption", "Link", "P"} <= kinds


def test_everything_painted_is_content_or_artifact(document: pikepdf.Pdf) -> None:
    painting = {"Tj", "TJ", "Do", "S", "s", "f", "f*", "F", "B", "B*", "b", "b*", "sh", "'", '"'}
    for page in document.pages:
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            assert depth in (0, 1)
            assert depth or operator not in painting, f"{operator} outside marked content"


def test_the_running_foot_is_an_artifact(document: pikepdf.Pdf, words: str) -> None:
    count = len(document.pages)
    assert [int(n) for n in re.findall(rf"Page (\d+) of {count}", words)] == list(range(1, count + 1))
    assert words.count("Mill Lane Primary School · Autumn 2026 · Version 1") == count
    for number, page in enumerate(document.pages):
        tags = [
            instruction.operands[0]
            for instruction in pikepdf.parse_content_stream(page)
            if str(instruction.operator) == "BDC" and Name.Type in instruction.operands[1]
        ]
        assert tags.count(Name.Artifact) >= 2, f"page {number + 1}: foot and page number"
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    in_tree = {element.objgen for element in elements(document)}
    for owner in (owner for i in range(1, len(numbers), 2) for owner in arrays(numbers[i])):
        assert owner is None or owner.objgen in in_tree


def arrays(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else []


def test_links_are_described(document: pikepdf.Pdf) -> None:
    links = [
        note for page in document.pages for note in page.obj.get(Name.Annots, []) if note.Subtype == Name.Link
    ]
    assert {str(link.Contents) for link in links} == {"https://example.org/report", "words"}


def test_fonts_are_ours_embedded_and_have_every_glyph(document: pikepdf.Pdf) -> None:
    names = set()
    for item in document.objects:
        if isinstance(item, Dictionary) and item.get(Name.Type) == Name.FontDescriptor:
            names.add(str(item.FontName).partition("+")[2].partition("-Hyper")[0])
            assert Name.FontFile2 in item or Name.FontFile3 in item
    assert names == {"Atkinson"}
    shown = 0
    for page in document.pages:
        for glyphs in strings(page):
            ids = [glyphs[i : i + 2] for i in range(0, len(glyphs), 2)]
            assert b"\0\0" not in ids, "a character without a picture in the font"
            shown += len(ids)
    assert shown > 2000


def strings(page: pikepdf.Page) -> Iterator[bytes]:
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) in ("Tj", "TJ"):
            operand = instruction.operands[0]
            parts = list(operand) if isinstance(operand, Array) else [operand]
            yield from (bytes(part) for part in parts if isinstance(part, pikepdf.String))


def test_what_the_fonts_lack_is_said_in_words(words: str) -> None:
    assert "next visit [tick]" in words
    assert "Zoë Łukaszewska [thumbs up sign] [Arabic text]" in words


def test_equal_documents_are_equal_bytes(drawn: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert render(sample(), **ABOUT) == drawn
    assert made_with() == made_with()
    assert re.fullmatch(r"weasyprint \S+ pydyf \S+ fonttools \S+ pikepdf \S+ house [0-9a-f]{16}", made_with())


@pytest.mark.parametrize(
    "change", [{"identifier": "another"}, {"issued_at": ISSUED + timedelta(seconds=1)}, {"title": "Another"}]
)
def test_what_tells_documents_apart_is_in_the_bytes(change: dict[str, Any]) -> None:
    html = "<html lang=en-GB><h1>T</h1>"
    assert render(html, **ABOUT) != render(html, **{**ABOUT, **change})
