"""One thing whose turn is somebody's, as a line of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from support.queries.reviews import Turn


@dataclass(frozen=True)
class Task:
    title: str
    detail: str
    url: str
    due: date | None = None


def of_turns(turns: Sequence[Turn], what: str, name: str) -> list[Task]:
    """The first five; ``what`` there are more of, and the ``name`` of the page that lists them."""
    shown = [Task(each.title, each.detail, each.url, each.due) for each in turns[:5]]
    return shown + and_more(len(turns), 5, what, name)


def and_more(number: int, shown: int, what: str, name: str, *args: int) -> list[Task]:
    """The last line of a list that shows some: how many more there are, and the page ``name`` with ``args``."""
    return [Task(f"{number - shown} more {what}", "", reverse(name, args=args))] if number > shown else []
