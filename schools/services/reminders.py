"""Reminding people of what is due: gathered in a digest, in the rhythm each of them chose."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from kit import clock
from kit.refusals import require
from schools import audit
from schools.models import Person, Post, Reminder
from schools.queries.reminders import due_from
from schools.rhythm import FRIDAY, Rhythm, latest_turn
from schools.rules import is_a_rhythm, may_set_rhythm
from schools.services.notices import DIGEST, tell

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""How long it is kept that a step was told. No step lasts longer than a week, so none is told again for it."""

MOST_AT_ONCE = 200
"""A run ends well within the time that a task has; the next one goes on with the others."""


@transaction.atomic
def set_rhythm(*, person: Person, rhythm: str, weekday: int, by: Person) -> None:
    """Choose how often one is reminded: each working day, each week on a day, or not at all.

    :param weekday: 0 for Monday to 4 for Friday; of a weekly digest.
    :raises Refused: ``not-yours``, ``no-rhythm``.
    """
    require(may_set_rhythm(by, person))
    require(is_a_rhythm(rhythm, weekday))
    stands = Person.objects.select_for_update().get(pk=person.pk)
    before = {"rhythm": stands.reminder_rhythm, "weekday": stands.reminder_weekday}
    after = {"rhythm": Rhythm(rhythm).value, "weekday": weekday}
    if before != after:
        changes: dict[str, object] = {f"reminder_{name}": value for name, value in after.items()}
        # The new rhythm begins today: no turn that it would have had before is made up for.
        yesterday = clock.today() - timedelta(days=1)
        changes["reminded_on"] = max(stands.reminded_on or yesterday, yesterday)
        Person.objects.filter(pk=person.pk).update(**changes)
        audit.record_for_trusts(by=by, verb="changed reminders", person=person, before=before, after=after)
    person.refresh_from_db(fields=["reminder_rhythm", "reminder_weekday"])


def remind_everybody() -> int:
    """Send people the digest that is due by their rhythm, ``MOST_AT_ONCE`` of them; how many got one.

    It may run twice, or not at all on the day itself: what was told is not told again, what was left out is made up
    for. Each person is a transaction of their own, so that what fails for one holds nobody else up.
    """
    today = clock.today()
    people = Person.objects.filter(is_active=True, pk__in=Post.objects.current().values("person"))
    people = people.exclude(reminder_rhythm=Rhythm.NONE).filter(
        Q(reminded_on__isnull=True) | Q(reminded_on__lt=today)
    )
    told = 0
    for person in [each for each in people.order_by("pk") if _is_due(each)][:MOST_AT_ONCE]:
        try:
            told += remind(person)
        except Exception:
            log.exception("person %s could not be reminded", person.pk)
    return told


@transaction.atomic
def remind(person: Person) -> bool:
    """Tell ``person`` what is due if their digest is, and if there is something in it of which they do not know.

    :returns: whether there was.
    """
    stands = Person.objects.select_for_update().get(pk=person.pk)
    if not _is_due(stands):
        return False
    today = clock.today()
    Person.objects.filter(pk=stands.pk).update(reminded_on=today)
    Reminder.objects.filter(person=stands, at__lt=clock.now() - KEPT).delete()
    digest = due_from(stands)
    steps = {(turn.key[:200], turn.due_on, turn.step(today)) for _, turns in digest.groups for turn in turns}
    told = set(
        Reminder.objects.filter(person=stands, due_on__in={due for _, due, _ in steps}).values_list(
            "key", "due_on", "step"
        )
    )
    new = sorted(steps - told)
    if not new:
        return False
    Reminder.objects.bulk_create(
        Reminder(person=stands, key=key, due_on=due, step=step, at=clock.now()) for key, due, step in new
    )
    tell(
        stands,
        key=f"{DIGEST}:{today}",
        subject=digest.subject,
        body=digest.body(settings.BASE_URL),
        link=reverse("due"),
    )
    return True


def _is_due(person: Person) -> bool:
    """Nobody is written to for the first time on a weekend."""
    today = clock.today()
    turn = latest_turn(person.reminder_rhythm, person.reminder_weekday, today)
    if person.reminded_on is None:
        return turn is not None and today.weekday() <= FRIDAY
    return turn is not None and person.reminded_on < turn
