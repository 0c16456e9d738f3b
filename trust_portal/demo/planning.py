"""The chapter of working days: the trust says when its advisers work. Of a deputy it has not yet."""

from __future__ import annotations

from decimal import Decimal

from support.services.adviser_times import set_time
from trust_portal.demo.stage import Stage

WORKING = {
    "chief": ((1, 2, 3, 4), "6"),
    "finance": ((1, 2, 3, 4, 5), "10"),
    "improvement": ((1, 2, 3, 4, 5), "14"),
    "adviser": ((2, 3, 4), "4.5"),
}
"""The weekdays (1 Monday), and the days a half-term that are for schools: too few of the chief executive's for July."""


def write(stage: Stage) -> None:
    stage.at(stage.plan.present.days[0], "08:20", lambda: _say_when(stage))


def _say_when(stage: Stage) -> None:
    year = stage.terms[stage.plan.present.place].year
    for key, (weekdays, days) in WORKING.items():
        set_time(
            person=stage.people[key],
            trust=stage.trust,
            starts_on=year.starts_on,
            weekdays=weekdays,
            days_a_half_term=Decimal(days),
            by=stage.people["improvement"],
        )
