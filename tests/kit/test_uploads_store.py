"""Stored under names that say nothing, handed out as nothing but a download."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import uuid
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.http import HttpRequest
from django.test import RequestFactory

from kit.headers import SecurityHeaders
from kit.uploads import Damaged, Kept, Kind, Upload, attachment, discard, keep, opened
from tests.kit.hostile_files import PDF

# Closing an answer ends its request, and with it connections to the database that have grown old.
ends_a_request = pytest.mark.django_db


@pytest.fixture
def kept() -> Iterator[Kept]:
    kept = keep(Upload("Reading policy.pdf", Kind.PDF, PDF))
    yield kept
    discard(kept.stored_as)


def place_of(kept: Kept) -> Path:
    return Path(storages["evidence"].path(kept.stored_as))


def test_what_is_written_down(kept: Kept) -> None:
    assert kept == Kept(
        kept.stored_as, "Reading policy.pdf", "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest()
    )
    with pytest.raises(FrozenInstanceError):
        kept.name = "other.pdf"  # type: ignore[misc]


def test_the_stored_name_says_nothing(kept: Kept) -> None:
    assert re.fullmatch(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{28}", kept.stored_as)
    assert uuid.UUID(kept.stored_as.rsplit("/", 1)[-1]).version == 4
    again = keep(Upload("Reading policy.pdf", Kind.PDF, PDF))
    assert again.stored_as != kept.stored_as
    discard(again.stored_as)


def test_it_lies_apart_and_only_for_the_portal(kept: Kept) -> None:
    place = place_of(kept)
    assert place.read_bytes() == PDF
    assert place.is_relative_to(settings.EVIDENCE_ROOT)
    for served in (
        settings.MEDIA_ROOT,
        settings.STATIC_ROOT,
        *(str(each) for each in settings.STATICFILES_DIRS[:1]),
    ):
        assert not place.is_relative_to(served)
    assert stat.S_IMODE(os.stat(place).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(place.parent).st_mode) == 0o700


def test_it_can_be_opened_until_it_is_discarded(kept: Kept) -> None:
    with opened(kept.stored_as, kept.sha256) as file:
        assert file.read() == PDF
    discard(kept.stored_as)
    with pytest.raises(Damaged, match="cannot be read"):
        opened(kept.stored_as, kept.sha256)


def test_a_file_that_changed_in_the_store_is_not_handed_out(kept: Kept) -> None:
    place_of(kept).write_bytes(PDF + b"<script>")
    with pytest.raises(Damaged, match="has changed"):
        attachment(kept)


@ends_a_request
def test_a_download_carries_its_headers_and_its_bytes(kept: Kept) -> None:
    answer = attachment(kept)
    assert b"".join(answer) == PDF
    assert dict(answer.headers) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": 'attachment; filename="Reading policy.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    answer.close()


@ends_a_request
def test_the_portals_own_headers_do_not_loosen_them(kept: Kept) -> None:
    def view(request: HttpRequest) -> object:
        return attachment(kept)

    answer = SecurityHeaders(view)(RequestFactory().get("/"))  # type: ignore[arg-type]
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"
    answer.close()


@ends_a_request
def test_a_download_is_streamed(kept: Kept) -> None:
    answer = attachment(kept)
    assert answer.streaming
    answer.close()


@ends_a_request
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ('a"b;c.pdf', 'attachment; filename="a-b;c.pdf"'),
        ("a\r\nSet-Cookie: x=y.pdf", 'attachment; filename="a Set-Cookie- x=y.pdf"'),
        ("Réception ’26.pdf", "attachment; filename*=utf-8''R%C3%A9ception%20%E2%80%9926.pdf"),
        ("../../CON.pdf", 'attachment; filename="_CON.pdf"'),
        ("note\u202etxt.exe", 'attachment; filename="notetxt.exe"'),
    ],
)
def test_the_name_in_the_header(kept: Kept, name: str, said: str) -> None:
    answer = attachment(replace(kept, name=name))
    assert answer.headers["Content-Disposition"] == said
    answer.close()
