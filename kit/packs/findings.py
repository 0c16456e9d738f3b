"""What is wrong with a pack, said so that whoever edits it can put it right."""

from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[str | int, ...]
"""Keys and positions (from 0) that lead from the top of a pack to one of its parts."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a pack: where, what, and what to do about it."""

    path: Place
    sentence: str
    remedy: str


class PackError(Exception):
    """A pack cannot be used; ``findings`` are lines of the form ``file:line: what is wrong. What to do.``"""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)


class Faulty(Exception):
    """Plain data that is no pack; ``findings`` say where and why, the caller knows what a place is called."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(f"{each.sentence} {each.remedy}" for each in findings))
        self.findings = tuple(findings)
