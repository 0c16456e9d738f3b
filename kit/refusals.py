"""A refusal is a value: the service raises it, the page shows its sentence, a test compares its code."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why something may not be done: a stable ``code`` and a ``sentence`` for the person."""

    code: str
    sentence: str


class Refused(Exception):
    """Raised by ``require`` when a rule answered with a refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


def require(refusal: Refusal | None) -> None:
    """Go on when the rule had nothing against it.

    :raises Refused: when it had.
    """
    if refusal is not None:
        raise Refused(refusal)
