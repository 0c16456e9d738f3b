"""Planning in the story: the trust has said when its chief executive works."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from support.services.adviser_times import set_time
from tests.house.here import Here


def timed(here: Here) -> None:
    set_time(
        person=here.chief, trust=here.trust, starts_on=date(2026, 9, 1), weekdays=[1, 2, 3, 4],
        days_a_half_term=Decimal(10), by=here.improver,
    )  # fmt: skip
    here.keep("adviser", here.chief.pk)
