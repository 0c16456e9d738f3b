"""When a promise was kept last before a year, for what is due within months of that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Max

from schools.models import AcademicYear, School
from support.models import Commitment, Engagement
from support.spec import Engagement as Promised
from support.spec import Recurring


def last_held(commitment: Commitment) -> date | None:
    """The last day before the commitment's year on which the school's same promise was held.

    One query, and none where the offer does not ask for it.
    """
    held = held_before(commitment.school_id, commitment.year, [commitment.spec])
    return held.get(commitment.promise)


def held_before(school: School | int, year: AcademicYear, engagements: Iterable[Promised]) -> dict[str, date]:
    """``last_held`` of each of ``engagements`` that the offer asks for, by promise. One query at most."""
    asked = [
        each.promise
        for each in engagements
        if isinstance(each.rhythm, Recurring) and each.rhythm.within_months is not None
    ]
    if not asked:
        return {}
    rows = Engagement.objects.filter(
        school=school,
        commitment__promise__in=asked,
        status=Engagement.Status.HELD,
        held_on__lt=year.starts_on,
    )
    return dict(rows.values_list("commitment__promise").annotate(last=Max("held_on")).order_by())
