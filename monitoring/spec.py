"""The shape of the pack behind the monitoring form: which methods there are and what each makes one look for.

Methods are data. The trust adds one by writing a new version of the pack; forms keep the version they began with.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kit import packs
from kit.packs import Finding

SHIPPED = Path(__file__).parent / "packs" / "monitoring-form.yaml"

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=240)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=600)]


class Spec(BaseModel):
    """Frozen, and no key that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MethodSpec(Spec):
    """One way of gathering evidence.

    ``steps`` say how it is done where that is not plain; ``needs_words`` asks what it was; ``proposed`` marks
    prompts that the trust's strategy does not give.
    """

    code: Code
    title: Line
    summary: Sentence
    proposed: bool = False
    needs_words: bool = False
    steps: tuple[Sentence, ...] = ()
    prompts: tuple[Sentence, ...] = Field(min_length=1, max_length=12)


class FormSpec(Spec):
    key: Code
    version: Line
    title: Line
    summary: Paragraph
    author: Line
    checker: Line
    next_review: dt.date
    reminders: tuple[Sentence, ...] = Field(min_length=1, max_length=6)
    methods: tuple[MethodSpec, ...] = Field(min_length=1, max_length=30)

    def method(self, code: str) -> MethodSpec:
        """The method called ``code``.

        :raises KeyError: when the pack has none of that name.
        """
        return {method.code: method for method in self.methods}[code]


def load(path: Path | str = SHIPPED) -> FormSpec:
    """Read and check a pack file.

    :raises kit.packs.PackError: with every finding, each with file, line and remedy.
    """
    return packs.load(path, FormSpec, checks)


def checks(pack: FormSpec) -> Iterator[Finding]:
    """What a type cannot know: that no two methods answer to one name."""
    for attribute in ("code", "title"):
        seen: set[str] = set()
        for place, method in enumerate(pack.methods):
            name = getattr(method, attribute).casefold()
            if name in seen:
                yield Finding(
                    ("methods", place, attribute),
                    f"Another method already has the {attribute} “{getattr(method, attribute)}”.",
                    "Give each method its own.",
                )
            seen.add(name)
