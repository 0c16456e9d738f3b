"""The kinds of external reviews and audits: who commissions each, how often is usual, what it speaks to."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import Field

from kit import packs
from support.spec_base import Code, Count, Line, Pack, PersonCode, Spec, Text

PACK = Path(__file__).resolve().parent / "packs" / "external-reviews.yaml"


class ReviewKind(Spec):
    """``criteria`` are the framework's, ``promises`` those of the offer that such a review may keep."""

    code: Code
    title: Line
    about: Text
    commissioned_by: tuple[PersonCode, ...] = Field(min_length=1)
    rhythm: Text
    every_months: Count | None = None
    criteria: tuple[Code, ...] = ()
    promises: tuple[Code, ...] = ()


class ReviewPack(Pack):
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None
    kinds: tuple[ReviewKind, ...] = Field(min_length=1)

    def kind(self, code: str) -> ReviewKind | None:
        """None for a kind that an earlier version of the pack had."""
        return next((each for each in self.kinds if each.code == code), None)


@cache
def review_pack(path: Path = PACK) -> ReviewPack:
    """:raises kit.packs.PackError: naming file, line and remedy."""
    return packs.load(path, ReviewPack, _findings)


def _findings(pack: ReviewPack) -> Iterator[packs.Finding]:
    if pack.proposed and not pack.note:
        yield packs.Finding(("proposed",), "This is proposed, but no note says why.", "Add a `note`.")
    codes = [kind.code for kind in pack.kinds]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield packs.Finding(("kinds", at, "code"), f"The kind `{code}` stands twice.", "Rename one.")
