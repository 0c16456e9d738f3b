"""What is not imported, and that then nothing is: all or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError

from kit.refusals import Refused
from schools.access.roles import Role
from schools.gias import members, picture
from schools.gias.difference import LABELS, TRUST_LABELS
from schools.models import Person, School, Trust
from schools.services import import_gias
from schools.services.people import add_person, appoint
from schools.services.schools import FACTS, add_school
from tests.cast import PASSWORD, Cast
from tests.fixtures.gias import TRUST, read, read_edited
from tests.fixtures.gias.importing import CODES, bring_in, everything, refused


@pytest.mark.django_db
def test_a_bad_row_at_the_very_end_lets_nothing_in() -> None:
    found = refused([*read("extract", "groups", "group_links"), read_edited("links", ("900199,", "?,"))])
    assert found == [
        "links.csv, row 10, “LinkURN”: “?” is not a whole number. Correct it, or leave it empty.",
    ]


@pytest.mark.django_db
def test_a_failure_while_writing_the_last_school_undoes_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything()
    honest = import_gias.record
    written: list[str] = []

    def record(**entry: Any) -> object:
        written.append(str(entry["thing"]))
        if entry["thing"] == School.objects.filter(urn=900105).first():
            raise DatabaseError("the disk is full")
        return honest(**entry)

    monkeypatch.setattr(import_gias, "record", record)
    with pytest.raises(DatabaseError):
        bring_in()
    assert len(written) == 6
    assert everything() == before


@pytest.mark.django_db
def test_the_sponsor_of_the_same_name_is_not_the_trust() -> None:
    assert refused(uid="90002") == [
        "groups.csv, row 3, “Group Type”: 90002 Larkmoor Learning Trust is a school sponsor, not an academy trust. "
        "The trust of this name is 90001."
    ]
    assert School.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("uid", "sentence"),
    [
        ("90005", "Saltmere Co-operative Trust is a trust, not an academy trust. Name a trust's UID."),
        (
            "90004",
            "90004 SUNKEN LANE ACADEMIES was closed on 31 August 2023. Name the trust its schools went to.",
        ),
        ("91234", "The files together, “Group UID”: None of them knows a group with the UID 91234."),
    ],
)
def test_only_an_open_academy_trust_comes_in(uid: str, sentence: str) -> None:
    assert sentence in refused(uid=uid)[0]


@pytest.mark.django_db
def test_somebody_must_say_which_schools_belong_to_it() -> None:
    assert refused(read("groups", "links")) == [
        "The files together: No file says which schools belong to 90001 LARKMOOR LEARNING TRUST. Add the group links."
    ]


@pytest.mark.django_db
def test_a_name_two_trusts_bear_says_nothing() -> None:
    groups = read_edited("groups", ("SUNKEN LANE ACADEMIES", "Larkmoor learning trust"))
    assert "Add the group links." in refused([groups, *read("extract")])[0]


@pytest.mark.django_db
def test_files_that_contradict_each_other_are_refused() -> None:
    twice = read_edited("group_links", ("10,900201", "10,900101"))
    assert refused([*read("groups"), twice]) == [
        "group_links.csv, row 12, “Group UID”: School 900101 belongs to 90001 and to 90003 FIERÉ VALE TRUST. "
        "Remove the row that is out of date."
    ]
    elsewhere = read_edited("extract", *CODES, ('"90001"', '"90003"'))
    assert refused([*read("groups", "group_links"), elsewhere])[0] == (
        "extract.csv, row 2, “Trusts (code)”: School 900101 belongs to 90003 here and to 90001 in another file. "
        "Take all files on the same day."
    )


@pytest.mark.django_db
def test_closed_nobody_knows_when_is_a_finding() -> None:
    extract = read_edited("extract", ('"Open, but proposed to close"', '"Closed"'), ("31-08-2099", ""))
    assert refused([extract, *read("groups", "group_links")]) == [
        "extract.csv, row 6, “CloseDate”: School 900105 is closed, but nobody says since when. Add the day it closed."
    ]


@pytest.mark.django_db
def test_a_school_of_another_trust_here_is_not_taken(cast: Cast) -> None:
    add_school(trust=cast.foreign_trust, urn=900103, name="Brackwater", by=cast.foreign_administrator)
    assert refused() == [
        "extract.csv, row 4: School 900103 Brackwater Primary School belongs to Marsh Edge Trust here. "
        "An import never moves a school with its history. Take it out of the files."
    ]
    assert School.objects.get(urn=900103).trust == cast.foreign_trust


@pytest.mark.django_db
def test_who_may_import(cast: Cast) -> None:
    bring_in()
    imported = Trust.objects.get(uid=TRUST)
    before = everything()
    people: list[Person] = [cast.headteacher, cast.chief_executive, cast.trust_administrator]
    for person in people:
        with pytest.raises(Refused) as caught:
            bring_in(by=person)
        assert caught.value.refusal.code == "not-yours"
        with pytest.raises(Refused) as caught:
            bring_in(by=person, uid="90003")
        assert caught.value.refusal.code == "no-trust-yet"
    assert everything() == before
    # An imported trust has nobody yet: the portal itself adds its first person.
    theirs = add_person(
        name="Ivy Moor", email="ivy@larkmoor.example", trust=imported, by=None, password=PASSWORD
    )
    appoint(person=theirs, role=Role.TRUST_ADMINISTRATOR, trust=imported, by=None)
    assert bring_in(by=Person.objects.get(pk=theirs.pk)).is_empty


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("ZZ1 1AA", "ZZ1 1AA ZZ1"), "The postcode of school 900101 has 11 characters. Shorten it to 10."),
        (
            ("Harbour Lane", "Harbour " * 30),
            "The street of school 900101 has 239 characters. Shorten it to 200.",
        ),
        (('"4","7"', '"7","4"'), "School 900101 has pupils from 7 to 4."),
        (('"4","7"', '"4","700"'), "School 900101 has pupils of 700 years."),
    ],
)
def test_what_the_portal_could_not_keep_is_a_finding(change: tuple[str, str], sentence: str) -> None:
    (finding,) = refused([*read("groups", "group_links"), read_edited("extract", change)])
    assert finding.startswith("extract.csv, row 2")
    assert sentence in finding


def test_the_portal_keeps_what_the_importer_thinks_it_keeps() -> None:
    def limit(kind: type[Trust] | type[School], column: str) -> int | None:
        return kind._meta.get_field(column).max_length  # type: ignore[union-attr]

    assert {column: limit(School, column) for column in picture.LIMITS} == picture.LIMITS
    assert {column: limit(Trust, column) for column in members.LIMITS} == members.LIMITS
    assert set(LABELS) == FACTS
    assert set(TRUST_LABELS) == set(members.LIMITS)
