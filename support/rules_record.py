"""Who writes the record of an engagement, when it can be shared, and who adds the school's own view."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from kit.fields import Day
from kit.refusals import Refusal
from schools.access.checks import has, works_at
from schools.access.permissions import Permission
from schools.evidence_rules import may_keep_evidence
from support.models import Engagement
from support.record_text import ActionLine, RecordText
from support.rules import NOT_RECORDED_BY_YOU

if TYPE_CHECKING:
    from schools.models import Evidence, Person, School

NOT_SHARED = Refusal("not-shared", "The trust has not shared this record yet.")


def writes_for_the_trust(user: Person, school: School) -> Refusal | None:
    """The trust's own people. Whoever works or governs at the school reads what is shared and nothing else."""
    if not has(user, Permission.RECORD_ENGAGEMENT, school):
        return NOT_RECORDED_BY_YOU
    if works_at(user, school):
        return Refusal("own-school", "You work at this school, so somebody else writes the trust’s record.")
    return None


def may_write(user: Person, engagement: Engagement) -> Refusal | None:
    """Write the draft; also before the day, when its purpose is thought through."""
    if refusal := writes_for_the_trust(user, engagement.school):
        return refusal
    if engagement.status == Engagement.Status.CANCELLED:
        return Refusal("cancelled", "This was cancelled, so there is nothing to record.")
    return None


def may_share(user: Person, engagement: Engagement, text: RecordText) -> Refusal | None:
    """:param text: the draft as it is saved."""
    if refusal := may_write(user, engagement):
        return refusal
    if engagement.status != Engagement.Status.HELD:
        return Refusal(
            "not-held", "Record first that it was held, and on which day. The draft stays as it is."
        )
    if not text.seen:
        return Refusal("nothing-seen", "Write what was seen before you share the record with the school.")
    return next((found for at, line in enumerate(text.actions, 1) if (found := is_clear(line, at))), None)


def is_clear(line: ActionLine, number: int) -> Refusal | None:
    """Whether something agreed says what is to be done, by whom and by when."""
    if not line.what:
        return Refusal("action-unclear", f"Action {number}: say what is to be done.")
    if not line.owner:
        return Refusal("action-unclear", f"Action {number}: say who sees to it.")
    if day_of(line) is None:
        said = f"“{line.due_on}” is not a date" if line.due_on else "it has no date"
        return Refusal("action-unclear", f"Action {number}: {said}. Write it as in 29 April 2026.")
    return None


def day_of(line: ActionLine) -> date | None:
    """The day that was typed; None when it is none."""
    try:
        day: date | None = Day(required=False).clean(line.due_on)
    except ValidationError:
        return None
    return day


def may_keep_as_evidence(
    user: Person, engagement: Engagement, there: Evidence | None, *, is_shared: bool
) -> Refusal | None:
    """The school's own people who keep its evidence.

    :param there: the piece of evidence that leads to the record already.
    """
    if refusal := may_keep_evidence(user, engagement.school):
        return refusal
    if not is_shared:
        return NOT_SHARED
    if there is not None:
        return Refusal("there-already", "This record stands among the school’s evidence.")
    return None


def may_add_view(user: Person, engagement: Engagement, *, is_shared: bool) -> Refusal | None:
    """The school's leaders, once there is something to have a view of."""
    if not (
        has(user, Permission.EDIT_SELF_EVALUATION, engagement.school) and works_at(user, engagement.school)
    ):
        return Refusal("not-yours", f"The leaders of {engagement.school} add the school’s own view.")
    if engagement.status == Engagement.Status.HELD or is_shared:
        return None
    return Refusal("not-held", "The school adds its view once this was held.")
