"""A school's evidence: who adds it, what a piece must be, what becomes of its file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from kit.refusals import Refused
from kit.uploads import Kind, Upload
from schools.evidence_rules import is_a_web_address
from schools.models import AuditEntry, Evidence, School
from schools.services import evidence as service
from schools.services.evidence import About
from tests.cast import Cast

ABOUT = About("Books of Year 4", "pupils-work", date(2026, 11, 3))
TEXT = Upload("books.txt", Kind.TEXT, b"What twelve books show.")


def refused_with(code: str, call: Callable[..., object], **arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    assert refused.value.refusal.code == code
    return refused.value.refusal.sentence


def files() -> list[Path]:
    """What lies in the store."""
    return [path for path in Path(settings.EVIDENCE_ROOT).rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    """A store of the test's own, so that what lies in it can be counted."""
    stores = dict(settings.STORAGES)
    stores["evidence"] = {**stores["evidence"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = stores
    settings.EVIDENCE_ROOT = tmp_path


def add(cast: Cast, **other: object) -> Evidence:
    given = {"school": cast.alder, "about": ABOUT, "upload": TEXT, "by": cast.headteacher, **other}
    return service.add_file(**given)  # type: ignore[arg-type]


def link(cast: Cast, address: str, about: About = ABOUT) -> Evidence:
    return service.add_link(school=cast.alder, about=about, link=address, by=cast.headteacher)


def test_a_file_is_added_with_its_audit_entry(cast: Cast) -> None:
    piece = add(cast)
    assert (piece.title, piece.file_name, piece.size, piece.is_file) == (
        "Books of Year 4",
        "books.txt",
        23,
        True,
    )
    [entry] = AuditEntry.objects.filter(thing_kind="schools.evidence")
    assert (entry.verb, entry.by, entry.school) == ("added evidence", cast.headteacher, cast.alder)
    assert entry.after["sha256"] == piece.sha256
    assert [path.read_bytes() for path in files()] == [TEXT.data]


def test_the_people_who_fill_in_the_self_evaluation_keep_it(cast: Cast) -> None:
    keepers = {"headteacher", "deputy_headteacher", "senior_leader", "school_business_manager"}
    for role, person in cast.everybody().items():
        if role in keepers:
            add(cast, by=person)
        else:
            refused_with("not-yours", add, cast=cast, by=person)
    refused_with("not-yours", add, cast=cast, by=cast.other_head)
    assert Evidence.objects.count() == len(files()) == len(keepers)


def test_a_file_whose_row_is_taken_back_does_not_stay(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**arguments: object) -> None:
        assert len(files()) == 1, "The file is there while the row is written."
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr("schools.services.evidence.audit.record", broken)
    with pytest.raises(RuntimeError, match="disk"):
        add(cast)
    assert not Evidence.objects.exists()
    assert files() == []


def test_a_file_goes_too_when_what_comes_after_its_row_fails(cast: Cast) -> None:
    def add_and_fail() -> None:
        with service.keeping(TEXT) as kept, transaction.atomic():
            service.add_kept(school=cast.alder, about=ABOUT, kept=kept, by=cast.headteacher)
            raise RuntimeError("What comes after it.")

    with pytest.raises(RuntimeError, match="after"):
        add_and_fail()
    assert not Evidence.objects.exists()
    assert files() == []


def test_a_school_has_so_much_room_and_is_told_what_it_used(cast: Cast, settings: Settings) -> None:
    settings.EVIDENCE_QUOTA_MB = 1
    most = Upload("most.txt", Kind.TEXT, b"x" * (1024 * 1024 - 100))
    first = add(cast, upload=most)
    sentence = refused_with("quota", add, cast=cast, upload=Upload("a.txt", Kind.TEXT, b"y" * 101))
    assert sentence.startswith("Alder Primary has used 1.0 of the 1 MB it has for evidence")
    assert "Withdraw files" in sentence
    assert "add a link" in sentence
    assert len(files()) == 1, "The refused file is not kept."
    # To the last byte; another school's room is its own; a link takes none; what is withdrawn makes room.
    add(cast, upload=Upload("fits.txt", Kind.TEXT, b"z" * 100))
    add(cast, school=cast.birch, by=cast.other_head)
    link(cast, "https://docs.example.org/books")
    service.withdraw(evidence=first, by=cast.headteacher)
    add(cast, upload=most)


def test_two_uploads_at_once_take_turns(cast: Cast) -> None:
    """The school's row is locked before the room is measured."""
    if not connection.features.has_select_for_update:
        # SQLite lets one writer in at a time from the first statement on (settings: IMMEDIATE).
        assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    with connection.execute_wrapper(lambda execute, sql, *rest: asked.append(sql) or execute(sql, *rest)):
        asked: list[str] = []
        add(cast)
    locked = next(n for n, sql in enumerate(asked) if "schools_school" in sql and "FOR NO KEY UPDATE" in sql)
    measured = next(n for n, sql in enumerate(asked) if "SUM(" in sql)
    assert locked < measured


ADDRESSES = {
    "": [
        "https://docs.example.org/books?year=4#page",
        "http://intranet/books",
        "https://example.org/personal/h@example.org/plan",
        "https://example.org/" + "a" * 480,
    ],
    "no-web-address": [
        "www.example.org/books",
        "ftp://example.org/books",
        "javascript:alert(1)",
        "data:text/html,hello",
        "file:///S:/Books",
        "https:///books",
        "https://[::1/books",
        "https://example.org:port/",
        "https://example.org\\@evil.example/",
        "https://example.org/a b",
        "https://example.org/\u202egpj.exe",
        "",
    ],
    "credentials": ["https://hanna:secret@example.org/", "https://hanna@example.org/"],
    "link-too-long": ["https://example.org/" + "a" * 481],
}


@pytest.mark.parametrize(
    ("code", "link"), [(code, each) for code, all_ in ADDRESSES.items() for each in all_]
)
def test_what_an_address_must_be(code: str, link: str) -> None:
    refusal = is_a_web_address(link)
    assert (refusal.code if refusal else "") == code


def test_an_address_is_asked_before_it_is_stored(cast: Cast) -> None:
    assert link(cast, "  https://docs.example.org/books ").link == "https://docs.example.org/books"
    refused_with("credentials", link, cast=cast, address="https://hanna:secret@example.org/")
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "about"),
    [
        ("untitled", About(" \n ", "data", date(2026, 11, 3))),
        ("too-long", About("t" * 201, "data", date(2026, 11, 3))),
        ("in-the-future", About("Books", "data", date(2026, 11, 24))),
        ("long-ago", About("Books", "data", date(206, 11, 3))),
        ("no-such-kind", About("Books", "<b>", date(2026, 11, 3))),
    ],
)
def test_what_is_said_about_it_has_to_make_sense(code: str, about: About, autumn_evening: datetime) -> None:
    refused_with(code, about.cleaned)


def test_what_is_said_about_it_is_asked_before_it_is_stored(cast: Cast) -> None:
    refused_with("untitled", add, cast=cast, about=About("", "data", date(2026, 11, 3)))
    assert files() == []
    assert add(cast, about=About(" Books\n of Year 4", "", date(2026, 11, 23))).title == "Books of Year 4"


def test_withdrawn_it_stays_on_record_and_its_file_goes(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    piece = add(cast)
    refused_with("not-yours", service.withdraw, evidence=piece, by=cast.head_of_school_improvement)
    with django_capture_on_commit_callbacks(execute=True):
        service.withdraw(evidence=piece, by=cast.deputy_headteacher)
        assert len(files()) == 1, "Not before it is certain."
    assert files() == []
    assert (piece.withdrawn_by, Evidence.objects.standing().count()) == (cast.deputy_headteacher, 0)
    assert AuditEntry.objects.filter(verb="withdrew evidence", before__title=piece.title).exists()
    refused_with("withdrawn", service.withdraw, evidence=piece, by=cast.headteacher)


def test_it_is_seen_where_the_self_evaluation_is(cast: Cast) -> None:
    add(cast)
    seeing = {
        "headteacher", "deputy_headteacher", "senior_leader", "school_business_manager", "chief_executive",
        "chief_financial_officer", "deputy_chief_executive", "deputy_chief_financial_officer",
        "head_of_school_improvement", "improvement_adviser",
    }  # fmt: skip
    for role, person in cast.everybody().items():
        assert Evidence.objects.visible_to(person).exists() == (role in seeing), role
    for person in (cast.other_head, cast.foreign_head, cast.foreign_chief):
        assert not Evidence.objects.visible_to(person).exists()
    assert School.objects.count() == 3
