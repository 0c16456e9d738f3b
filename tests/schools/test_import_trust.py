"""Bringing a trust in: what is created, changed, kept, refused; all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError

from kit.refusals import Refused
from schools.access.roles import Role
from schools.gias import members, picture
from schools.gias.difference import LABELS, TRUST_LABELS, Change, Difference
from schools.gias.records import Parsed
from schools.gias.telling import told_difference
from schools.models import AuditEntry, Person, Predecessor, School, Trust
from schools.services import import_gias
from schools.services.import_gias import Unusable, import_trust
from schools.services.people import add_person, appoint
from schools.services.schools import FACTS, add_school, change_school
from schools.services.trusts import found_trust
from tests.cast import PASSWORD, Cast
from tests.fixtures.gias import TRUST, read, read_edited, without_rows

CODES = (
    ('"Trusts (name)"', '"Trusts (code)"'),
    ('"LARKMOOR LEARNING TRUST"', '"90001"'),
    ('"FIERÉ VALE TRUST"', '"90003"'),
)
"""What makes of the extract one that names trusts by number, as newer ones do."""

At = Callable[[str], AbstractContextManager[None]]


def bring_in(files: Iterable[Parsed] = (), uid: str = TRUST, **more: Any) -> Difference:
    return import_trust(uid=uid, files=list(files) or read(), by=more.pop("by", None), **more)


def everything() -> tuple[list[Any], ...]:
    """All that an import can write, row by row."""
    kinds = (Trust, School, Predecessor, AuditEntry)
    return tuple(list(kind._default_manager.order_by("pk").values()) for kind in kinds)


def refused(files: Iterable[Parsed] = (), uid: str = TRUST) -> list[str]:
    """The sentences; asserts that nothing was written."""
    before = everything()
    with pytest.raises(Unusable) as caught:
        bring_in(files, uid)
    assert everything() == before
    return [str(finding) for finding in caught.value.findings]


def told(difference: Difference) -> str:
    return "\n".join(told_difference(difference))


def changes(difference: Difference) -> dict[int, tuple[Change, ...]]:
    return {school.urn: school.changes for school in difference.schools if not school.is_empty}


@pytest.mark.django_db
def test_a_trust_comes_in_whole() -> None:
    difference = bring_in()
    trust = Trust.objects.get(uid="90001")
    assert (trust.name, trust.group_id, trust.companies_house_number) == (
        "LARKMOOR LEARNING TRUST",
        "TR90001",
        "09123456",
    )
    facts = {
        school.urn: (school.phase, school.lowest_age, school.highest_age, school.capacity, school.joined_on)
        for school in trust.schools.all()
    }
    assert facts == {
        900101: ("infant", 4, 7, 180, date(2019, 9, 1)),
        900102: ("junior", 7, 11, 240, date(2019, 9, 1)),
        900103: ("primary", 3, 11, 420, date(2021, 4, 1)),
        900104: ("special", 4, 19, None, date(2022, 1, 1)),
        900105: ("secondary", 11, 16, 900, date(2016, 9, 1)),
    }
    assert all(school.closed_on is None for school in trust.schools.all())
    predecessors = {(each.school.urn, each.urn) for each in Predecessor.objects.select_related("school")}
    assert predecessors == {
        (900101, 800101),
        (900102, 800102),
        (900103, 800103),
        (900103, 700103),
        (900103, 700104),
    }
    assert (difference.trust_is_new, [school.is_new for school in difference.schools]) == (True, [True] * 5)
    assert "5 schools: 5 new, 0 changed, 0 unchanged" in told(difference)


@pytest.mark.django_db
def test_a_second_time_there_is_nothing_to_change() -> None:
    bring_in()
    before = everything()
    difference = bring_in(reversed(read()))
    assert difference.is_empty
    assert "Nothing to change: 5 schools as the files say." in told(difference)
    assert everything() == before


@pytest.mark.django_db
def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    before = everything()
    rehearsed = bring_in(dry_run=True)
    assert everything() == before
    assert told(rehearsed) == told(bring_in())


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
def test_each_change_is_in_the_audit_with_its_author(cast: Cast) -> None:
    cast.trust_administrator.is_staff = True
    bring_in(by=cast.trust_administrator)
    entries = AuditEntry.objects.filter(trust__uid=TRUST)
    assert {entry.by_name for entry in entries} == {"Amy Administrator"}
    assert entries.count() == 6
    saltmere = entries.get(school__urn=900101)
    assert saltmere.verb == "imported from the register"
    assert saltmere.after["joined_on"] == "2019-09-01"
    assert saltmere.after["predecessors"] == [
        {
            "urn": 800101,
            "name": "Saltmere Infant School",
            "relation": "Predecessor",
            "linked_on": "2019-09-01",
        }
    ]
    bring_in([*read("groups", "group_links", "links"), read_edited("extract", ('"171"', '"165"'))])
    newest = AuditEntry.objects.filter(school__urn=900101).first()
    assert newest is not None
    assert (newest.by_name, newest.verb) == ("The portal", "updated from the register")
    assert (newest.before, newest.after) == ({"number_on_roll": 171}, {"number_on_roll": 165})


@pytest.mark.django_db
def test_changes_are_told_old_and_new() -> None:
    bring_in()
    difference = bring_in(
        [
            *read("groups", "group_links", "links"),
            read_edited("extract", ('"171"', '"165"'), ("Hollowdene School", "Hollowdene Academy")),
        ]
    )
    assert "number on roll: 171 → 165" in told(difference)
    assert "name: Hollowdene School → Hollowdene Academy" in told(difference)
    assert "5 schools: 0 new, 2 changed, 3 unchanged" in told(difference)
    assert School.objects.get(urn=900104).name == "Hollowdene Academy"


@pytest.mark.django_db
def test_without_the_extract_the_rest_comes_in_and_the_gaps_are_told() -> None:
    difference = bring_in(read("groups", "group_links"))
    saltmere = School.objects.get(urn=900101)
    assert (saltmere.phase, saltmere.kind, saltmere.joined_on) == (
        "primary",
        "Academy converter",
        date(2019, 9, 1),
    )
    assert (saltmere.lowest_age, saltmere.capacity, saltmere.opened_on, saltmere.street) == (
        None,
        None,
        None,
        "",
    )
    assert (
        "Not recorded for any school: youngest age, oldest age, capacity, published admission number, "
        "number on roll, street, town, postcode, opened on, predecessors"
    ) in told(difference)


@pytest.mark.django_db
def test_what_the_files_do_not_know_never_overwrites() -> None:
    bring_in()
    before = everything()
    assert bring_in(read("groups", "group_links")).is_empty
    assert bring_in(read("group_links")).is_empty
    assert everything() == before, "infant and junior are primary to a file without ages"


@pytest.mark.django_db
def test_the_extract_does_not_unsay_what_the_links_said_better() -> None:
    merged = read_edited(
        "links", ("Brackwater First and Middle School,Predecessor", "Brackwater,Predecessor - merged")
    )
    bring_in([*read("groups", "group_links"), merged])
    bring_in(read("groups", "extract"))
    kept = Predecessor.objects.get(urn=800103)
    assert (kept.relation, kept.linked_on) == ("Predecessor - merged", date(2021, 4, 1))


@pytest.mark.django_db
def test_facts_kept_by_hand_stay(cast: Cast) -> None:
    trust, administrator = found_trust(
        name="Larkmoor Learning Trust",
        administrator_name="Ada Vale",
        administrator_email="ada@larkmoor.example",
    )
    saltmere = add_school(trust=trust, urn=900101, name="Saltmere Infant School", by=administrator)
    change_school(school=saltmere, by=administrator, admission_number=60)
    difference = bring_in(by=administrator)
    trust.refresh_from_db()
    saltmere.refresh_from_db()
    assert (trust.uid, trust.name) == ("90001", "Larkmoor Learning Trust"), (
        "found by name; its own spelling kept"
    )
    assert (saltmere.admission_number, saltmere.capacity) == (60, 180)
    assert "group UID: not recorded → 90001" in told(difference)
    assert Trust.objects.filter(name__iexact="larkmoor learning trust").count() == 1


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
def test_the_extract_alone_can_say_who_belongs_to_a_named_trust() -> None:
    difference = bring_in(read("groups", "extract"))
    assert set(Trust.objects.get().schools.values_list("urn", flat=True)) == set(range(900101, 900106))
    assert "joined the trust on" in told(difference)
    assert {(each.urn, each.name) for each in Predecessor.objects.filter(school__urn=900103)} == {
        (800103, "Brackwater First and Middle School"),
        (800104, "Name not recorded"),
    }
    named = read_edited("links", ("800103,Brackwater First and Middle", "800104,Brackwater Nursery"))
    assert (
        "800104 Name not recorded (Predecessor) → 800104 Brackwater Nursery School (Predecessor, 1 April 2021)"
        in told(bring_in([*read("groups", "group_links"), named]))
    )


@pytest.mark.django_db
def test_a_name_two_trusts_bear_says_nothing() -> None:
    groups = read_edited("groups", ("SUNKEN LANE ACADEMIES", "Larkmoor learning trust"))
    assert "Add the group links." in refused([groups, *read("extract")])[0]


@pytest.mark.django_db
def test_the_group_links_named_last_decide(at: At) -> None:
    newer = without_rows("group_links", ",Hollowdene School,")
    difference = bring_in([*read("groups", "group_links"), newer])
    assert 900104 not in {school.urn for school in difference.schools}
    assert "Which schools belong to the trust was taken from group_links.csv, named last." in told(difference)
    assert "900104 Hollowdene School names the trust" not in told(difference)
    with_extract = bring_in([*read("groups", "extract"), newer])
    assert "900104 Hollowdene School names the trust in extract.csv, row 5, but no group link does." in told(
        with_extract
    )


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
def test_a_trust_code_in_the_extract_adds_a_school() -> None:
    bring_in(
        [read_edited("extract", *CODES), *read("groups"), without_rows("group_links", ",Hollowdene School,")]
    )
    assert School.objects.get(urn=900104).joined_on is None


@pytest.mark.django_db
def test_a_school_that_left_is_told_and_kept() -> None:
    bring_in()
    before = everything()
    difference = bring_in([*read("groups", "links"), without_rows("group_links", ",Hollowdene School,")])
    assert difference.left == ("900104 Hollowdene School",)
    assert "Left: 900104 Hollowdene School is not in the trust by these files. It is kept as it is." in told(
        difference
    )
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize("still_linked", [True, False])
def test_a_school_that_closed_is_closed_and_opens_again(still_linked: bool) -> None:
    bring_in()
    closed = read_edited(
        "extract",
        ('"Open, but proposed to close"', '"Closed"'),
        ("31-08-2099", "31-08-2025"),
        ("LARKMOOR", "NOBODY'S"),
    )
    links = read("group_links")[0] if still_linked else without_rows("group_links", ",Fenwick Green Academy,")
    difference = bring_in([*read("groups", "links"), closed, links])
    assert changes(difference) == {900105: (Change("closed_on", None, date(2025, 8, 31)),)}
    assert School.objects.get(urn=900105).closed_on == date(2025, 8, 31)
    assert difference.left == ()
    assert bring_in([*read("groups", "links"), closed, links]).is_empty
    assert changes(bring_in()) == {900105: (Change("closed_on", date(2025, 8, 31), None),)}


@pytest.mark.django_db
def test_an_intention_to_close_closes_nothing(at: At) -> None:
    difference = bring_in()
    assert "900105 Fenwick Green Academy is open and proposed to close on 31 August 2099." in told(difference)
    dated = read_edited("dates", ("01-04-2021,", "01-04-2021,31-08-2027"))
    files = [*read("groups", "group_links", "links"), dated]
    with at("2027-08-30"):
        assert bring_in(files).is_empty
    with at("2027-09-01"):
        assert changes(bring_in(files)) == {900103: (Change("closed_on", None, date(2027, 8, 31)),)}
    # The extract knows better than the list of dates: open, and no closing date.
    reopened = bring_in([*files, *read("extract")])
    assert changes(reopened) == {900103: (Change("closed_on", date(2027, 8, 31), None),)}
    assert "900103 Brackwater Primary School is open" not in told(reopened)


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
def test_other_trusts_are_not_touched(cast: Cast) -> None:
    bring_in(uid="90003")
    kept = [row for table in everything()[:3] for row in table]
    bring_in()
    assert all(row in [row for table in everything()[:3] for row in table] for row in kept)
    assert set(Trust.objects.get(uid="90003").schools.values_list("urn", flat=True)) == {900201}


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
