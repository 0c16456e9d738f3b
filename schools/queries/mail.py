"""What has not gone out by e-mail, for the administrator of the people it was meant for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kit import clock
from schools.models import Notice, Person, Trust
from schools.queries.people import people_of

REMEMBERED = timedelta(days=30)
"""How long a message that was given up is told of."""
NAMED = 5
"""How many people are named; the others are counted."""


@dataclass(frozen=True)
class UnsentMail:
    """Messages to people of one trust; nothing of what they say is told."""

    waiting: int
    given_up: int
    since: datetime
    people: list[str]
    more_people: int
    reason: str


def unsent_mail(trust: Trust, user: Person) -> UnsentMail | None:
    """What waits for the mail server or was given up lately; None when all has gone out. One query."""
    people = people_of(trust, user).values("pk")
    stuck = Notice.objects.stuck().filter(person__in=people, created_at__gte=clock.now() - REMEMBERED)
    rows = list(
        stuck.order_by("pk").values_list("person__name", "job_state", "away_since", "created_at", "failure")
    )
    if not rows:
        return None
    names = sorted({name for name, *_ in rows})
    given_up = sum(state == Notice.JobState.FAILED for _, state, *_ in rows)
    return UnsentMail(
        waiting=len(rows) - given_up,
        given_up=given_up,
        since=min(away or created for _, _, away, created, _ in rows),
        people=names[:NAMED],
        more_people=len(names[NAMED:]),
        reason=rows[-1][-1],
    )
