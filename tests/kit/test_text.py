"""The cleaning rule of kit.text, from both sides: what goes and what must stay."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.refusals import Refused
from kit.text import MARKS_PER_BASE, paragraphs, printable, too_long

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            "one\r\ntwo\rthree\u2028four\u2029five\x0bsix\x0cseven\x85eight",
            "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight",
        ),
        ("a\x00b\x01c\x1bd\x7fe\x9ff", "abcdef"),
        ("co\u00adop\u00aderate", "cooperate"),
        ("\ufeffstart", "start"),
        ("safe\u202etxt.exe\u202c", "safetxt.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("\ud800broken\udfff", "broken"),
        ("non\uffff\ufdd0\U0010fffecharacter", "noncharacter"),
        ("e\u0301", "é"),
    ],
)
def test_what_goes(typed: str, kept: str) -> None:
    assert printable(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "  spaces at both ends stay  ",
        "tabs\tand\nnewlines\n\nstay",
        "Llanfairpwllgwyngyll, Tŷ Gŵyr, Ŵ ŵ Ŷ ŷ",
        "👩‍👩‍👧‍👦 a family joined by zero-width joiners, 👍🏽 and ❤️",
        "<script>alert(1)</script> & 'quotes' \"too\"",
        '=HYPERLINK("x") +1 -1 @sum',
        "مدرسة ابتدائية \u200fand\u200e marks",
        "ẹ̄̀ three marks on one letter",
    ],
)
def test_what_stays(text: str) -> None:
    assert printable(text) == unicodedata.normalize("NFC", text)


@given(ANYTHING)
def test_twice_is_once_and_can_be_written(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    assert "\x00" not in once
    once.encode("utf-8")


def test_a_heap_of_marks_becomes_eight_and_takes_no_time() -> None:
    started = time.monotonic()
    kept = printable("x" + "\u0301\u0323" * 50_000 + "y")
    assert time.monotonic() - started < 2
    assert kept.startswith("x")
    assert kept.endswith("y")
    assert len(kept) == 2 + MARKS_PER_BASE


def test_nothing_is_cut_but_too_much_is_refused_with_figures() -> None:
    assert printable("x" * 5000, 5000) == "x" * 5000
    with pytest.raises(Refused) as refused:
        printable("x" * 5012, 5000)
    assert refused.value.refusal.code == "too-long"
    assert refused.value.refusal.sentence == (
        "This has 5,012 characters. Shorten it by 12 to fit the limit of 5,000."
    )
    assert too_long("x" * 5000, 5000) is None


def test_the_limit_counts_what_is_kept() -> None:
    assert printable("\u00ad" * 500 + "short", 5) == "short"


def test_paragraphs() -> None:
    assert paragraphs("First\r\nline two\r\n\r\n \t\r\nSecond\n\n\n\nThird\n") == [
        "First\nline two",
        "Second",
        "Third",
    ]
    assert paragraphs(" \n\n ") == []
