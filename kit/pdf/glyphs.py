"""What the embedded fonts cannot draw is said in words instead of leaving an empty box.

Atkinson Hyperlegible draws Latin with its European accents (Welsh too, by joining letter and accent). People
also paste arrows, ticks, emoji and other scripts. The stored text keeps them and the page shows them; on
paper the usual signs get a plain stand-in, emoji and symbols their name in brackets, a run of another script
a note.
"""

import re
import unicodedata
from functools import cache
from html import escape
from io import BytesIO

from fontTools.ttLib import TTFont

from kit.pdf.assets import font_files
from kit.text import printable

STAND_INS = {
    **dict.fromkeys("\u2010\u2011", "-"),
    **dict.fromkeys("\u2012\u2015", "–"),
    **dict.fromkeys(
        "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "
    ),
    **dict.fromkeys("→⇒➔➜➡⟶", "->"),
    **dict.fromkeys("←⇐⬅", "<-"),
    **dict.fromkeys("↔⇔", "<->"),
    **dict.fromkeys("●○◦▪▫■□►▶➢➤❖⁃∙·", "•"),
    **dict.fromkeys("✓✔☑✅", "[tick]"),
    **dict.fromkeys("✗✘☒❌✖", "[cross]"),
    **dict.fromkeys("′ʹ", "'"),
    **dict.fromkeys("″ʺ", '"'),
    "\u200b": "",
    "\uf0b7": "•",  # the bullet of a pasted Word list
    "\ufffd": "?",
    "☐": "[box]",
    "⅓": "1/3",
    "⅔": "2/3",
}

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+(?:[ \n][^\x00-\x7f]+)*")
_SCRIPTS = {"CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


@cache
def _drawn() -> frozenset[int]:
    """The characters every face draws."""
    faces = [TTFont(BytesIO(content), lazy=True).getBestCmap() for content in font_files().values()]
    return frozenset.intersection(*(frozenset(face) for face in faces))


def drawable(html: str) -> str:
    """``html`` by the rule of ``kit.text``, and with nothing in it that the embedded fonts lack.

    Markup is ASCII and stays as it is; stand-ins are escaped, so a document means the same after it.
    """
    return _BEYOND_ASCII.sub(lambda match: _in_words(match[0]), printable(html))


def _in_words(run: str) -> str:
    out: list[str] = []
    script = gap = ""
    for character in run:
        told = _one(character)
        if script and character.isspace():
            gap += character  # a note covers the words of one script together with the spaces between them
        elif told is None and _script(character) == script:
            gap = ""
        elif told is None:
            script = _script(character)
            out.append(f"{gap}[{script} text]")
            gap = ""
        elif told or not script:
            out.append(gap + told)
            script = gap = ""
    return "".join(out) + gap


def _one(character: str) -> str | None:
    """The character or its stand-in; None for a letter of a script that the fonts do not have."""
    if ord(character) in _drawn() or character in " \n":
        return character
    if character in STAND_INS:
        return escape(STAND_INS[character])
    if "\U0001f1e6" <= character <= "\U0001f1ff":
        return chr(ord(character) - 0x1F1E6 + ord("A"))  # flags are spelt with these
    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        # ŵ and ŷ as letter and accent: left whole they look the same but are copied out of the PDF as one another.
        # Escaped, because full-width forms come apart into the < and & of markup.
        told = [escape(part) if part.isascii() else _one(part) for part in parts]
        return None if told[0] is None else "".join(part or "" for part in told)
    category = unicodedata.category(character)
    if category.startswith("L") or category == "Nd":
        return None
    if category.startswith(("M", "C")) or unicodedata.name(character, "").startswith("EMOJI MODIFIER"):
        return ""  # marks and joiners mean nothing without what they belong to
    name = unicodedata.name(character, "").lower()
    return f"[{name}]" if name else "[unknown sign]"


def _script(character: str) -> str:
    first = unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]
    return _SCRIPTS.get(first, first.capitalize())
