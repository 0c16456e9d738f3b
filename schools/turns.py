"""Whose turn it is: what is due, on which day, from whom. Pure: what it is asked of, the sources know.

Every app says what waits for a person by registering a source when it starts (``AppConfig.ready``). A source reads the
present state, so that what is done, or has become somebody else's, is named no more: nothing has to be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

AHEAD = timedelta(days=7)
"""How long before its day something is named first: the longest time between two weekly digests."""


@dataclass(frozen=True)
class Turn:
    """One thing that waits for somebody.

    :param key: the same for the same thing, whoever's turn it is (“action:12”).
    :param where: the school, or whatever tells it from its like; ``note`` what there is to say beyond the day.
    :param url: a path of the portal.
    """

    key: str
    title: str
    where: str
    due_on: date
    url: str
    note: str = ""

    def step(self, today: date) -> str:
        """How far it has come; each step is told once: before its day, on it, and each week after it.

        Empty while its day is more than ``AHEAD`` away.
        """
        late = (today - self.due_on).days
        if late > 0:
            return f"after-{(late - 1) // 7 + 1}"
        if late == 0:
            return "on"
        return "before" if -late <= AHEAD.days else ""


Source = Callable[[Any], Iterable[Turn]]
"""Asked with a ``schools.models.Person``, whom the arithmetic does not know."""

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let ``source`` be asked what waits for a person; the same ``name`` again takes the place of the one before."""
    _sources[name] = source


def turns_of(person: Any, today: date) -> list[Turn]:
    """What waits for ``person`` by every source, as far as its time has come; what was due first comes first."""
    found = {turn.key: turn for source in _sources.values() for turn in source(person) if turn.step(today)}
    return sorted(found.values(), key=lambda turn: (turn.due_on, turn.title, turn.where))
