"""Migrations stand in one line, and are noticed when they do not."""

from unittest import mock

from django.db.migrations import Migration

from scripts import linear_migrations


def told(**migrations: list[str]) -> list[str]:
    """What is said of an app ``schools`` with these migrations, each with what it follows."""
    disk = {}
    for name, before in migrations.items():
        disk["schools", name] = Migration(name, "schools")
        disk["schools", name].dependencies = [("schools", one) for one in before] + [("riskmatrix", "first")]
    loader = mock.Mock(return_value=mock.Mock(disk_migrations=disk))
    with mock.patch.object(linear_migrations, "MigrationLoader", loader):
        return linear_migrations.breaks()


def test_ours_stand_in_one_line() -> None:
    assert linear_migrations.breaks() == []


def test_one_line_is_fine() -> None:
    assert told(first=[], second=["first"], third=["second"]) == []


def test_two_branches_are_noticed() -> None:
    (sentence,) = told(first=[], second=["first"], third=["first"])
    assert sentence == "schools.first is followed by 2 migrations; put one after the other."


def test_a_merge_is_noticed() -> None:
    sentences = told(first=[], second=["first"], third=["first"], both=["second", "third"])
    assert "schools.both follows 2 migrations of its app; let it follow one." in sentences


def test_two_beginnings_are_noticed() -> None:
    (sentence,) = told(first=[], other=[])
    assert "schools: nothing is followed by 2 migrations" in sentence
