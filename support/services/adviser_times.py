"""When the trust's advisers work, and how much of it is for schools."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from schools import audit
from schools.models import Person, Post, Trust
from support import rules_planning
from support.models import AdviserTime
from support.models.adviser_time import MOST_DAYS, WEEKDAYS
from support.queries.visitors import OF_THE_TRUST


@transaction.atomic
def set_time(
    *,
    person: Person,
    trust: Trust,
    starts_on: date,
    weekdays: Iterable[int],
    days_a_half_term: Decimal,
    by: Person,
) -> AdviserTime:
    """From ``starts_on`` on ``person`` works on ``weekdays`` and has so many days a half-term for schools.

    :param weekdays: 1 Monday to 5 Friday.
    :param days_a_half_term: to a tenth of a day; 0 is no time, which is another thing than nothing entered.
    :raises Refused: ``not-yours``, ``no-adviser``, ``no-such-day``, ``days-without-weekdays``, ``too-many-days``.
    """
    is_adviser = Post.objects.current().filter(person=person, trust=trust, role__in=OF_THE_TRUST).exists()
    require(rules_planning.may_set_time(by, trust, is_adviser=is_adviser))
    chosen = sorted(set(weekdays))
    require(_fits(chosen, days_a_half_term))
    standing = AdviserTime.objects.filter(person=person, trust=trust, starts_on__lte=starts_on).last()
    values = {
        "weekdays": "".join(str(day) for day in chosen),
        "days_a_half_term": days_a_half_term.quantize(Decimal("0.1")),
    }
    before = {name: getattr(standing, name) for name in values} if standing else None
    if standing is not None and before == values and standing.starts_on == starts_on:
        return standing
    made = AdviserTime.objects.create(
        person=person, trust=trust, starts_on=starts_on, by=by, at=clock.now(), **values
    )
    after = {**values, "starts_on": starts_on}
    audit.record(by=by, verb="set working days", thing=made, trust=trust, before=before, after=after)
    return made


def _fits(weekdays: list[int], days: Decimal) -> Refusal | None:
    if not set(weekdays) <= set(WEEKDAYS):
        return Refusal("no-such-day", "Choose among Monday to Friday.")
    if not 0 <= days <= MOST_DAYS:
        return Refusal("too-many-days", f"Give the days of a half-term, 0 to {MOST_DAYS}.")
    if days and not weekdays:
        return Refusal("days-without-weekdays", "Choose the weekdays on which these days can be.")
    return None
