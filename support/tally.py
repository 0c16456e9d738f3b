"""What became of a number of promises, in counts that add up. Pure.

“Not recorded” is none of the counts of who came: it is what is left of those held, and never taken for zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction


@dataclass(frozen=True)
class Tally:
    """``missed``: the window closed without it. ``planned``: the window is open or to come.

    ``off_by_trust``, ``off_by_school`` and ``off_unsaid``: promised, and cancelled by a person, on whose account.
    ``called_off``: a changed category ended the promise first, so it is not promised any more.
    Of those held: the school or those who owe it came, or did not.
    """

    held: int = 0
    missed: int = 0
    planned: int = 0
    off_by_trust: int = 0
    off_by_school: int = 0
    off_unsaid: int = 0
    called_off: int = 0
    school_came: int = 0
    school_stayed_away: int = 0
    owing_came: int = 0
    owing_stayed_away: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def cancelled(self) -> int:
        """By a person."""
        return self.off_by_trust + self.off_by_school + self.off_unsaid

    @property
    def promised_to_date(self) -> int:
        """What was to be held by now, and what was held or cancelled before it was due."""
        return self.held + self.missed + self.cancelled

    @property
    def promised(self) -> int:
        return self.promised_to_date + self.planned

    @property
    def not_held(self) -> int:
        return self.missed + self.cancelled

    @property
    def share_held(self) -> Fraction | None:
        """Of what was promised to date; None while nothing was."""
        return Fraction(self.held, self.promised_to_date) if self.promised_to_date else None

    @property
    def school_unrecorded(self) -> int:
        """Held, and nobody recorded whether the school was there."""
        return self.held - self.school_came - self.school_stayed_away

    @property
    def owing_unrecorded(self) -> int:
        return self.held - self.owing_came - self.owing_stayed_away

    @property
    def standing(self) -> str:
        """“All held”, “3 of 10 not held”, “Nothing due yet”: what a page says beside any mark."""
        if not self.promised_to_date:
            return "Nothing due yet" if self.planned else "Nothing promised"
        return f"{self.not_held} of {self.promised_to_date} not held" if self.not_held else "All held"

    @property
    def tone(self) -> str:
        """How its badge looks (kit/templatetags/ui.py)."""
        if not self.promised_to_date:
            return "quiet"
        return "late" if self.not_held else "done"

    @property
    def school_words(self) -> str:
        return _came(self.held, self.school_came, self.school_stayed_away)

    @property
    def owing_words(self) -> str:
        return _came(self.held, self.owing_came, self.owing_stayed_away)

    @property
    def cancelled_words(self) -> str:
        """“2 by the trust, 1 by the school”."""
        parts = (
            (self.off_by_trust, "by the trust"),
            (self.off_by_school, "by the school"),
            (self.off_unsaid, "not said by whom"),
        )
        return ", ".join(f"{number} {who}" for number, who in parts if number) or "None"


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


def worst_first(tally: Tally) -> tuple[Fraction, int]:
    """The order of “is the offer kept to everyone”: the smallest share held first, then the most not held.

    What has nothing due yet comes last.
    """
    share = tally.share_held
    return (Fraction(2) if share is None else share, -tally.not_held)


def _came(held: int, came: int, stayed_away: int) -> str:
    if not held:
        return "Nothing held"
    if not came and not stayed_away:
        return "Not recorded"
    said = f"{came} of {came + stayed_away}"
    left = held - came - stayed_away
    return f"{said}; {left} not recorded" if left else said
