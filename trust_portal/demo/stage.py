"""The stage on which the story is played: its people and places as rows, and a diary that keeps it in order."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from kit import clock
from schools.models import Person, School, Term, Trust
from trust_portal.demo.data import read
from trust_portal.demo.plan import Plan

LONDON = ZoneInfo("Europe/London")
SEED = "wendle"
"""The same story each time: whoever seeds the demo twice on one day gets the same rows."""

Happening = Callable[[], object]


def moment(day: date, hour: str) -> datetime:
    """``hour`` as in “17:30”, in London."""
    return datetime.combine(day, time.fromisoformat(hour), LONDON)


class Diary:
    """What happens when. Whatever is entered while the story runs finds its place, as long as it is not past."""

    def __init__(self) -> None:
        self._entries: list[tuple[datetime, int, Happening]] = []
        self._number = count()

    def enter(self, when: datetime, what: Happening) -> None:
        heapq.heappush(self._entries, (when, next(self._number), what))

    def live_until(self, end: datetime) -> None:
        """Let everything happen that is due before ``end``, each with the clock at its own time."""
        while self._entries and self._entries[0][0] < end:
            when, _, what = heapq.heappop(self._entries)
            with clock.set_to(when):
                what()


@dataclass
class Stage:
    """What the chapters share. ``terms`` are the story's terms as rows, by place."""

    plan: Plan
    trust: Trust
    people: dict[str, Person]
    schools: dict[str, School] = field(default_factory=dict)
    terms: dict[int, Term] = field(default_factory=dict)
    diary: Diary = field(default_factory=Diary)
    done: dict[str, int] = field(default_factory=dict)
    taken: dict[str, set[int]] = field(default_factory=lambda: {"engagement": set(), "review": set()})

    def at(self, day: date, hour: str, what: Happening) -> None:
        self.diary.enter(moment(day, hour), what)

    def chance(self, *words: object) -> random.Random:
        """The story's own source of chance for one thing, whatever else happens before it."""
        return random.Random(f"{SEED} {words}")  # noqa: S311 (a story, not a secret)

    def count(self, what: str, number: int = 1) -> None:
        self.done[what] = self.done.get(what, 0) + number

    def head(self, school: str, term: int) -> Person:
        """Who leads a school in a term of the story."""
        present = term == self.plan.present.place
        acting = {"secondary-head": "secondary-deputy"} if present else {}
        key = read("schools")["schools"][school]["head"]
        return self.people[acting.get(key, key)]

    def chief(self) -> Person:
        """Who acts as chief executive on this day: the deputy in the weeks of standing in."""
        deputy = self.people["deputy-chief"]
        away = any(post.is_held_on(clock.today()) for post in deputy.all_posts)
        return deputy if away else self.people["chief"]


def in_steps(begin: datetime, things: Iterable[Happening], minutes: int = 2) -> None:
    """Several things done one after the other in one sitting."""
    for number, thing in enumerate(things):
        with clock.set_to(begin + number * timedelta(minutes=minutes)):
            thing()
