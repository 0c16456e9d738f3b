"""Emptying the database after a test that really committed.

The database refuses to delete or truncate what happened (schools/migrations/0002), for the test's own broom as
well. So the broom, and nothing else, takes the triggers away for the length of its own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.operations import BaseDatabaseOperations

TABLE = "schools_auditentry"


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
    if connection.vendor == "postgresql":
        return [f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"], [f"ALTER TABLE {TABLE} ENABLE TRIGGER USER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        found = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]
