"""What waits for somebody in support: engagements they owe, categories, appeals, reviews and initiatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse

from kit import clock
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import Person
from schools.turns import AHEAD, Turn
from support.models import Engagement
from support.queries.appeals import appeals_waiting
from support.queries.closing import closing_for
from support.queries.fulfilment import Due, agreed_engagements, overdue_engagements
from support.queries.initiatives import initiatives_to_settle, stage_title
from support.queries.reviews import reviews_to_carry_out
from support.queries.reviews_due import reviews_due

Found = tuple[Due, date, str]


def turns(person: Person) -> Iterator[Turn]:
    """A meeting of many schools is one thing, however many schools are promised it."""
    if has_anywhere(person, Permission.RECORD_ENGAGEMENT):
        yield from _once_a_meeting(_owed(person))
        yield from _external_reviews(person)
    if has_anywhere(person, Permission.CONFIRM_CATEGORY):
        yield from _reviews(person)
    if has_anywhere(person, Permission.DECIDE_APPEAL):
        yield from _appeals(person)
    if has_anywhere(person, Permission.SEE_PLAN):
        yield from _initiatives(person)


def _owed(person: Person) -> Iterator[Found]:
    """What they missed; what may lapse without a day; what a day was agreed for that comes soon or has passed."""
    for due in overdue_engagements(person):
        if due.is_mine:
            yield (
                due,
                due.engagement.window_end,
                "its window has closed: hold it late, or say what became of it",
            )
    for closing in closing_for(person):
        yield closing.due, closing.due.engagement.window_end, f"{closing.why}; {closing.left}"
    for due in agreed_engagements(person, until=clock.today() + AHEAD):
        if due.is_mine:
            to_come = due.day >= clock.today()
            yield due, due.day, "agreed for this day" if to_come else "held? Record what became of it"


def _once_a_meeting(found: Iterable[Found]) -> Iterator[Turn]:
    meetings: dict[str, list[Found]] = {}
    named: set[int] = set()
    for due, day, note in found:
        if due.engagement.pk in named:
            continue
        named.add(due.engagement.pk)
        if due.is_network:
            meetings.setdefault(_key(due.engagement), []).append((due, day, note))
        else:
            yield Turn(f"engagement:{due.engagement.pk}", due.label, due.school.name, day, due.url, note)
    for key, seats in meetings.items():
        due, day, note = seats[0]
        where = due.school.name if len(seats) == 1 else f"{len(seats)} schools"
        url = reverse("network_meeting", args=[due.engagement.commitment.year_id, due.engagement.key])
        yield Turn(key, due.label, where, day, url, note)


def _key(row: Engagement) -> str:
    return f"network:{row.commitment.year_id}:{row.key}"[:200]


def _reviews(person: Person) -> Iterator[Turn]:
    for row in reviews_due(person):
        if row.review_on is not None:
            title = f"Look again at the {row.strand_spec.title.lower()} category"
            key, note = f"review:{row.pk}", f"it is {row.category_title}"
            yield Turn(key, title, row.school.name, row.review_on, row.get_absolute_url(), note)


def _appeals(person: Person) -> Iterator[Turn]:
    """Those whose decision has a day; an offer may set none."""
    for row in appeals_waiting(person):
        if row.answer_by is not None and row.decision.school.closed_on is None:
            title = f"Decide the appeal, {row.decision.strand_spec.title.lower()} category"
            note = f"it is {row.decision.category_title}"
            where, url = row.decision.school.name, row.get_absolute_url()
            yield Turn(f"appeal:{row.pk}", title, where, row.answer_by, url, note)


def _external_reviews(person: Person) -> Iterator[Turn]:
    for row in reviews_to_carry_out(person):
        if row.school.closed_on is None:
            key, note = f"external-review:{row.pk}", "to be carried out by this day"
            yield Turn(key, row.title, row.school.name, row.due_on, row.get_absolute_url(), note)


def _initiatives(person: Person) -> Iterator[Turn]:
    for row in initiatives_to_settle(person):
        if row.settle_by is not None and (row.school is None or row.school.closed_on is None):
            key, title = f"initiative:{row.pk}:{row.stage}", f"{stage_title(row.stage)}: {row.title}"
            url, note = row.get_absolute_url(), "the stage is to be settled by this day"
            yield Turn(key, title, row.whose, row.settle_by, url, note)
