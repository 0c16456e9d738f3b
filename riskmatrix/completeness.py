"""How complete the evidence beside a judgement is: from which sources, how recent, and whether it agrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from riskmatrix.spec import FrameworkSpec


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: its kind and the step it points to by itself, by their codes."""

    kind: str
    speaks_of: date
    points_to: str | None = None


@dataclass(frozen=True)
class Completeness:
    """What the pieces beside one KPI cover.

    ``seen`` and ``unseen`` are sources that the framework wants to see side by side; of a framework that names none,
    its kinds. ``beyond`` are kinds that speak for no source. ``points_to`` are the steps that pieces point to, from
    least to most risk, each once.
    """

    pieces: int
    seen: tuple[str, ...]
    unseen: tuple[str, ...]
    beyond: tuple[str, ...]
    newest: date | None
    oldest: date | None
    points_to: tuple[str, ...]

    @property
    def disagrees(self) -> bool:
        return len(self.points_to) > 1

    @property
    def total(self) -> int:
        return len(self.seen) + len(self.unseen)


def completeness(pieces: Sequence[Piece], spec: FrameworkSpec) -> Completeness:
    """What ``pieces`` cover of what ``spec`` asks for. A kind that the framework does not have stands by its code."""
    kinds = {kind.code: kind for kind in spec.evidence.kinds}
    labels = {source.code: source.label for source in spec.evidence.sources}
    there = dict.fromkeys(piece.kind for piece in pieces if piece.kind)
    if labels:
        covered = {kinds[code].source for code in there if code in kinds}
        beyond = [code for code in there if code not in kinds or kinds[code].source is None]
    else:
        labels = {kind.code: kind.label for kind in spec.evidence.kinds}
        covered = set(there)
        beyond = [code for code in there if code not in kinds]
    days = sorted(piece.speaks_of for piece in pieces)
    steps = {piece.points_to for piece in pieces}
    return Completeness(
        pieces=len(pieces),
        seen=tuple(label for code, label in labels.items() if code in covered),
        unseen=tuple(label for code, label in labels.items() if code not in covered),
        beyond=tuple(kinds[code].label if code in kinds else code for code in beyond),
        newest=days[-1] if days else None,
        oldest=days[0] if days else None,
        points_to=tuple(step.code for step in spec.steps_by_severity() if step.code in steps),
    )
