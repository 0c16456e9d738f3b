"""What people may paste: each text stands in a box and in a narrow cell, and is drawn in seconds."""

import json
import os
import re
import time
import unicodedata
from html import escape
from pathlib import Path

import pytest

from kit.pdf import Limits, render
from kit.pdf.cage import ROOT
from kit.pdf.glyphs import _drawn, drawable
from tests.kit.pdf_sample import ABOUT

TEXTS = {
    "soft hyphens": "co\u00ad" * 500,
    "one long word": "x" * 5_000,
    "one long address": "https://example.org/" + "a/b?c=d&e" * 400,
    "joined emoji": "👩‍👩‍👧‍👦" * 720,
    "right-to-left override": "invoice \u202egpj.exe\u202c " * 100,
    "Arabic and Hebrew": "مدرسة ابتدائية שלום " * 100,
    "combining marks": "Z" + "\u0301\u0323\u0489" * 7_000,
    "Welsh": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Tŷ Gŵyr " * 20,
    "no-break spaces": "word\u00a0" * 1_000,
    "zero-width": "a\u200b\u200d\u2060\ufeff" * 1_000,
    "controls and NUL": "a\x00b\x07c\x1bd\x85e\x9f" * 200,
    "lone surrogates": "a\ud800b\udfff" * 200,
    "line ends": "a\r\nb\rc\u2028d\u2029e" * 200,
    "markup": "<script>alert(1)</script><img src=file:///etc/passwd>&lt;&#0;]]>{{ 7*7 }}{% url %}" * 20,
    "style": "} * { display:none } @import url(http://example.org/x.css); /*" * 20,
    "Chinese": "学校改进计划" * 800,
    "private use and noncharacters": "\ue000\uf0b7\ufdd0\uffff\U0010ffff" * 200,
    "mathematical letters": "𝐁𝐨𝐥𝐝 𝓼𝓬𝓻𝓲𝓹𝓽 ﷽ " * 100,
}


def page(text: str) -> str:
    told = escape(text)
    return (
        "<html lang='en-GB'><link rel='stylesheet' href='asset:pdf.css'><body data-foot='foot'><h1>Hostile</h1>"
        f"<div class='summary'><p class='typed'>{told}</p></div>"
        f"<table><thead><tr><td></td><th scope='col'>One</th><th scope='col'>Two</th></tr></thead>"
        f"<tbody><tr><th scope='row'>Row</th><td>{told}</td><td class='typed'>short</td></tr></tbody></table>"
        "<p>the end</p>"
    )


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_is_drawn_within_ten_seconds(name: str) -> None:
    assert render(page(TEXTS[name]), **ABOUT, limits=Limits(cpu=10)).startswith(b"%PDF-")


def test_real_naughty_strings_are_drawn() -> None:
    """The Big List of Naughty Strings where it lies beside the project (or REAL_DATA says), our own texts always."""
    folder = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))
    file = folder / "hostile-input" / "blns" / "blns.json"
    texts = [text[:200] for text in TEXTS.values()]
    if file.exists():
        texts += json.loads(file.read_text())
    else:
        print(
            f"the list of naughty strings is not at {file}: only the {len(texts)} texts of this file were drawn"
        )
    rows = "".join(
        f"<tr><th scope='row'>{i}</th><td>{escape(text)}</td></tr>" for i, text in enumerate(texts)
    )
    html = f"<html lang='en-GB'><link rel='stylesheet' href='asset:pdf.css'><h1>All</h1><table>{rows}</table>"
    started = time.monotonic()
    assert render(html, **ABOUT, limits=Limits(wall=30)).startswith(b"%PDF-")
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("typed", "on_paper"),
    [
        ("Plain English, £5 – “quoted”", "Plain English, £5 – “quoted”"),
        ("a → b ✓ \u2011 ● ☐", "a -&gt; b [tick] - • [box]"),
        ("Tŷ Gŵyr, Ḥ", "Ty\u0302 Gw\u0302yr, H"),
        ("👍🏽 ❤️", "[thumbs up sign] [heavy black heart]"),
        ("see مدرسة ابتدائية here", "see [Arabic text] here"),
        ("学校 and カナ", "[Chinese or Japanese text] and [Japanese text]"),
        ("🇬🇧", "GB"),
        ("1\u20442 ﬁ ²", "1⁄2 fi ²"),
        ("<p class='x'>→</p>", "<p class='x'>-&gt;</p>"),
    ],
)  # fmt: skip
def test_what_the_fonts_lack(typed: str, on_paper: str) -> None:
    assert drawable(typed) == on_paper


def test_words_on_paper_are_all_drawable() -> None:
    for text in TEXTS.values():
        assert set(map(ord, drawable(text))) <= _drawn() | {0x0A}


def test_signs_that_come_apart_into_markup_stay_words() -> None:
    """Full-width and small forms of < > & and quotes, which a compatibility decomposition turns into the real ones."""
    markup = set("<>&\"'")
    signs = [
        sign for sign in map(chr, range(0x80, 0x110000)) if markup & set(unicodedata.normalize("NFKD", sign))
    ]
    assert len(signs) >= 10, "the control: there are such signs"
    for sign in signs:
        told = drawable(sign)
        assert not re.search(r"[<>\"']|&(?!(lt|gt|amp|quot|#x27);)", told), hex(ord(sign))
