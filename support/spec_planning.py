"""How the trust plans its days, where the strategy does not say."""

from typing import Annotated

from pydantic import Field

from support.spec_base import Count, Spec, Text

Minutes = Annotated[int, Field(ge=15, le=600)]


class Planning(Spec):
    """How long an engagement is that gives no length, and what a working day and a school's week have room for."""

    minutes: Minutes = 180  # of an engagement that gives none: half a working day, the way there included
    minutes_a_day: Minutes = 360
    begins_at_hour: Annotated[int, Field(ge=7, le=12)] = 9
    visitors_a_week: Count = 2  # people of the trust who come to one school in one week
    proposed: bool = False  # the strategy leaves it open; then `note` says what
    note: Text | None = None
