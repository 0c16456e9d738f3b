"""Who leads an initiative, what may be settled now, and when it may move on, go back or stop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has, has_in_trust, works_at
from schools.access.permissions import Permission
from support.models import Initiative, InitiativeAnswer
from support.spec_stages import Question, Stage, stage_pack

if TYPE_CHECKING:
    from schools.models import Person, School, Trust

YEARS_AHEAD = 3


def leads(user: Person, trust: Trust, school: School | None) -> Refusal | None:
    """A school's: its own leaders, and the trust's people who record engagements there; the trust's: the latter."""
    if school is None:
        right = has_in_trust(user, Permission.RECORD_ENGAGEMENT, trust)
        return (
            None
            if right
            else Refusal("not-yours", "Those who work for the whole trust lead this initiative.")
        )
    own = has(user, Permission.EDIT_SELF_EVALUATION, school) and works_at(user, school)
    if own or has(user, Permission.RECORD_ENGAGEMENT, school):
        return None
    return Refusal("not-yours", f"The leaders of {school} and the trust’s people lead this initiative.")


def may_lead(user: Person, initiative: Initiative) -> Refusal | None:
    """Settle, move on, go back, stop: while it goes on."""
    if refusal := leads(user, initiative.trust, initiative.school):
        return refusal
    return (
        Refusal("stopped", "This initiative is stopped. Take it up again first.")
        if initiative.is_stopped
        else None
    )


def may_settle(user: Person, initiative: Initiative, stage: str, question: str) -> Refusal | None:
    """Settle a question of the present stage, or say it better in one that is over."""
    if refusal := may_lead(user, initiative):
        return refusal
    found = stage_pack().stage(stage)
    if found is None or question not in {each.code for each in found.questions}:
        return Refusal("no-such-question", "Choose one of the questions shown.")
    if stage_pack().place(stage) > stage_pack().place(initiative.stage):
        return Refusal(
            "too-early", f"This is asked in the stage {found.title}, once the initiative is there."
        )
    return None


def next_stage(initiative: Initiative) -> Stage | None:
    """None for the last one."""
    stages, at = stage_pack().stages, stage_pack().place(initiative.stage)
    return stages[at + 1] if at + 1 < len(stages) else None


def earlier_stages(initiative: Initiative) -> tuple[Stage, ...]:
    return stage_pack().stages[: max(stage_pack().place(initiative.stage), 0)]


def may_move_on(user: Person, initiative: Initiative) -> Refusal | None:
    if refusal := may_lead(user, initiative):
        return refusal
    if next_stage(initiative) is None:
        return Refusal("last-stage", "This is the last stage.")
    return None


def may_go_back(user: Person, initiative: Initiative) -> Refusal | None:
    if refusal := may_lead(user, initiative):
        return refusal
    return None if earlier_stages(initiative) else Refusal("first-stage", "This is the first stage.")


def may_take_up(user: Person, initiative: Initiative) -> Refusal | None:
    """Go on with what was stopped."""
    if refusal := leads(user, initiative.trust, initiative.school):
        return refusal
    return None if initiative.is_stopped else Refusal("goes-on", "This initiative is not stopped.")


def still_open(initiative: Initiative, answers: Iterable[InitiativeAnswer]) -> list[Question]:
    """What has to be settled in the present stage and is not."""
    stage = stage_pack().stage(initiative.stage)
    settled = {each.question for each in answers if each.stage == initiative.stage}
    return [each for each in stage.questions if each.must and each.code not in settled] if stage else []


def is_ready(left_open: list[Question], reason: str) -> Refusal | None:
    """Whether all that had to be settled is, or somebody says why not."""
    if not left_open or reason:
        return None
    what = "One question is" if len(left_open) == 1 else f"{len(left_open)} questions are"
    return Refusal(
        "questions-open", f"{what} not settled: settle what is open, or say why you move on without it."
    )


def is_a_day_to_settle_by(day: date | None) -> Refusal | None:
    today = clock.today()
    if day is not None and day < today:
        return Refusal("in-the-past", "This day is over. Give the day by which the stage is to be settled.")
    if day is not None and day.year > today.year + YEARS_AHEAD:
        return Refusal("too-far", f"This is more than {YEARS_AHEAD} years ahead. Check the year.")
    return None
