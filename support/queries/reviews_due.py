"""Which standing decisions are to be looked at again soon, or should have been."""

from __future__ import annotations

from datetime import timedelta

from kit import clock
from schools.access.permissions import Permission
from schools.models import Person, School
from support import rules
from support.models import Decision

AHEAD = timedelta(weeks=4)


def reviews_due(user: Person) -> list[Decision]:
    """Those that ``user`` confirms, due within four weeks or before, the earliest first. A fixed number of queries."""
    schools = School.objects.visible_to(user, Permission.CONFIRM_CATEGORY).open()
    rows = Decision.objects.filter(school__in=schools).defer("recommendation").in_order()
    standing = {
        (row.school_id, row.strand): row
        for row in rows.select_related("school__trust", "evaluation__term__year").prefetch_related("offer")
    }
    due = [
        (row.review_on, row)
        for row in standing.values()
        if row.review_on is not None
        and row.review_on <= clock.today() + AHEAD
        and rules.confirms(user, row.school, row.strand_spec) is None
    ]
    return [row for _, row in sorted(due, key=lambda pair: (pair[0], pair[1].pk))]
