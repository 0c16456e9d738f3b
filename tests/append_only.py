"""Emptying a test database whose own triggers refuse to let anything go.

A test that commits (``transaction=True``, every browser test) ends with all tables emptied. The audit's triggers
rightly refuse that, so they rest for those few moments and for nothing else: a test that looks at them meets them
awake.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import TransactionTestCase


@contextmanager
def triggers_at_rest() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            down = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
            up = [sql for _, sql in triggers]
        else:
            cursor.execute("SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
            tables = [name for (name,) in cursor.fetchall()]
            down = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in tables]
            up = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables]
        for statement in down:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in up:
                cursor.execute(statement)


def let_tests_be_emptied() -> None:
    """From now on every test that commits can be cleared away after it."""
    if getattr(TransactionTestCase, "_lets_go", False):
        return
    empty = TransactionTestCase._fixture_teardown

    def emptied(self: Any) -> None:
        with triggers_at_rest():
            empty(self)

    TransactionTestCase._fixture_teardown = emptied
    TransactionTestCase._lets_go = True
