"""A change and its audit entry stand together or not at all; the database lets no entry go or become another."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kit import clock
from schools import audit
from schools.access.roles import Role
from schools.calendar import SchoolCalendar
from schools.models import AuditEntry, Closure, Notice
from schools.queries.calendar import calendar_of
from schools.services import calendar, people, posts, schools, settings
from schools.typical_year import typical_year
from tests.cast import AUTUMN_EVENING, Cast

DAY = date(2026, 11, 27)
DUE = {"self_evaluation_due": DAY, "moderation_due": DAY, "report_due": DAY}
SPRING_DUE = {name: date(2027, 3, 1) for name in DUE}
NEW = {"name": "Nia New", "email": "nia@school.example"}


def verbs(cast: Cast) -> dict[str, dict[str, Any]]:
    """Every verb of this app that somebody does, with what it needs to succeed."""
    trust, by = cast.trust, cast.trust_administrator
    post = {"role": Role.TRUSTEE, "trust": trust}
    return {
        "people.add_person": {**NEW, "trust": trust},
        "people.engage": {**NEW, **post},
        "people.rename": {"person": cast.governor, "name": "Gwen Other"},
        "people.deactivate": {"person": cast.senior_leader},
        "people.reactivate": {"person": closed(cast.clerk, by)},
        "people.invite_again": {"person": cast.governor, "trust": trust},
        "posts.appoint": {"person": cast.governor, **post},
        "posts.end_post": {"post": cast.headteacher.all_posts[0], "ends_on": DAY},
        "schools.add_school": {"trust": trust, "urn": 900099, "name": "Dune School"},
        "schools.change_school": {"school": cast.alder, "name": "Alder Academy"},
        "settings.change_settings": {"trust": trust, "accent": "#003366", "issues_reports_itself": True},
        "calendar.add_year": {"trust": trust, "calendar": typical_year(2027)},
        "calendar.change_year": {"year": cast.year_2026, "calendar": moved(cast)},
        "calendar.open_term": {"term": cast.term(2), **SPRING_DUE},
        "calendar.change_due_dates": {"term": cast.autumn, **DUE},
        "calendar.add_closure": {"year": cast.year_2026, "starts_on": DAY, "ends_on": DAY},
        "calendar.remove_closure": {"closure": Closure.objects.get(year=cast.year_2026)},
    }


def moved(cast: Cast) -> SchoolCalendar:
    """The year of the cast, a day longer."""
    year = calendar_of(cast.year_2026)
    *earlier, last = year.terms
    first, half = last.half_terms
    ends_on = last.ends_on + timedelta(days=1)
    longer = replace(last, ends_on=ends_on, half_terms=(first, replace(half, ends_on=ends_on)))
    return replace(year, terms=(*earlier, longer))


def closed(person, by):
    people.deactivate(person=person, by=by)
    return person


MODULES = {
    "people": people,
    "posts": posts,
    "schools": schools,
    "settings": settings,
    "calendar": calendar,
}
NAMES = [
    f"{where}.{name}"
    for where, module in MODULES.items()
    for name, verb in inspect.getmembers(module, inspect.isfunction)
    if "by" in inspect.signature(verb).parameters
    and not name.startswith("_")
    and inspect.unwrap(verb).__module__ == module.__name__
]


def everything() -> dict[str, list[str]]:
    """Every row of the app as text, and who is at which school."""
    models = [*apps.get_app_config("schools").get_models(include_auto_created=True)]
    return {
        model._meta.label: sorted(json.dumps(row, default=str) for row in model._default_manager.values())
        for model in models
    }


def test_every_verb_is_tried_here(cast):
    assert sorted(verbs(cast)) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_leaves_its_entry(cast, name):
    arguments = verbs(cast)[name]
    before, entries = everything(), AuditEntry.objects.count()
    where, verb = name.split(".")
    getattr(MODULES[where], verb)(**arguments, by=cast.trust_administrator)
    written = AuditEntry.objects.order_by("pk")[entries:]
    assert written
    assert {(entry.by, entry.by_name, entry.trust) for entry in written} == {
        (cast.trust_administrator, "Amy Administrator", cast.trust)
    }
    assert {entry.at for entry in written} == {AUTUMN_EVENING}
    changed = {model for model, rows in everything().items() if rows != before[model]}
    assert changed - {"schools.AuditEntry"}


@pytest.mark.parametrize("name", NAMES)
def test_without_its_entry_there_is_no_change(cast, name, monkeypatch):
    arguments = verbs(cast)[name]
    before = everything()

    def broken(**_: object) -> None:
        raise DatabaseError("The audit cannot be written.")

    monkeypatch.setattr(AuditEntry.objects, "create", broken)
    where, verb = name.split(".")
    with pytest.raises(DatabaseError, match="cannot be written"):
        getattr(MODULES[where], verb)(**arguments, by=cast.trust_administrator)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_every_verb_opens_a_transaction_of_its_own(cast):
    """Outside one, writing the entry is refused (schools/audit.py)."""
    for name, arguments in verbs(cast).items():
        where, verb = name.split(".")
        getattr(MODULES[where], verb)(**arguments, by=cast.trust_administrator)


def test_an_entry_keeps_the_words_of_its_day(cast):
    """Names change; what happened was done by somebody who was called so."""
    people.rename(person=cast.headteacher, name="Hanna Other", by=cast.trust_administrator)
    entry = AuditEntry.objects.filter(thing_kind="schools.post", school=cast.alder).last()
    assert entry.thing_name == "Hanna Osei, Headteacher"


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_written_in_the_transaction_of_its_change(cast):
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(by=None, verb="did", thing=cast.alder, school=cast.alder)


# --- Append-only ------------------------------------------------------------------------------------------------


@pytest.fixture
def entry(cast) -> AuditEntry:
    return AuditEntry.objects.get(thing_kind="schools.term", trust=cast.trust)


def refused(sql: str, *values: object) -> None:
    stands = pytest.raises(DatabaseError, match="never changed or deleted")
    with stands, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


COLUMNS = {
    "at": datetime(2020, 1, 1, tzinfo=AUTUMN_EVENING.tzinfo),
    "until": AUTUMN_EVENING + timedelta(minutes=1),
    "by_id": None,
    "by_name": "Nobody",
    "verb": "closed",
    "trust_id": None,
    "thing_kind": "schools.trust",
    "thing_id": 0,
    "thing_name": "Other",
    "before": "{}",
    "after": "{}",
    "sitting": "1:2026",
}


def test_the_database_refuses_to_change_any_column_of_an_entry(entry):
    columns = {field.column for field in AuditEntry._meta.concrete_fields}
    assert columns - {"id", "school_id"} == set(COLUMNS)
    for column, value in COLUMNS.items():
        assert getattr(entry, column) != value
        refused(f"UPDATE schools_auditentry SET {column} = %s WHERE id = %s", value, entry.pk)  # noqa: S608
    refused(
        "UPDATE schools_auditentry SET school_id = %s WHERE id = %s", entry.trust.schools.first().pk, entry.pk
    )


def test_the_database_refuses_to_delete_entries(entry):
    refused("DELETE FROM schools_auditentry WHERE id = %s", entry.pk)
    refused("DELETE FROM schools_auditentry")
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.postgresql
def test_the_database_refuses_to_empty_the_table(entry):
    with connection.cursor() as cursor:
        # PostgreSQL itself would refuse while foreign keys of this transaction are still to be looked at.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused("TRUNCATE schools_auditentry CASCADE")


def typed(cast, text: str, at, minute: str, by=None, verb: str = "commented", thing=None) -> AuditEntry:
    with at(f"2026-11-24 {minute}"), transaction.atomic():
        audit.record_typing(
            by=by or cast.headteacher, verb=verb, thing=thing or cast.alder, school=cast.alder,
            before={"text": ""}, after={"text": text},
        )  # fmt: skip
    return AuditEntry.objects.get(after={"text": text})


def test_one_sitting_is_one_entry(cast, at):
    first = typed(cast, "We", at, "19:00")
    for minute, text in (("19:01", "We have"), ("19:30", "We have begun"), ("19:59", "We have begun to")):
        assert typed(cast, text, at, minute).pk == first.pk
    first.refresh_from_db()
    assert (first.before, first.after) == ({"text": ""}, {"text": "We have begun to"})
    assert first.until - first.at == timedelta(minutes=59)


def test_half_an_hour_ends_a_sitting(cast, at):
    first = typed(cast, "We", at, "19:00")
    assert typed(cast, "We have", at, "19:30").pk != first.pk


@pytest.mark.parametrize(
    "between",
    [
        {"by": "deputy_headteacher"},
        {"verb": "rated"},
    ],
)
def test_what_comes_between_ends_a_sitting(cast, at, between):
    """Else the entry would say that one person wrote what two of them did."""
    if "by" in between:
        between = {"by": getattr(cast, between["by"])}
    first = typed(cast, "We", at, "19:00")
    other = typed(cast, "They", at, "19:01", **between)
    again = typed(cast, "We again", at, "19:02")
    assert len({first.pk, other.pk, again.pk}) == 3


def test_sittings_at_different_things_go_on_side_by_side(cast, at):
    here, there = typed(cast, "We", at, "19:00"), typed(cast, "They", at, "19:01", thing=cast.birch)
    assert typed(cast, "We have", at, "19:02").pk == here.pk
    assert typed(cast, "They have", at, "19:03", thing=cast.birch).pk == there.pk


@pytest.mark.parametrize(("minutes", "grows"), [(0, True), (30, True), (31, False), (-1, False)])
def test_the_database_lets_a_sitting_grow_for_half_an_hour(cast, at, minutes, grows):
    entry = typed(cast, "We", at, "19:00")
    sql = "UPDATE schools_auditentry SET until = %s, after = %s WHERE id = %s"
    values = (entry.until + timedelta(minutes=minutes), json.dumps({"text": "We have"}), entry.pk)
    if not grows:
        refused(sql, *values)
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    entry.refresh_from_db()
    assert entry.after == {"text": "We have"}


def test_nothing_else_of_a_sitting_grows(cast, at):
    entry = typed(cast, "We", at, "19:00")
    for column in sorted(set(COLUMNS) - {"until", "after"}):
        assert getattr(entry, column) != COLUMNS[column]
        refused(f"UPDATE schools_auditentry SET {column} = %s WHERE id = %s", COLUMNS[column], entry.pk)  # noqa: S608


def test_typing_is_not_told_to_anybody(cast, at):
    before = Notice.objects.count()
    typed(cast, "We", at, "19:00")
    assert Notice.objects.count() == before
    assert clock.now() == AUTUMN_EVENING
