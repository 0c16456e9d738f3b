"""Each file of the corpus gets its verdict, and a sentence that says what to do."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from kit.refusals import Refused
from kit.uploads import LIMIT, Kind, Upload, UploadField, examine
from kit.uploads.kinds import PICTURES
from tests.kit import hostile_files
from tests.kit.hostile_files import BAD, GOOD, PDF, office

# What a person is told to do, in one of these words.
REMEDY = re.compile(
    r"\b(save|send|open|print|make|delete|remove|describe|unpack|share|taken are|these are)\b", re.I
)


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def refused(name: str, data: bytes) -> Refused:
    with pytest.raises(Refused) as error:
        examine(sent(name, data))
    return error.value


@pytest.mark.parametrize(
    ("name", "made", "kind"), [case[1:] for case in GOOD], ids=[case[0] for case in GOOD]
)
def test_good_files_are_taken(name: str, made: Callable[[], bytes], kind: str) -> None:
    data = made()
    upload = examine(sent(name, data))
    assert upload.kind is Kind[kind]
    if upload.kind not in PICTURES:
        assert upload.data == data


@pytest.mark.parametrize(("name", "made", "code"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_files_are_refused(name: str, made: Callable[[], bytes], code: str) -> None:
    refusal = refused(name, made()).refusal
    assert refusal.code == code
    assert REMEDY.search(refusal.sentence)
    assert refusal.sentence.endswith(".")


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len({case[0] for case in BAD}) >= 60
    assert len(GOOD) + len(BAD) == len({case[0] for case in GOOD + BAD})


def test_each_remedy_fits_the_kind() -> None:
    heic = next(case for case in BAD if case[0] == "heic")
    assert "JPEG" in refused(heic[1], heic[2]()).refusal.sentence
    assert ".docx" in refused("a.doc", hostile_files.old_office()).refusal.sentence
    assert "Unpack it" in refused("a.zip", hostile_files.zipped({"a": b"a"})).refusal.sentence


def test_a_file_just_small_enough_and_one_byte_more() -> None:
    assert examine(sent("a.txt", b"a" * 1000), limit=1000).kind is Kind.TEXT
    with pytest.raises(Refused) as error:
        examine(sent("a.txt", b"a" * (1024 * 1024 + 1)), limit=1024 * 1024)
    assert error.value.refusal.code == "file-too-large"
    assert "at most 1 MB" in error.value.refusal.sentence


class Endless(io.RawIOBase):
    """A file that counts how much of it is read."""

    name, size, taken = "a.txt", 10**12, 0

    def seek(self, *_: int) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0
        self.taken += size
        return b"a" * size


def test_a_file_that_is_too_large_is_not_read_to_its_end() -> None:
    file = Endless()
    with pytest.raises(Refused):
        examine(file, limit=5_000)  # type: ignore[arg-type]
    assert file.taken == 5_001


def test_a_wrong_ending_names_both_sides() -> None:
    sentence = refused("my policy.pdf", office()).refusal.sentence
    assert "“my policy.pdf”" in sentence
    assert "Word" in sentence
    assert ".docx" in sentence


def test_a_picture_called_as_another_gets_its_own_ending() -> None:
    assert examine(sent("wall.final.png", hostile_files.picture("JPEG"))).name == "wall.final.jpg"
    assert examine(sent("wall.jfif", hostile_files.picture("JPEG"))).name == "wall.jfif"


def test_a_form_shows_the_sentence_and_gives_the_upload() -> None:
    class Form(forms.Form):
        file = UploadField()

    good = Form(files={"file": sent("../a.pdf", PDF)})
    assert good.is_valid()
    assert good.cleaned_data["file"] == Upload("a.pdf", Kind.PDF, PDF)

    bad = Form(files={"file": sent("a.pdf", b"")})
    assert not bad.is_valid()
    assert bad.errors["file"] == ["The file is empty. Save it again and look into it before you send it."]
    assert f"At most {LIMIT // 1_048_576} MB" in str(bad)
    assert ".docx" in str(bad["file"])


def test_a_form_whose_file_may_be_left_out() -> None:
    class Form(forms.Form):
        file = UploadField(required=False)

    form = Form(files={})
    assert form.is_valid()
    assert form.cleaned_data["file"] is None
