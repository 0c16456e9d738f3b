"""What a form carries is not believed: further fields change nothing, foreign numbers nothing, a token is needed."""

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

from monitoring.models import MonitoringForm
from schools.models import Post, School, Trust
from tests.house import bodies as form
from tests.house.actors import ALDER, CEDAR, MARSH, Actor, Thing
from tests.house.answers import Row
from tests.house.browsing import ask, written
from tests.house.policy import POLICY
from tests.house.words import unseen_by
from tests.house.world import World, built

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with built(django_db_blocker.unblock, prints=False) as made:
        yield made


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
    if row.read is not None:
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
        if row.before:
            row.before(world)
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}
        headers = {"HX-Request": "true"} if row.htmx else {}
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
            if column.name in {"password", "thing_id", "key"}:
                values[column.attname] = ""
        yield model._meta.label + json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)


def address(name: str, row: Row, thing: Thing) -> str:
    return reverse(name, args=() if row.in_body else thing.args)


# --- Somebody else's numbers ------------------------------------------------------------------------------------
def refused(world: World, who: str, url: str, body: dict[str, Any], status: int) -> None:
    with transaction.atomic():
        with written() as tables:
            answer = ask(world, world.actor(who), "POST", url, body)
        transaction.set_rollback(True)
    assert (answer.status_code, tables) == (status, set())


def test_a_post_is_not_given_in_another_trusts_school(world: World) -> None:
    url = reverse("post_add", args=world.schools[ALDER].things["person"].args)
    for role in ("clerk", "improvement_adviser"):
        body = {"role": role, "schools": [world.schools[CEDAR].school.pk], "starts_on": form.TODAY}
        refused(world, "trust_administrator", url, body, 422)
        refused(world, "trust_administrator", f"{url}?trust={world.cast.foreign_trust.pk}", body, 422)


def test_a_page_of_ones_own_trust_cannot_be_told_to_be_anothers(world: World) -> None:
    foreign = world.cast.foreign_trust
    for name, body in (
        ("trust_settings", form.settings), ("school_add", form.new_school), ("year_add", form.new_year),
        ("person_add", lambda _: form.new_person(world.schools[ALDER].things["school"])),
    ):  # fmt: skip
        before = of_the_trust(foreign)
        with transaction.atomic():
            url = f"{reverse(name)}?trust={foreign.pk}"
            answer = ask(
                world,
                world.actor("trust_administrator"),
                "POST",
                url,
                body(Thing("")) | {"trust": foreign.pk},
            )
            assert answer.status_code == 302
            assert of_the_trust(foreign) == before
            transaction.set_rollback(True)


def of_the_trust(trust: Trust) -> list[Any]:
    fresh = Trust.objects.get(pk=trust.pk)
    return [
        fresh.accent, fresh.issues_reports_itself, trust.schools.count(), trust.years.count(),
        Post.objects.filter(trust=trust).count(),
    ]  # fmt: skip


def test_a_monitoring_form_is_not_led_by_somebody_of_another_trust(world: World) -> None:
    here = world.schools[ALDER]
    for lead in (world.cast.foreign_head.pk, world.cast.other_head.pk):
        body = {"head-focus": "Reading", "head-lead": lead}
        with transaction.atomic():
            ask(
                world,
                world.actor("headteacher"),
                "POST",
                reverse("monitoring_new", args=[here.school.urn]),
                body,
            )
            assert not MonitoringForm.objects.filter(school=here.school, lead=lead).exists()
            draft = here.things["draft monitoring form"]
            url = reverse("monitoring_form", args=draft.args)
            ask(
                world,
                world.actor("headteacher"),
                "POST",
                url,
                form.draft_monitoring(draft) | {"head-lead": lead},
            )
            assert not MonitoringForm.objects.filter(school=here.school, lead=lead).exists()
            transaction.set_rollback(True)


@pytest.mark.parametrize("verb", ["remove-row", "put-back", "add-action"])
def test_a_row_of_another_schools_form_is_not_touched(world: World, verb: str) -> None:
    url = reverse("monitoring_form", args=world.schools[ALDER].things["draft monitoring form"].args)
    for place in ("birch", "cedar"):
        row = world.schools[place].things["draft monitoring form"].more["row"]
        body = {"do": f"{verb}:{row}", f"row-{row}-version": 1, f"row-{row}-who": "Mine now"}
        refused(world, "headteacher", url, body, 404)


def test_somebody_elses_page_is_not_saved_as_mine(world: World) -> None:
    thing = world.schools[ALDER].things["rating in a draft"]
    body = form.rating(thing) | {"typed_by": world.cast.deputy_headteacher.pk}
    refused(world, "headteacher", reverse("rating_save", args=thing.args), body, 422)


def test_a_part_that_is_not_mine_or_does_not_exist_is_not_moderated(world: World) -> None:
    thing = world.schools[ALDER].things["submitted evaluation"]
    for name in ("moderation_agree", "moderation_finish"):
        for strand in ("", "operational", "no-such-strand"):
            url = reverse(name, args=thing.args)
            refused(world, "head_of_school_improvement", url, {"strand": strand}, 403)


def test_a_category_of_the_other_strand_or_of_nothing_is_no_choice(world: World) -> None:
    evaluation = world.schools[ALDER].things["moderated evaluation"].args[0]
    actor = "chief_executive"
    body = {"category": "no-such-category", "reason": "Because"}
    refused(world, actor, reverse("decision", args=[evaluation, "academic"]), body, 422)
    refused(
        world,
        actor,
        reverse("decision", args=[evaluation, "no-such-strand"]),
        form.academic_category(Thing("")),
        404,
    )


def test_notices_of_others_stay_unread(world: World) -> None:
    from schools.models import Notice

    with transaction.atomic():
        ask(world, world.actor("headteacher"), "POST", f"{reverse('notices')}?page=1", {})
        read = Notice.objects.filter(read_at__isnull=False)
        assert read.exists()
        assert set(read.values_list("person", flat=True)) == {world.cast.headteacher.pk}
        transaction.set_rollback(True)


# --- Numbers in the address's query -----------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["trust_administrator", "chief_executive", "headteacher", "governor"])
def test_a_query_string_opens_nothing(world: World, who: str) -> None:
    """Every page that is about nothing or about one's own school, asked for another's trust, school, term or person."""
    actor, cast = world.actor(who), world.cast
    never = unseen_by(world, actor)
    foreign = {
        "trust": cast.foreign_trust.pk, "school": cast.cedar.pk, "term": cast.foreign_autumn.pk,
        "who": cast.foreign_head.pk, "urn": cast.cedar.urn, "year": cast.foreign_autumn.year_id,
    }  # fmt: skip
    strange = {
        "page": "-1",
        "sort": "person__password",
        "criterion": "no-such",
        "start": "99999999999",
        "phase": "x",
    }
    pages = [
        (name, row)
        for name, rows in POLICY.items()
        for row in rows
        if row.read is not None
        and row.of in ("", "school")
        and not row.before
        and not name.startswith("account_")
    ]
    for name, row in pages:
        own = Thing("") if row.in_body or not row.of else world.schools[ALDER].things[row.of]
        for key, value in (foreign | strange).items():
            url = f"{reverse(name, args=own.args)}?{key}={value}"
            answer = ask(world, actor, "GET", url)
            text = b"".join(answer).decode()
            assert answer.status_code in (200, 302, 403, 404), url
            assert [word for word in never if word in text] == [], url


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
