"""The shape of the pack behind the report: its questions and its glossary."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kit import packs

PACK = Path(__file__).resolve().parent / "packs" / "governor-report.yaml"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuestionSpec(Spec):
    """``rule`` names what fires it (governance/questions.py); ``each``, how often at most."""

    rule: Text
    each: Annotated[int, Field(ge=1, le=10)] = 1
    question: Text
    because: Text


class GlossarySpec(Spec):
    word: Text
    meaning: Text


class ReportPack(Spec):
    key: Text
    version: Text
    title: Text
    author: Text
    checker: Text
    next_review: date
    most: Annotated[int, Field(ge=1, le=20)]
    questions: tuple[QuestionSpec, ...] = Field(min_length=1)
    glossary: tuple[GlossarySpec, ...] = Field(min_length=1)


@cache
def report_pack(path: Path = PACK) -> ReportPack:
    """:raises kit.packs.PackError: naming file, line and remedy."""
    from governance.questions import FINDERS

    def checks(pack: ReportPack) -> list[packs.Finding]:
        return [
            packs.Finding(
                ("questions", number, "rule"),
                f"There is no rule {spec.rule!r}.",
                f"Use one of {', '.join(FINDERS)}.",
            )
            for number, spec in enumerate(pack.questions)
            if spec.rule not in FINDERS
        ]

    return packs.load(path, ReportPack, checks)
