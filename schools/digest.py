"""What a digest says: plain words, each thing with its day and its address. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schools.turns import Turn

MOST_LINES = 20
"""Of one group in one mail; the page has all of them."""


@dataclass(frozen=True)
class Digest:
    """What waits for somebody on one day, in three groups, each with what is due first at its top."""

    overdue: tuple[Turn, ...]
    today: tuple[Turn, ...]
    coming: tuple[Turn, ...]

    @property
    def groups(self) -> list[tuple[str, tuple[Turn, ...]]]:
        named = (
            ("Overdue", self.overdue),
            ("Due today", self.today),
            ("Due in the next seven days", self.coming),
        )
        return [(title, turns) for title, turns in named if turns]

    @property
    def number(self) -> int:
        return len(self.overdue) + len(self.today) + len(self.coming)

    @property
    def subject(self) -> str:
        """“Due: 2 overdue, 1 today, 3 in the next seven days”."""
        parts = (
            (self.overdue, "overdue"),
            (self.today, "today"),
            (self.coming, "in the next seven days"),
        )
        return "Due: " + ", ".join(f"{len(turns)} {words}" for turns, words in parts if turns)

    def body(self, base_url: str) -> str:
        """The whole mail but for its salutation.

        :param base_url: of the portal, without a slash at its end.
        """
        return "\n\n".join(_group(title, turns, base_url) for title, turns in self.groups)


def digest_of(turns: Sequence[Turn], today: date) -> Digest:
    return Digest(
        overdue=tuple(turn for turn in turns if turn.due_on < today),
        today=tuple(turn for turn in turns if turn.due_on == today),
        coming=tuple(turn for turn in turns if turn.due_on > today),
    )


def _group(title: str, turns: Sequence[Turn], base_url: str) -> str:
    lines = [f"{title}:"]
    for turn in turns[:MOST_LINES]:
        what = " ".join(f"{turn.title}, {turn.where}".split()) if turn.where else " ".join(turn.title.split())
        note = f" ({turn.note})" if turn.note else ""
        lines.append(
            f"- {what}: {turn.due_on:%A} {turn.due_on.day} {turn.due_on:%B %Y}{note}\n  {base_url}{turn.url}"
        )
    left = len(turns) - MOST_LINES
    return "\n".join([*lines, f"- and {left} more in the portal"] if left > 0 else lines)
