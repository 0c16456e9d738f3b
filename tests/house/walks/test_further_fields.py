"""Whatever comes along with a form changes nothing, and without the page's own token nothing is changed at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from schools.models import School, Trust
from tests.house.actors import CEDAR, MARSH, Actor, Thing
from tests.house.answers import Row
from tests.house.browsing import ask, written
from tests.house.policy import POLICY
from tests.house.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("unprinted")]


def sending(*, through_the_door: bool = True) -> list[Any]:
    """Every row by which somebody changes something, as parameters of a test."""
    return [
        pytest.param(name, number, id=f"{name}-{number}")
        for name, rows in POLICY.items()
        for number, row in enumerate(rows)
        if any(answer.writes for _, answer in row.send or ()) and not name.startswith("account_")
    ]


def somebody_who_may(world: World, row: Row) -> tuple[Actor, Thing]:
    """The first who may do it, to a thing of their own."""
    things = world.things(row.of) if row.of else [Thing("")]
    return next(
        (actor, thing)
        for thing in things
        for actor in world.actors
        if actor.comes_in and row.answer(actor, thing, "POST").writes
    )


# --- Fields that the form does not have -------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "number"), sending())
def test_further_fields_change_nothing(world: World, name: str, number: int) -> None:
    """Every column of every table is sent along, pointing to the other trust; what is stored is the same."""
    row = POLICY[name][number]
    actor, thing = somebody_who_may(world, row)
    plain, more = row.body(thing), everything_else(world, row, name, actor, thing)
    assert len(more) > 100
    without = outcome(world, name, row, actor, thing, plain)
    assert without[0] == ("200" if row.htmx else "302")
    assert len(without) > 1, "Nothing is stored, so nothing is compared."
    assert outcome(world, name, row, actor, thing, more | plain) == without


def test_control_a_field_that_is_taken_makes_a_difference(world: World) -> None:
    (row,) = POLICY["account"]
    actor, thing = somebody_who_may(world, row)
    first, second = ({"name": name} for name in ("One Name", "Another Name"))
    assert outcome(world, "account", row, actor, thing, first) != outcome(
        world, "account", row, actor, thing, second
    )


def everything_else(world: World, row: Row, name: str, actor: Actor, thing: Thing) -> dict[str, Any]:
    """All columns but those that the page itself asks for."""
    asked: set[str] = set()
    if any(each.read is not None for each in POLICY[name]):
        page = ask(world, actor, "GET", address(name, row, thing)).content.decode()
        asked = set(re.findall(r'\sname="([^"]+)"', page))
    columns = {
        key: foreign_value(world, column)
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        for key in {column.name, column.attname}
    }
    return {key: value for key, value in columns.items() if key not in asked}


def foreign_value(world: World, column: models.Field[Any, Any]) -> Any:
    if isinstance(column, models.ForeignKey):
        theirs: dict[Any, Any] = {
            School: world.schools[CEDAR].school.pk,
            Trust: world.trusts[MARSH]["trust"].more["pk"],
        }
        return theirs.get(column.related_model, world.cast.foreign_head.pk)
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, models.DateField):
        return "1 April 2026"
    return "1" if isinstance(column, models.IntegerField) else "foreign"


def outcome(world: World, name: str, row: Row, actor: Actor, thing: Thing, body: dict[str, Any]) -> list[str]:
    """What stands in the tables that were written to, whichever numbers new rows were given."""
    with transaction.atomic():
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}
        if row.before:
            row.before(world)
        headers = {"HX-Request": "true"} if row.htmx else {}
        for file in filter(lambda value: hasattr(value, "seek"), body.values()):
            file.seek(0)
        with written() as tables:
            answer = ask(world, actor, "POST", address(name, row, thing), body, headers)
        stored = [
            line
            for model in apps.get_models()
            if model._meta.db_table in tables
            for line in rows_of(model, before)
        ]
        transaction.set_rollback(True)
    return [str(answer.status_code), *sorted(stored)]


def rows_of(model: type[models.Model], before: dict[type[models.Model], set[Any]]) -> Iterator[str]:
    for values in model._base_manager.values():
        for column in model._meta.concrete_fields:
            kind = model if column.primary_key else column.related_model
            if kind in before and values[column.attname] not in before[kind]:  # type: ignore[index]
                values[column.attname] = "new or none"
            if column.name in {"password", "thing_id", "key", "stored_as"}:
                values[column.attname] = ""
            if column.name in {"link", "after"}:  # where a new row's number stands in words
                values[column.attname] = re.sub(r"\b\d+\b", "number", json.dumps(values[column.attname]))
        yield model._meta.label + json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)


def address(name: str, row: Row, thing: Thing) -> str:
    return reverse(name, args=() if row.in_body else thing.args)


# --- The token of the page --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "number"), sending())
def test_nothing_is_changed_without_the_pages_token(world: World, name: str, number: int) -> None:
    row = POLICY[name][number]
    actor, thing = somebody_who_may(world, row)
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[actor.name]
    with written() as tables:
        answer = client.post(address(name, row, thing), row.body(thing))
    assert (answer.status_code, tables) == (403, set())
    assert "That was not sent" in answer.content.decode()
