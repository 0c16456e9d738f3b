"""What a statistic of agreement can be: a figure, or one of two answers that are none."""

from dataclasses import dataclass
from typing import TypeAlias, TypeVar


@dataclass(frozen=True)
class TooFew:
    """``n`` pairs, where at least ``needed`` would allow an answer."""

    n: int
    needed: int

    @property
    def sentence(self) -> str:
        if not self.n:
            return f"No rating can be compared yet; at least {self.needed} are needed."
        return (
            f"Only {self.n} rating{'s' * (self.n != 1)} can be compared; at least {self.needed} are needed."
        )


@dataclass(frozen=True)
class NotDefined:
    """There are pairs enough, but the figure would say nothing; ``sentence`` is the reason."""

    sentence: str


T = TypeVar("T")
Answered: TypeAlias = T | TooFew | NotDefined
"""A figure, or one of the two answers that are none."""


@dataclass(frozen=True)
class Share:
    """``count`` of ``of`` pairs; ``of`` above 0."""

    count: int
    of: int

    @property
    def value(self) -> float:
        return self.count / self.of

    @property
    def percent(self) -> float:
        """With one decimal, as shown and as compared with a threshold."""
        return round(100 * self.value, 1)


@dataclass(frozen=True)
class Interval:
    """The 95 % interval of a kappa, within -1..1, and the standard error behind it."""

    low: float
    high: float
    standard_error: float


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance: 1 is full agreement, 0 what chance alone would give, -1 the reverse."""

    value: float
    interval: Answered[Interval]
