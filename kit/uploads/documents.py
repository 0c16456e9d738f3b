"""PDF and plain text: whether they are whole, and nothing else besides."""

import re

from kit.refusals import Refusal
from kit.sheets.delimited import decoded
from kit.sheets.errors import SheetError

_VERSION = re.compile(rb"%PDF-[12]\.\d")
_BLANK = b"\x00\t\n\x0c\r "
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# How a text begins that a browser, a shell or a printer would take for more than a text.
_MARKUP = re.compile(r"<[!?/a-z]", re.IGNORECASE)
_COMMANDS = ("#!", "%!PS", "{\\rtf", "%PDF")


def lacks_of_pdf(data: bytes) -> Refusal | None:
    """What a PDF must have (ISO 32000-1, 7.5): its version at the first byte, its end at the last.

    Readers look for either within a kilobyte; so does whoever hides a script before a PDF or a package after it.
    """
    if not _VERSION.match(data):
        return Refusal(
            code="damaged-file",
            sentence="The PDF does not begin as a PDF should. Open it and print it to PDF again.",
        )
    whole = data.rstrip(_BLANK)
    if not whole.endswith(b"%%EOF") or b"startxref" not in whole[-1024:]:
        return Refusal(
            code="damaged-file",
            sentence="The PDF is cut off, or something was added after its end. Open it and print it to PDF again.",
        )
    return None


def text_of(data: bytes) -> str | None:
    """The text, from UTF-8, UTF-16 with its mark or Windows-1252; None when the bytes are no text."""
    try:
        text, _ = decoded(data)
    except SheetError:
        return None
    return None if _CONTROLS.search(text) else text


def lacks_of_text(text: str) -> Refusal | None:
    """The refusal for text that is really a page, a drawing or a program."""
    beginning = text.lstrip()
    if _MARKUP.match(beginning) or beginning.startswith(_COMMANDS):
        return Refusal(
            code="not-plain-text",
            sentence="The file is a web page, a drawing or a program written as text, not plain text. Open it and "
            "print it to PDF.",
        )
    return None
