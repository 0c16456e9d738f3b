"""Every address × method × person × (own school, sibling school, other trust, nowhere) against one table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve, reverse

from tests.house.actors import Actor, Thing
from tests.house.answers import METHODS, NOTHING_HERE, Answer, Row
from tests.house.browsing import ask, written
from tests.house.policy import POLICY
from tests.house.world import World
from tests.profiles import LONG

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("unprinted")]


# --- The table and the addresses know each other ----------------------------------------------------------------
def names_of(resolver: URLResolver) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every route with its view, by name; a route without a name goes by its pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern), pattern.callback
        else:
            yield from names_of(pattern)


def undeclared(urlconf: str | ModuleType = settings.ROOT_URLCONF) -> set[str]:
    return {name for name, _ in names_of(get_resolver(urlconf))} - POLICY.keys()


def test_every_address_has_a_row() -> None:
    assert undeclared() == set(), "Say in tests/house/policy.py who gets what there."


def test_every_row_has_an_address() -> None:
    assert POLICY.keys() - {name for name, _ in names_of(get_resolver())} == set()


def test_no_two_addresses_share_a_name() -> None:
    counts = Counter(name for name, _ in names_of(get_resolver()))
    assert [name for name, count in counts.items() if count > 1] == []


def test_an_address_nobody_declared_is_found() -> None:
    careless = ModuleType("careless_urls")
    more = [path("all-schools/", lambda request: HttpResponse("everything"), name="all_schools")]
    careless.urlpatterns = [*get_resolver().url_patterns, path("new/", (more, None, None))]  # type: ignore[attr-defined]
    assert undeclared(careless) == {"all_schools"}


def test_the_walk_is_a_long_one(world: World) -> None:
    count = sum(
        1
        for rows in POLICY.values()
        for number, row in enumerate(rows)
        for _ in cells(world, row, number == 0)
    )
    print(f"{count} cells in the table")
    assert count > (50_000 if LONG else 15_000)


@pytest.mark.parametrize("name", POLICY)
def test_nobody_is_told_what_an_address_can_do(world: World, name: str) -> None:
    """OPTIONS, by one person and by nobody: every view is behind the same door and the same list of methods."""
    row = POLICY[name][0]
    thing = world.things(row.of)[0] if row.of else Thing("")
    for who in ("trust_administrator", "somebody not signed in"):
        nothing: dict[tuple[str, str], str] = {}
        assert walk(world, name, row, world.actor(who), thing, "OPTIONS", nothing) == []


# --- Walking ----------------------------------------------------------------------------------------------------
AT_THE_DOOR = {"headteacher", "trust_administrator", "head in the other trust", "somebody not signed in"}
"""Who tries HEAD, for which a view runs as for GET, and what an address does not take. In the long trials all do."""
READ_IT = 3
"""As how many at least of those whom a page opens for it is read in a short run; the walk over the links reads it as
everybody. Whatever is refused, and whatever is sent, everybody tries in every run."""


def cells(world: World, row: Row, first: bool) -> Iterator[tuple[Actor, Thing, str]]:
    for thing in world.things(row.of) if row.of else [Thing("")]:
        for method in METHODS:
            if row.lines(method) is not None or first:
                yield from ((who, thing, method) for who in asking(world, row, thing, method))


def asking(world: World, row: Row, thing: Thing, method: str) -> list[Actor]:
    if LONG:
        return world.actors
    if row.lines(method) is None or method == "HEAD":
        return [who for who in world.actors if who.name in AT_THE_DOOR]
    if method != "GET":
        return world.actors
    read_it = [who for who in world.actors if row.answer(who, thing, method).lets_in]
    some = read_it[:: max(1, len(read_it) // READ_IT)]
    return [who for who in world.actors if who in some or who not in read_it]


@pytest.mark.trial
@pytest.mark.parametrize("name", POLICY)
def test_everybody_gets_what_the_table_says(world: World, name: str) -> None:
    wrong: dict[str, list[str]] = {}
    before = rows_of_every_table()
    for number, row in enumerate(POLICY[name]):
        nothing: dict[tuple[str, str], str] = {}
        for actor, thing, method in cells(world, row, first=number == 0):
            for what in walk(world, name, row, actor, thing, method, nothing):
                wrong.setdefault(what, []).append(actor.name)
    assert not wrong, "\n".join(f"{what}: {', '.join(who)}" for what, who in wrong.items())
    assert rows_of_every_table() == before, "Reading changed a row."


def walk(
    world: World,
    name: str,
    row: Row,
    actor: Actor,
    thing: Thing,
    method: str,
    nothing: dict[tuple[str, str], str],
) -> list[str]:
    """One cell; what is wrong with it."""
    expected = row.answer(actor, thing, method)
    url = reverse(name, args=() if row.in_body else thing.args)
    headers = {"HX-Request": "true"} if row.htmx else {}
    with transaction.atomic():
        if row.before:
            row.before(world)
        with written() as tables:
            answer = ask(world, actor, method, url, row.body(thing) if method == "POST" else {}, headers)
        text = b"".join(answer).decode(errors="replace")
        wrong = differences(expected, answer, text, tables, method)
        transaction.set_rollback(True)
    seen = world.met(actor, f"{answer.headers}\n{text}")
    if seen:
        wrong.append(f"shows {', '.join(seen)}")
    if expected is NOTHING_HERE:
        plain = without_itself(text, url)
        if nothing.setdefault((actor.name, method), plain) != plain:
            wrong.append("says “nothing here” in other words than elsewhere")
    where = thing.place or "anywhere"
    return [f"{method} {name} [{row.of or 'no thing'}, {where}] {what}" for what in wrong]


def differences(expected: Answer, answer: Any, text: str, tables: set[str], method: str) -> list[str]:
    wrong = []
    leads = answer.headers.get("Location", "")
    if answer.status_code != expected.status:
        wrong.append(f"expected {expected.words}, got {answer.status_code} {leads}")
    elif expected.to and resolve(leads.split("?")[0].split("#")[0]).url_name != expected.to:
        wrong.append(f"expected to be {expected.words}, was sent to {leads}")
    elif expected.says and method != "HEAD" and expected.says not in text:
        wrong.append(f"does not say {expected.words}")
    if expected.writes not in (None, bool(tables)):
        wrong.append(f"writes {sorted(tables) or 'nothing'}, expected {expected.words}")
    return wrong


def without_itself(text: str, url: str) -> str:
    """The text of a page without its own address and the tokens that are new each time."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", text)
    text = re.sub(r'("X-CSRFToken": |&quot;X-CSRFToken&quot;: )\S+', r"\1", text)
    return text.replace(url, "")


def rows_of_every_table() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed
    }
