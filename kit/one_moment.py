"""Reading much as it stood in one moment: what others commit meanwhile is not seen half."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that only reads, from one snapshot of the database.

    PostgreSQL takes it with the first question; SQLite has no other. Inside a transaction that runs already, that
    one's view holds: an isolation level is chosen once.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
