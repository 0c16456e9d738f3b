"""Emptying the database after a test that really committed.

The database refuses to delete or truncate what must stand (what happened, a published framework), for the test's
own broom as well. So the broom, and nothing else, takes the triggers away for the length of its own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.operations import BaseDatabaseOperations


def let_the_broom_pass() -> None:
    """Called once, by conftest.py."""
    as_it_was = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        before, after = _triggers(self)
        as_it_was(self, [*before, *sql_list, *after])

    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]


def _triggers(operations: BaseDatabaseOperations) -> tuple[list[str], list[str]]:
    """SQL that takes the triggers away, and SQL that puts them back."""
    connection = operations.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [table for (table,) in cursor.fetchall()]
            return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables], [
                f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables
            ]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]
