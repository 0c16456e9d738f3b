"""What an offer says about judging: what shows a key feature, reviews, appeals, and what is watched over terms."""

from typing import Annotated, Literal

from pydantic import Field

from support.spec_base import Code, Count, Percent, PersonCode, Spec, Text


class BySelfEvaluation(Spec):
    """The calibration of the school: the framework says from where a self-evaluation is accurate or too generous."""

    kind: Literal["self_evaluation"]
    says: Literal["accurate", "generous"]


class ByOutcomes(Spec):
    """Attainment and progress, beside England's, over the years (``Outcomes``).

    ``strong``: mostly above and mostly rising, nothing below; ``average``: nothing below, everything rising;
    ``uneven``: something below; ``low``: several below, none of them rising.
    """

    kind: Literal["outcomes"]
    are: Literal["strong", "average", "uneven", "low"]


class ByRatings(Spec):
    """The agreed matrix: at least so many of the criteria and KPIs named stand at one of these steps.

    Where no criterion and no KPI is named, every criterion that feeds the strand is looked at.
    """

    kind: Literal["ratings"]
    criteria: tuple[Code, ...] = ()
    kpis: tuple[Code, ...] = ()
    at: tuple[Code, ...] = Field(min_length=1)
    at_least: Count = 1


ShownBy = Annotated[BySelfEvaluation | ByOutcomes | ByRatings, Field(discriminator="kind")]


class Outcomes(Spec):
    """The figures of attainment and progress, and from which difference on one counts, in the measure's own unit."""

    measures: tuple[Code, ...] = Field(min_length=1)
    differs_from: Annotated[float, Field(ge=0, le=50, allow_inf_nan=False)] = 2.0
    years: Annotated[int, Field(ge=2, le=10)] = 3
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class Review(Spec):
    """By when a decision for the category is looked at again, and whether it must say what will end it."""

    within_weeks: Count
    exit_criteria: bool = False
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class Appeals(Spec):
    """Who decides where a headteacher appeals against a category, and by when; never whoever made the decision."""

    decided_by: PersonCode
    answer_within_school_days: Count | None = None
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class Watching(Spec):
    """What the trust looks at over terms: ``points`` of a strand's score count as a movement.

    ``terms``: so many terms of much support without a movement deserve a second look.
    """

    points: Percent
    terms: Annotated[int, Field(ge=2, le=12)]
    much_support: tuple[Code, ...] = Field(min_length=1)
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None


class EarlyWarning(Spec):
    """When it is said that something promised may lapse: no day agreed in the last so many school days of its window.

    In a window of fewer than twice as many, once half of it is over (support/closing.py).
    """

    school_days: Annotated[int, Field(ge=1, le=30)]
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None
