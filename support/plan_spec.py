"""The trust's format for improvement plans, typed and checked: parts, lengths, words of progress, rapid cycles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from kit import packs
from kit.packs.findings import Finding
from kit.packs.reading import read
from support.spec_base import Code, Count, Line, Pack, PersonCode, Spec, Text

FORMAT = Path(__file__).parent / "packs" / "plan-format.yaml"
PART_NAMES = (
    "title", "reason", "criteria", "objectives", "success", "actions", "resources", "milestones", "schedule",
)  # fmt: skip


class Part(Spec):
    """A part of the plan: what it is called, the most characters of each text and the most lines."""

    title: Line
    limit: Annotated[int, Field(ge=0, le=20_000)]
    most: Count = 1
    hint: str = ""


class Judgement(Spec):
    """One of the words of progress, with the shape (kit/marks.py) that says it without its colour."""

    code: Code
    title: Line
    shape: Literal["circle", "half", "square", "triangle", "diamond"]
    tone: Literal["done", "open", "late"]


class Rapid(Spec):
    """Which category has Rapid Improvement Plans, and how many school weeks each lasts."""

    strand: Code
    category: Code
    weeks: Annotated[int, Field(ge=1, le=20)]
    limit: Annotated[int, Field(ge=1, le=20_000)]
    note: Text | None = None


class PlanFormat(Pack):
    proposed: bool = False
    note: Text | None = None
    quality_assured_by: PersonCode
    parts: dict[str, Part]
    priorities: Annotated[int, Field(ge=1, le=20)]
    progress: tuple[Judgement, ...] = Field(min_length=2)
    rapid: Rapid

    def part(self, name: str) -> Part:
        return self.parts[name]

    def judgement(self, code: str) -> Judgement | None:
        return next((each for each in self.progress if each.code == code), None)


def loads(text: str, name: str = "plan format") -> PlanFormat:
    """Check the text of a format.

    :raises kit.packs.PackError: with every finding as ``name:line: what is wrong. What to do.``
    """
    return packs.loads(text, PlanFormat, _findings, name=name)


@cache
def plan_format() -> PlanFormat:
    """The format that is installed."""
    return loads(read(FORMAT), FORMAT.name)


def _findings(found: Any) -> Iterator[Finding]:
    for name in PART_NAMES:
        if name not in found.parts:
            yield Finding(("parts",), f"The part “{name}” is missing.", "Give its title and limit.")
    for name in found.parts:
        if name not in PART_NAMES:
            yield Finding(("parts", name), f"There is no part “{name}”.", "Take it out.")
    codes = [each.code for each in found.progress]
    if len(set(codes)) < len(codes) or len({each.shape for each in found.progress}) < len(codes):
        yield Finding(
            ("progress",), "Two words of progress share a code or a shape.", "Give each one of its own."
        )
