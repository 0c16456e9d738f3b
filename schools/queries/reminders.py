"""What is due from somebody, read from the present state."""

from __future__ import annotations

from kit import clock
from schools.digest import Digest, digest_of
from schools.models import Person
from schools.turns import turns_of


def due_from(person: Person) -> Digest:
    """What waits for ``person`` now. Its queries are those of the sources."""
    today = clock.today()
    return digest_of(turns_of(person, today), today)
