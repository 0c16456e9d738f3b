"""The shared approaches of the trust's strategy, as a pack: what schools do alike, under its headings. No Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from kit import packs
from kit.packs import Finding
from support.spec_base import Code, Line, Pack, Spec, Text

PACK = Path(__file__).resolve().parent / "packs" / "shared-approaches.yaml"


class Approach(Spec):
    """``code`` never changes: what schools have said hangs on it."""

    code: Code
    title: Text | Line


class Heading(Spec):
    code: Code
    title: Line
    approaches: tuple[Approach, ...] = Field(min_length=1)


class SharedApproaches(Pack):
    summary: Text
    headings: tuple[Heading, ...] = Field(min_length=1)

    def entries(self) -> tuple[Entry, ...]:
        """Every approach with its heading, in the pack's order."""
        return tuple(Entry(each, heading) for heading in self.headings for each in heading.approaches)

    def entry(self, code: str) -> Entry | None:
        """The approach of that code; None where the list has none."""
        return next((each for each in self.entries() if each.code == code), None)


@dataclass(frozen=True)
class Entry:
    """An approach where it stands. Two headings may call theirs alike; ``said`` tells them apart."""

    approach: Approach
    heading: Heading

    @property
    def code(self) -> str:
        return self.approach.code

    @property
    def title(self) -> str:
        return self.approach.title

    @property
    def said(self) -> str:
        """“Pupil Premium: Agreed reporting format”."""
        return f"{self.heading.title}: {self.title}"


def load(path: Path | str = PACK) -> SharedApproaches:
    """Read the list and check it.

    :raises kit.packs.PackError: with every finding as ``file:line: what is wrong. What to do.``
    """
    return packs.load(path, SharedApproaches, _findings)


@cache
def shared_approaches() -> SharedApproaches:
    """The list in force, read once a process."""
    return load()


def _findings(pack: SharedApproaches) -> Iterable[Finding]:
    counts = Counter(each.code for each in pack.entries())
    for n, heading in enumerate(pack.headings):
        for m, approach in enumerate(heading.approaches):
            if counts[approach.code] > 1:
                path = ("headings", n, "approaches", m, "code")
                sentence = f"The code “{approach.code}” stands more than once."
                yield Finding(path, sentence, "Give each approach a code of its own.")
