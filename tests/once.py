"""What shows the same on every database is tried once: in the run on PostgreSQL, which tries everything."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def mark_what_needs_no_database(items: Iterable[pytest.Item]) -> None:
    """Arithmetic, documents, files, processes with an environment of their own: marked ``once`` by themselves."""
    for item in items:
        if not uses_the_database(item):
            item.add_marker(pytest.mark.once)


def uses_the_database(item: pytest.Item) -> bool:
    asked_for = set(getattr(item, "fixturenames", ()))
    return bool(asked_for & DATABASE) or item.get_closest_marker("django_db") is not None
