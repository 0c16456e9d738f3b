"""Names of files: harmless to show and to save, and still the person's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.uploads import clean_name
from kit.uploads.names import LONGEST_NAME, ending_of, with_ending


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("Policy 2026.pdf", "Policy 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\head\\Policy.pdf", "Policy.pdf"),
        ("/srv/files/Policy.pdf", "Policy.pdf"),
        ("..", "file"),
        ("", "file"),
        (None, "file"),
        (" . .. ", "file"),
        ("folder/", "file"),
        ("Policy\x00.pdf", "Policy.pdf"),
        ("Policy\r\nSet-Cookie: a=b.pdf", "Policy Set-Cookie- a=b.pdf"),
        ("note\u202etxt.exe", "notetxt.exe"),
        ("note\u2066\u200f\u200btxt.exe", "notetxt.exe"),
        ("\ufeffPolicy\u00ad.pdf", "Policy.pdf"),
        ("Policy.pdf. . .", "Policy.pdf"),
        (".htaccess", "htaccess"),
        ("a<b>c:d\"e|f?g*h.pdf", "a-b-c-d-e-f-g-h.pdf"),
        ("note.txt:evil.exe", "note.txt-evil.exe"),
        ("CON", "_CON"),
        ("con.pdf", "_con.pdf"),
        ("Aux.tar.pdf", "_Aux.tar.pdf"),
        ("NUL .txt", "_NUL .txt"),
        ("COM1.pdf", "_COM1.pdf"),
        ("lpt\u00b9.txt", "_lpt\u00b9.txt"),
        ("CONOUT$", "_CONOUT$"),
        ("Content.pdf", "Content.pdf"),
        ("COM10.pdf", "COM10.pdf"),
        ("Cafe\u0301.pdf", "Caf\u00e9.pdf"),
        ("\u0633\u064a\u0627\u0633\u0629.pdf", "\u0633\u064a\u0627\u0633\u0629.pdf"),
        ("\u5b66\u6821.docx", "\u5b66\u6821.docx"),
        ("  two   spaces .pdf", "two spaces .pdf"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_name(given_name: str | None, cleaned: str) -> None:
    assert clean_name(given_name) == cleaned


@pytest.mark.parametrize("letter", ["a", "\u00fc", "\u5b66", "\U0001f600"])
def test_a_long_name_is_cut_before_its_ending(letter: str) -> None:
    name = clean_name(letter * 251 + ".pdf")
    assert name == letter * (LONGEST_NAME - 4) + ".pdf"
    assert clean_name("a." + "b" * 300) == ("a." + "b" * 300)[:LONGEST_NAME]


def test_a_cut_leaves_no_blank_before_the_ending() -> None:
    assert clean_name("a" * 145 + " " + "b" * 50 + ".pdf") == "a" * 145 + ".pdf"


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=300))
def test_any_name_becomes_a_harmless_one(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= LONGEST_NAME + 1
    assert not set('/\\<>:"|?*\x00\n\r\t') & set(cleaned)
    assert cleaned == cleaned.strip(". ")
    assert clean_name(cleaned) == cleaned


def test_endings() -> None:
    assert ending_of("a.b.PDF") == ".pdf"
    assert ending_of("policy") == ""
    assert with_ending("a.b.png", ".jpg") == "a.b.jpg"
    assert len(with_ending("a" * 146 + ".png", ".jfif")) == LONGEST_NAME
