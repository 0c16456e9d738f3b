"""The stages of an initiative, and what is to be settled in each before it moves on."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import Field

from kit import packs
from support.spec_base import Code, Line, Pack, Spec, Text

PACK = Path(__file__).resolve().parent / "packs" / "implementation-stages.yaml"


class Question(Spec):
    """``must``: settled before moving on, or the reason is said why not."""

    code: Code
    text: Text
    must: bool = False


class Stage(Spec):
    code: Code
    title: Line
    about: Text
    questions: tuple[Question, ...] = Field(min_length=1)


class StagePack(Pack):
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None
    stages: tuple[Stage, ...] = Field(min_length=2)

    def stage(self, code: str) -> Stage | None:
        """None for a stage that an earlier version of the pack had."""
        return next((each for each in self.stages if each.code == code), None)

    def place(self, code: str) -> int:
        """Where the stage stands, counted from 0; -1 for one that is gone."""
        return next((at for at, each in enumerate(self.stages) if each.code == code), -1)


@cache
def stage_pack(path: Path = PACK) -> StagePack:
    """:raises kit.packs.PackError: naming file, line and remedy."""
    return packs.load(path, StagePack, _findings)


def _findings(pack: StagePack) -> Iterator[packs.Finding]:
    if pack.proposed and not pack.note:
        yield packs.Finding(("proposed",), "This is proposed, but no note says why.", "Add a `note`.")
    yield from _twice("stage", [stage.code for stage in pack.stages], ("stages",))
    for at, stage in enumerate(pack.stages):
        asked = [question.code for question in stage.questions]
        yield from _twice("question", asked, ("stages", at, "questions"))


def _twice(what: str, codes: list[str], place: packs.Place) -> Iterator[packs.Finding]:
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield packs.Finding((*place, at, "code"), f"The {what} `{code}` stands twice.", "Rename one.")
