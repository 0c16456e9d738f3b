"""The register's own files, where they are at hand: ``REAL_DATA`` or ``../shared/data`` beside the project.

They are counted here by means of their own, line by line, and not by the code that is tried. Where they are absent
these tests are deselected, and the summary counts them (tests/real_data.py).
"""

from __future__ import annotations

import csv
import time
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from schools.models import Predecessor, School, Trust
from tests.real_data import FOLDER

pytestmark = pytest.mark.real_data
GIAS, SOKE = FOLDER / "gias", FOLDER / "soke"

HAMPSHIRE = GIAS / "gias_hampshire_20220420_no_heads.csv"
NATIONAL = [
    GIAS / "groups_202203.csv",
    GIAS / "group_links_202203.csv",
    GIAS / "links_edubasealldata20250422.csv",
]
SOKE_FILES = [
    SOKE / name
    for name in ("groups_202208.csv", "group_links_202208.csv", "links_20250422.csv", "schools_7col.csv")
]

SOKE_SCHOOLS = {
    145268: ("Gunthorpe Primary School", 110730, date(2018, 1, 1)),
    145269: ("Wittering Primary School", 110755, date(2018, 1, 1)),
    145270: ("John Clare Primary School", 110699, date(2018, 1, 1)),
    145272: ("Werrington Primary School", 130930, date(2018, 1, 1)),
    147382: ("Northborough Primary School", 110700, date(2019, 9, 1)),
}
WINCHESTER = "17444"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_schools", *map(str, arguments), stdout=out, skip_checks=True)
    return out.getvalue()


def rows(path: Path, encoding: str = "cp1252") -> list[dict[str, Any]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.django_db
def test_soke_comes_in_with_its_predecessors() -> None:
    out = run(*SOKE_FILES, "--trust", "16919")
    trust = Trust.objects.get()
    assert (trust.uid, trust.group_id, trust.companies_house_number) == ("16919", "TR03773", "10954886")
    found = {
        school.urn: (school.name, Predecessor.objects.get(school=school).urn, school.joined_on)
        for school in School.objects.all()
    }
    assert found == SOKE_SCHOOLS
    for school in School.objects.all():
        assert (school.phase, school.local_authority, school.capacity) == ("primary", "Peterborough", None)
        assert school.closed_on is None
    assert "Not recorded for any school: youngest age, oldest age, capacity" in out
    assert "Nothing to change: 5 schools as the files say." in run(*SOKE_FILES, "--trust", "16919")


@pytest.mark.django_db
def test_the_national_links_reach_further_back() -> None:
    run(*SOKE_FILES, "--trust", "16919")
    run(*SOKE_FILES[:2], NATIONAL[2], "--trust", "16919")
    werrington = Predecessor.objects.filter(school__urn=145272).values_list("urn", "name", "relation")
    assert set(werrington) == {
        (130930, "Werrington Primary School", "Predecessor"),
        (110728, "Werrington Junior School", "Predecessor, of 130930"),
        (110729, "Werrington Infant School", "Predecessor, of 130930"),
    }
    assert Predecessor.objects.count() == 7


@pytest.mark.django_db
def test_hampshire_is_counted_as_an_independent_count_does() -> None:
    # Neither the sheet tool nor the csv module: the status is the eighth of the quoted cells of each line.
    lines = HAMPSHIRE.read_bytes().decode("cp1252").splitlines()[1:]
    states = [line[1:].split('","')[7] for line in lines]
    assert (len(states), states.count("Open"), states.count("Closed")) == (520, 427, 93)
    assert "520 schools: 427 open, 93 closed" in run(HAMPSHIRE)
    assert School.objects.count() == 0


@pytest.mark.django_db
def test_a_hampshire_trust_comes_in_whole() -> None:
    run(HAMPSHIRE, *NATIONAL, "--trust", WINCHESTER)
    expected = {
        int(row["URN"]): row
        for row in rows(HAMPSHIRE)
        if row["Trusts (name)"] == "UNIVERSITY OF WINCHESTER ACADEMY TRUST"
    }
    joined = {
        int(row["URN"]): date.fromisoformat(row["Joined date"])
        for row in rows(NATIONAL[1], "utf-8")
        if row["Group UID"] == WINCHESTER
    }
    assert len(expected) == 5
    assert expected.keys() == joined.keys() == set(School.objects.values_list("urn", flat=True))
    for school in School.objects.all():
        row = expected[school.urn]
        assert school.name == row["EstablishmentName"]
        assert (school.lowest_age, school.highest_age) == (
            int(row["StatutoryLowAge"]),
            int(row["StatutoryHighAge"]),
        )
        assert (school.capacity, school.number_on_roll) == (
            int(row["SchoolCapacity"]),
            int(row["NumberOfPupils"]),
        )
        assert (school.town, school.postcode) == (row["Town"], row["Postcode"])
        assert f"{school.opened_on:%d-%m-%Y}" == row["OpenDate"]
        assert school.joined_on == joined[school.urn]
    links = {
        (int(row["URN"]), int(row["LinkURN"]))
        for row in rows(NATIONAL[2])
        if int(row["URN"]) in expected and row["LinkType"].startswith("Predecessor")
    }
    assert set(Predecessor.objects.values_list("school__urn", "urn")) == links
    assert len(links) == 3
    # Its sponsor's and everybody else's schools stayed out.
    assert list(Trust.objects.values_list("uid", "companies_house_number")) == [("17444", "09718264")]
    assert "Nothing to change" in run(HAMPSHIRE, *NATIONAL, "--trust", WINCHESTER)


@pytest.mark.django_db
def test_infants_and_juniors_are_told_apart() -> None:
    from kit.sheets import read_table
    from schools.gias.layouts import parse
    from schools.gias.phases import phase_of

    phases = [
        phase_of(each.phase, each.kind, each.lowest_age, each.highest_age)
        for each in parse("hampshire", read_table(HAMPSHIRE)).establishments
    ]
    ages = [
        (row["StatutoryLowAge"], row["StatutoryHighAge"], row["PhaseOfEducation (name)"])
        for row in rows(HAMPSHIRE)
    ]
    primary = [(int(low), int(high)) for low, high, phase in ages if phase == "Primary" and low and high]
    assert phases.count("infant") == sum(high == 7 for _, high in primary) > 100
    assert phases.count("junior") == sum(low >= 7 for low, _ in primary) > 100
    assert phases.count("middle") == 3


@pytest.mark.django_db
def test_accents_survive() -> None:
    out = run(NATIONAL[0], NATIONAL[1], "--trust", "5188", "--dry-run")
    assert "FIERTÉ MULTI-ACADEMY TRUST (group UID 5188): new" in out
    assert "Companies House number: 07606026" in out


@pytest.mark.django_db
def test_the_whole_of_england_is_read_in_seconds() -> None:
    began = time.process_time()
    out = run(*sorted(GIAS.glob("*.csv")))
    assert time.process_time() - began < 20, "about four seconds on two cores"
    assert "20,395 links: 8,737 Multi-academy trust, 7,276 School sponsor" in out
    assert "6,883 groups: 1,914 Single-academy trust, 1,682 Multi-academy trust, 1,208 School sponsor" in out
    assert "33,801 links: 16,451 Successor, 16,264 Predecessor" in out
