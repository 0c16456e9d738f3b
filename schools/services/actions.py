"""What a school has agreed to do: added where it was agreed, kept up to date, ticked off."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from kit.saving import Conflict
from kit.text import printable
from schools import audit
from schools.action_rules import may_keep_actions
from schools.models import Action, Person, School

LINE_LIMIT = 500
OWNER_LIMIT = 150
ORIGIN_LIMIT = 200
IMPACT_LIMIT = 5_000


@dataclass(frozen=True)
class ActionText:
    """What an action says. ``owner`` is a role or a member of staff, ``support`` the help that comes with it."""

    what: str
    owner: str = ""
    due_on: date | None = None
    support: str = ""
    check_impact_on: date | None = None
    impact: str = ""

    def cleaned(self) -> ActionText:
        """The text as it is stored.

        :raises kit.refusals.Refused: when a part is too long, the action says nothing, or dates are out of order.
        """
        text = ActionText(
            what=" ".join(printable(self.what, LINE_LIMIT).split()),
            owner=" ".join(printable(self.owner, OWNER_LIMIT).split()),
            due_on=self.due_on,
            support=" ".join(printable(self.support, LINE_LIMIT).split()),
            check_impact_on=self.check_impact_on,
            impact=printable(self.impact, IMPACT_LIMIT).strip(),
        )
        if not text.what:
            require(Refusal("empty", "Say what is to be done."))
        require(dates_in_order(text.due_on, text.check_impact_on))
        return text


def dates_in_order(due_on: date | None, check_impact_on: date | None) -> Refusal | None:
    """The impact of something cannot be checked before it is due."""
    if due_on and check_impact_on and check_impact_on < due_on:
        return Refusal("dates", "The impact is checked on or after the day the action is due.")
    return None


def seal(text: ActionText) -> str:
    """A short name for a text: a page carries it and hands it back to ``keep`` as what the person saw."""
    plain = json.dumps(asdict(text), default=str, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


def text_of(action: Action) -> ActionText:
    """What ``action`` says now."""
    return ActionText(
        what=action.what,
        owner=action.owner,
        due_on=action.due_on,
        support=action.support,
        check_impact_on=action.check_impact_on,
        impact=action.impact,
    )


def add(*, school: School, text: ActionText, origin: str, by: Person, origin_url: str = "") -> Action:
    """Add something the school has agreed to do.

    :param origin: where it was agreed, as a reader would say it (“Monitoring of Science, 29 April 2026”).
    :param origin_url: a path of the portal that leads there.
    :raises kit.refusals.Refused: without the right, or when the text cannot be stored.
    """
    require(may_keep_actions(by, school))
    text = text.cleaned()
    with transaction.atomic():
        action = Action.objects.create(
            school=school, origin=origin[:ORIGIN_LIMIT], origin_url=origin_url, created_by=by, **asdict(text)
        )
        audit.record(by=by, verb="added action", thing=action, school=school, after=asdict(text))
    return action


def keep(*, action: Action, text: ActionText, seen: str, by: Person) -> Action:
    """Change what an action says, or write down what was found when its impact was checked.

    :param seen: the seal of what it said on the page the person worked on.
    :raises kit.refusals.Refused: without the right, or when the text cannot be stored.
    :raises kit.saving.Conflict: when it says something else by now; nothing is written.
    """
    require(may_keep_actions(by, action.school))
    text = text.cleaned()
    with transaction.atomic():
        stored = Action.objects.select_for_update().select_related("school").get(pk=action.pk)
        before = text_of(stored)
        if seal(before) != seen:
            raise Conflict(stored)
        if before == text:
            return stored
        Action.objects.filter(pk=stored.pk).update(**asdict(text))
        audit.record(
            by=by,
            verb="changed action",
            thing=stored,
            school=stored.school,
            before=asdict(before),
            after=asdict(text),
        )
    stored.refresh_from_db()
    return stored


def complete(*, action: Action, by: Person) -> Action:
    """Tick an action off as done today. Ticking it twice changes nothing.

    :raises kit.refusals.Refused: without the right.
    """
    return _mark(action, done_on=clock.today(), verb="ticked off action", by=by)


def open_again(*, action: Action, by: Person) -> Action:
    """Take the tick away again.

    :raises kit.refusals.Refused: without the right.
    """
    return _mark(action, done_on=None, verb="opened action again", by=by)


def _mark(action: Action, *, done_on: date | None, verb: str, by: Person) -> Action:
    require(may_keep_actions(by, action.school))
    with transaction.atomic():
        was_done = action.done_on
        changed = Action.objects.filter(pk=action.pk, done_on__isnull=done_on is not None).update(
            done_on=done_on
        )
        if changed:
            audit.record(
                by=by,
                verb=verb,
                thing=action,
                school=action.school,
                before={"done_on": was_done},
                after={"done_on": done_on},
            )
    action.refresh_from_db()
    return action
