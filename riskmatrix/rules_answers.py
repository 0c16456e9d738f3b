"""What may be done once both sides have rated: rating blind, answering, settling, looking at the calibration."""

from __future__ import annotations

from collections.abc import Sequence

from kit.refusals import Refusal
from riskmatrix import rules
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, Kpi
from schools.access.checks import has, works_at
from schools.access.permissions import Permission
from schools.models import Person, School


def answers_for(user: Person, school: School) -> bool:
    """Whether ``user`` speaks for the school: the headteacher, acting or not."""
    return has(user, Permission.SUBMIT_SELF_EVALUATION, school) and works_at(user, school)


# --- Rating blind -------------------------------------------------------------------------------------------------


def may_begin_blind(user: Person, evaluation: Evaluation, strand: str, rated: int) -> Refusal | None:
    """:param rated: how many KPIs of the strand have a moderated rating; the school's own has been seen there."""
    if refusal := rules.may_moderate(user, evaluation, strand):
        return refusal
    if rated:
        return Refusal(
            "already-begun", "Some of these criteria are rated already, so it is too late to rate them blind."
        )
    return None


def may_agree_as_rated(evaluation: Evaluation, strand: str) -> Refusal | None:
    """Whether the rest of a part may be agreed at one stroke: not with ratings one has not seen."""
    if any(part.strand == strand and part.blind for part in evaluation.parts.all()):
        return Refusal("blind", "You rate these criteria blind, so each KPI needs a rating of its own.")
    return None


# --- The headteacher's answer -------------------------------------------------------------------------------------


def may_answer(user: Person, evaluation: Evaluation) -> Refusal | None:
    if not answers_for(user, evaluation.school):
        return Refusal("not-yours", "The headteacher answers the moderated ratings.")
    if evaluation.status != Status.ANSWERING:
        return Refusal("not-answering", evaluation.standing)
    if evaluation.answer_is_late:
        return Refusal(
            "too-late",
            f"The time for an answer ended on {evaluation.answer_due:%-d %B %Y}; the moderated ratings stand.",
        )
    return None


def may_hand_in(user: Person, evaluation: Evaluation, unanswered: Sequence[Kpi]) -> Refusal | None:
    """:param unanswered: the KPIs that differ and have no answer yet."""
    if refusal := may_answer(user, evaluation):
        return refusal
    if unanswered:
        number = "One rating has" if len(unanswered) == 1 else f"{len(unanswered)} ratings have"
        titles = "; ".join(kpi.title for kpi in unanswered)
        return Refusal("incomplete", f"{number} no answer yet: {titles}.")
    return None


def may_read_answers(user: Person, evaluation: Evaluation) -> Refusal | None:
    """What the head has written so far is the school's own until it is handed in."""
    if evaluation.status == Status.ANSWERING and not works_at(user, evaluation.school):
        return Refusal(
            "with-the-head",
            "The headteacher is still answering. You read the answers once they are handed in.",
        )
    return None


def may_close(user: Person, evaluation: Evaluation) -> Refusal | None:
    """Let the moderated ratings stand once the time for an answer is over."""
    if not rules.moderates(user, evaluation):
        return rules.NOT_YOURS
    if evaluation.status != Status.ANSWERING:
        return Refusal("not-answering", evaluation.standing)
    if not evaluation.answer_is_late:
        return Refusal("too-early", f"The headteacher may answer until {evaluation.answer_due:%-d %B %Y}.")
    return None


# --- The chief executive's decision -------------------------------------------------------------------------------


def may_settle(user: Person, evaluation: Evaluation) -> Refusal | None:
    """Decide where the headteacher disagrees; nobody does for their own school."""
    if not has(user, Permission.SETTLE_DISAGREEMENT, evaluation.school):
        return Refusal("not-yours", "The chief executive decides what a headteacher disagrees with.")
    if works_at(user, evaluation.school):
        return Refusal("own-school", "You work at this school, so somebody else decides about it.")
    if evaluation.status != Status.DECIDING:
        return Refusal("not-deciding", evaluation.standing)
    return None


def may_finish_settling(user: Person, evaluation: Evaluation, undecided: Sequence[Kpi]) -> Refusal | None:
    """:param undecided: the KPIs that the headteacher disagrees about and nobody has decided."""
    if refusal := may_settle(user, evaluation):
        return refusal
    if undecided:
        number = "One KPI is" if len(undecided) == 1 else f"{len(undecided)} KPIs are"
        titles = "; ".join(kpi.title for kpi in undecided)
        return Refusal("incomplete", f"{number} not decided yet: {titles}.")
    return None


# --- Calibration --------------------------------------------------------------------------------------------------


def may_see_calibration(user: Person, school: School) -> Refusal | None:
    """The headteacher, and those who moderate. Which terms, ``queries.first_look`` says: the head sees each first."""
    if answers_for(user, school):
        return None
    if has(user, Permission.MODERATE, school) and not works_at(user, school):
        return None
    return rules.NOT_YOURS
