"""The shape of an offer: strands, categories and the engagements each category carries, typed and checked.

An offer is data: how many strands and categories there are, what they are called, who confirms them and
what they promise all stand in the pack. What the trust's strategy leaves open carries ``proposed: true``
and a ``note``.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from kit import packs
from kit.packs import PackError
from kit.packs.reading import read
from support.spec_base import Code, Count, Line, Percent, PersonCode, Spec, Text
from support.spec_judging import Appeals, EarlyWarning, Outcomes, Review, ShownBy, Watching
from support.spec_planning import Planning

__all__ = ["Category", "Engagement", "Offer", "PackError", "Planning", "Rhythm", "Strand", "load", "loads"]


class Recurring(Spec):
    """Held ``times`` every so many school ``weeks``, or in each month, half-term, term or year."""

    kind: Literal["recurring"]
    every: Literal["school_weeks", "monthly", "half_termly", "termly", "annual"]
    weeks: Count = 1
    first_week: Count | None = None  # when silent, the number of weeks: three-weekly begins in week 3
    times: Count = 1
    within_months: Count | None = None  # annual: also no later than so many months after it was held last


class AtLeast(Spec):
    """A minimum: ``times`` or more within each window."""

    kind: Literal["at_least"]
    times: Count
    window: Literal["school_week", "half_term", "term", "year"]


class Once(Spec):
    """Once after the category is confirmed, by the end of the half-term, term or year."""

    kind: Literal["once"]
    by: Literal["half_term", "term", "year"]


class IfRequired(Spec):
    """Nothing is laid out until somebody decides that it is needed; the decision is recorded."""

    kind: Literal["if_required"]


class StandingAim(Spec):
    """Never an appointment; its status is reviewed each half-term."""

    kind: Literal["standing_aim"]


Rhythm = Annotated[Recurring | AtLeast | Once | IfRequired | StandingAim, Field(discriminator="kind")]


class Person(Spec):
    """Somebody the offer names: a role of the portal, or (``portal_role: false``) a label and no more."""

    code: PersonCode
    label: Line
    portal_role: bool = True


class Stream(Spec):
    """One of several meetings that a single listed engagement promises, each in its own right."""

    code: Code
    title: Line
    attended_by: tuple[PersonCode, ...] = Field(min_length=1)


class RecordField(Spec):
    """Something that the record of an engagement asks for beyond what every record does."""

    code: Code
    title: Line
    hint: Text | None = None


class Engagement(Spec):
    """One promise of one category; the same ``promise`` elsewhere is the same thing in another measure."""

    code: Code
    promise: Code
    title: Line
    means: Text
    owed_by: tuple[PersonCode, ...] = Field(min_length=1)
    attended_by: tuple[PersonCode, ...] = ()
    minutes: Count | None = None
    rhythm: Rhythm
    streams: tuple[Stream, ...] = ()
    network: bool = False  # one meeting for many schools
    record: tuple[RecordField, ...] = ()
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class KeyFeature(Spec):
    """How a school of the category is known; where ``shown_by`` is silent, no figure speaks of it."""

    code: Code
    text: Text
    shown_by: ShownBy | None = None


class Category(Spec):
    code: Code
    title: Line
    descriptor: Text
    helps_others: bool = (
        False  # its schools may offer help to others, in areas that are agreed to be of low risk
    )
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None
    review: Review | None = None
    key_features: tuple[KeyFeature, ...] = Field(min_length=1)
    engagements: tuple[Engagement, ...] = Field(min_length=1)


class Threshold(Spec):
    """The category of a score up to ``at_most`` (0 no risk, 100 the most); the last has no upper end."""

    category: Code
    at_most: Percent | None = None


class Gate(Spec):
    """What cannot be averaged away: enough KPIs at a step hold the strand at ``at_best`` or worse."""

    code: Code
    step: Code
    criteria: tuple[Code, ...] = ()  # none named: every criterion
    kpis: Count = 1
    at_best: Code
    sentence: Text
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class Recommendation(Spec):
    """How a strand's score leads to a category: thresholds of the weighted mean, then gates."""

    thresholds: tuple[Threshold, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = ()
    near: Percent = 5.0  # points on either side of a threshold within which the page says so
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class Strand(Spec):
    """One half of the offer; its categories go from the strongest school to the one most in need."""

    code: Code
    title: Line
    confirmed_by: PersonCode
    appeals: Appeals | None = None
    recommendation: Recommendation
    categories: tuple[Category, ...] = Field(min_length=2)

    def category(self, code: str) -> Category:
        """:raises KeyError: for a category the strand does not have."""
        return {category.code: category for category in self.categories}[code]


class ScheduleRules(Spec):
    """What frequencies mean where the strategy does not say."""

    month_needs_school_days: Annotated[int, Field(ge=1, le=23)] = 10
    part_window: Literal["pro_rata"] = "pro_rata"
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class WithoutCategory(Spec):
    """What a school without a confirmed category is promised."""

    rule: Literal["least", "identical"] = "least"
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class Offer(Spec):
    key: Code
    version: Line
    title: Line
    summary: Text
    author: Line
    checker: Line
    next_review: date
    people: tuple[Person, ...] = Field(min_length=1)
    schedule: ScheduleRules = ScheduleRules()
    planning: Planning = Planning()
    without_category: WithoutCategory = WithoutCategory()
    outcomes: Outcomes | None = None
    watching: Watching | None = None
    early_warning: EarlyWarning | None = None
    strands: tuple[Strand, ...] = Field(min_length=1)

    def strand(self, code: str) -> Strand:
        """:raises KeyError: for a strand the offer does not have."""
        return {strand.code: strand for strand in self.strands}[code]

    def engagements(self) -> Iterator[tuple[Strand, Category, Engagement]]:
        """Every engagement with where it stands, in the pack's order."""
        for strand in self.strands:
            for category in strand.categories:
                for engagement in category.engagements:
                    yield strand, category, engagement

    def minutes_of(self, engagement: Engagement) -> int:
        """Its length: its own where it gives one, else what the offer assumes."""
        return engagement.minutes or self.planning.minutes

    def person_label(self, code: str) -> str:
        """:raises KeyError: for a person the offer does not name."""
        return {person.code: person.label for person in self.people}[code]


def load(path: Path | str) -> Offer:
    """Read an offer and check it.

    :raises PackError: with every finding as ``file:line: what is wrong. What to do.``
    """
    return loads(read(Path(path)), str(path))


def loads(text: str, name: str = "pack") -> Offer:
    """Check the text of a pack; ``name`` is what findings call it.

    :raises PackError: with every finding as ``name:line: what is wrong. What to do.``
    """
    from support.spec_checks import findings  # the checks read these very classes

    return packs.loads(text, Offer, findings, name=name)
