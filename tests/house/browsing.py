"""A browser for walks of thousands of steps, and what it leaves behind in the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler

from kit.statements import in_full
from tests.house.actors import Actor
from tests.house.world import World

WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?(.*)', re.DOTALL)


class Browser(Client):
    """A client without a memory and without a record of templates: the middleware is set up once for all."""

    shared = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request: Any) -> Any:
        return self.shared(self._base_environ(**request))


def ask(
    world: World,
    actor: Actor,
    method: str,
    url: str,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Any:
    """The answer to ``actor``, who comes with the session they signed in with."""
    browser = Browser(headers={**(headers or {}), **actor.headers})
    if actor.name in world.sessions:
        browser.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[actor.name]
    return browser.post(url, body) if method == "POST" else getattr(browser, method.lower())(url)


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that are written to inside the block; sessions and the time of signing in do not count."""
    tables: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITING.match(in_full(sql))
        if found and found[1] != "django_session" and not found[2].startswith(' SET "last_login"'):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables
