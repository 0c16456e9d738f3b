"""Importing again: what changes, what stays, what is never undone."""

from __future__ import annotations

from datetime import date

import pytest

from schools.gias.difference import Change
from schools.models import Predecessor, School, Trust
from schools.services.schools import add_school, change_school
from tests.cast import Cast
from tests.fixtures.gias import read, read_edited, without_rows
from tests.fixtures.gias.importing import At, bring_in, changes, everything, founded, told


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
def test_facts_kept_by_hand_stay() -> None:
    trust, administrator = founded()
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
def test_other_trusts_are_not_touched(cast: Cast) -> None:
    bring_in(uid="90003")
    kept = [row for table in everything()[:3] for row in table]
    bring_in()
    assert all(row in [row for table in everything()[:3] for row in table] for row in kept)
    assert set(Trust.objects.get(uid="90003").schools.values_list("urn", flat=True)) == {900201}


@pytest.mark.django_db
def test_infant_and_junior_are_primary_to_a_file_without_ages() -> None:
    trust, administrator = founded()
    add_school(trust=trust, urn=900101, name="Saltmere Infant School", phase="infant", by=administrator)
    add_school(trust=trust, urn=900103, name="Brackwater", phase="secondary", by=administrator)
    bring_in(read("group_links"))
    phases = dict(School.objects.filter(urn__in=(900101, 900102, 900103)).values_list("urn", "phase"))
    assert phases == {900101: "infant", 900102: "primary", 900103: "primary"}


@pytest.mark.django_db
def test_a_trust_of_the_same_name_with_another_uid_is_another() -> None:
    renamed = read_edited("groups", ("FIERÉ VALE TRUST", "Larkmoor Learning Trust"))
    bring_in([renamed, *read("group_links")], uid="90003")
    assert bring_in().trust_is_new
    namesake = Trust.objects.get(uid="90003")
    assert (namesake.name, namesake.schools.count()) == ("Larkmoor Learning Trust", 1)
