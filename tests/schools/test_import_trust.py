"""Bringing a trust in: what is created, what is told, what stays unknown."""

from __future__ import annotations

from datetime import date

import pytest

from schools.models import AuditEntry, Predecessor, School, Trust
from tests.cast import Cast
from tests.fixtures.gias import TRUST, read, read_edited, without_rows
from tests.fixtures.gias.importing import CODES, At, bring_in, everything, told


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
def test_a_trust_code_in_the_extract_adds_a_school() -> None:
    bring_in(
        [read_edited("extract", *CODES), *read("groups"), without_rows("group_links", ",Hollowdene School,")]
    )
    assert School.objects.get(urn=900104).joined_on is None
