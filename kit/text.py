"""What people type, made safe to store and to print.

The rule, in the order it is applied:

1. CRLF, CR, NEL, the line and paragraph separators, vertical tab and form feed become a newline.
2. Taken out: C0 and C1 controls except newline and tab (NUL with them), lone surrogates, noncharacters, the
   byte order mark, soft hyphens (five hundred of them stop a page layout for ten seconds) and the
   bidirectional embeddings, overrides and isolates, which can make a sentence read differently from what is
   stored. The left-to-right and right-to-left marks stay: they do no harm and some scripts need them.
3. No base character keeps more than eight combining marks.
4. Normal form C.

Applying the rule twice changes nothing. Everything else comes back exactly as it was typed: nothing is
trimmed, shortened or escaped here (templates escape).
"""

import re
import unicodedata
from collections.abc import Iterator

from kit.refusals import Refusal, require

MARKS_PER_BASE = 8

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_TAKEN_OUT = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 and C1; tab and the line ends are dealt with before
    "\u00ad\ufeff"  # soft hyphen, byte order mark
    "\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides, isolates
    "\ud800-\udfff"  # lone surrogates
    "\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + end)}" for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)


def printable(text: str, limit: int | None = None) -> str:
    """``text`` by the rule above.

    :param limit: the most characters the cleaned text may have; nothing is ever cut.
    :raises kit.refusals.Refused: when it has more; the refusal's code is ``too-long``.
    """
    text = _TAKEN_OUT.sub("", _LINE_ENDS.sub("\n", text))
    if not text.isascii():
        # Marks are counted before normalising as well: ordering a heap of them costs the square of their
        # number.
        text = _with_few_marks(unicodedata.normalize("NFC", _with_few_marks(text)))
    if limit is not None:
        require(too_long(text, limit))
    return text


def too_long(text: str, limit: int) -> Refusal | None:
    """The refusal for a text with more than ``limit`` characters, with the figures one needs."""
    over = len(text) - limit
    if over <= 0:
        return None
    return Refusal(
        code="too-long",
        sentence=f"This has {len(text):,} characters. Shorten it by {over:,} to fit the limit of {limit:,}.",
    )


def paragraphs(text: str) -> list[str]:
    """The paragraphs of ``text``, cleaned, without the blank lines between them.

    Single newlines stay inside a paragraph; print and page show them with ``white-space: pre-line``.
    """
    return [part for part in (part.strip() for part in _BLANK_LINES.split(printable(text))) if part]


def _with_few_marks(text: str) -> str:
    return "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        # Me and Mn sit on the character before them; Mc takes room of its own and piles up no higher.
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MARKS_PER_BASE:
            yield character
