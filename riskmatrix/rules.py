"""What may be done with an evaluation: right, moment, readiness. Each answers None or a refusal."""

from __future__ import annotations

from collections.abc import Sequence

from kit.refusals import Refusal
from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL, TURN, Status, Turn, Verb, verbs_from
from riskmatrix.models import Evaluation, Framework, Kpi
from schools.access.checks import has, has_in_trust, roles_in, works_at
from schools.access.permissions import Permission
from schools.models import Person, School, Term

NOT_YOURS = Refusal("not-yours", "Your post does not include this for this school.")


def may_begin(user: Person, school: School, term: Term, framework: Framework | None) -> Refusal | None:
    if not has(user, Permission.EDIT_SELF_EVALUATION, school):
        return NOT_YOURS
    if not works_at(user, school):
        return NOT_YOURS
    if term.opened_at is None:
        return Refusal("term-not-open", f"The {term} has not been opened by the trust yet.")
    if framework is None:
        return Refusal("no-framework", "The trust has not published a risk framework yet.")
    return None


def may_read(user: Person, evaluation: Evaluation) -> Refusal | None:
    """Ratings and commentary as they stand: the school always, the trust once it has been submitted."""
    if not has(user, Permission.SEE_SELF_EVALUATION, evaluation.school):
        return NOT_YOURS
    if works_at(user, evaluation.school) or TURN[Status(evaluation.status)] is not Turn.SCHOOL:
        return None
    return Refusal(
        "with-the-school", "The school is still working on it. You can read it once it is submitted."
    )


def may_read_agreed(user: Person, evaluation: Evaluation) -> Refusal | None:
    if not has(user, Permission.SEE_AGREED_MATRIX, evaluation.school):
        return NOT_YOURS
    if not evaluation.is_moderated:
        return Refusal("not-moderated", "Moderation of this term is not finished, so nothing is agreed yet.")
    return None


def may_edit(user: Person, evaluation: Evaluation) -> Refusal | None:
    school = evaluation.school
    if not (has(user, Permission.EDIT_SELF_EVALUATION, school) and works_at(user, school)):
        return NOT_YOURS
    if Status(evaluation.status) not in EDITABLE_BY_SCHOOL:
        return Refusal("not-editable", f"It can no longer be changed. {evaluation.standing}")
    return None


def may_submit(
    user: Person, evaluation: Evaluation, unanswered: Sequence[Kpi], unexplained: Sequence[Kpi] = ()
) -> Refusal | None:
    """Whether it can be handed to the trust now.

    :param unanswered: the KPIs that have no rating yet, in the framework's order.
    :param unexplained: those that the school asks to leave out without saying why.
    """
    school = evaluation.school
    if not (has(user, Permission.SUBMIT_SELF_EVALUATION, school) and works_at(user, school)):
        return Refusal("not-yours", "The headteacher submits the self-evaluation.")
    if Status(evaluation.status) not in EDITABLE_BY_SCHOOL:
        return Refusal("not-editable", evaluation.standing)
    return _incomplete(
        _named(unanswered, "One KPI has no rating yet", "{} KPIs have no rating yet"),
        _named(
            unexplained,
            "One KPI is not applicable, and the commentary does not say why",
            "{} KPIs are not applicable, and the commentary does not say why",
        ),
    )


def may_withdraw(user: Person, evaluation: Evaluation) -> Refusal | None:
    school = evaluation.school
    if not (has(user, Permission.SUBMIT_SELF_EVALUATION, school) and works_at(user, school)):
        return NOT_YOURS
    if Verb.WITHDRAW not in verbs_from(evaluation.status):
        return Refusal("too-late", f"It can no longer be withdrawn. {evaluation.standing}")
    return None


def moderates(user: Person, evaluation: Evaluation, strand: str | None = None) -> bool:
    """Whether ``user`` moderates ``strand`` (or any) of this school by the framework; never their own school."""
    if not has(user, Permission.MODERATE, evaluation.school) or works_at(user, evaluation.school):
        return False
    roles = roles_in(user, evaluation.school)
    strands = evaluation.framework.spec.moderated_strands()
    return any(each.moderator in roles for each in strands if strand in (None, each.code))


def may_moderate(user: Person, evaluation: Evaluation, strand: str) -> Refusal | None:
    if not moderates(user, evaluation, strand):
        return Refusal("not-your-part", "These criteria are moderated by somebody else.")
    if TURN[Status(evaluation.status)] is not Turn.TRUST:
        return Refusal("not-in-moderation", evaluation.standing)
    if any(part.strand == strand and part.finished_at for part in evaluation.parts.all()):
        return Refusal("part-finished", "You have finished your part; the ratings you agreed stand.")
    return None


def may_return(user: Person, evaluation: Evaluation) -> Refusal | None:
    if not moderates(user, evaluation):
        return NOT_YOURS
    if Verb.RETURN_TO_SCHOOL not in verbs_from(evaluation.status):
        return Refusal("not-in-moderation", evaluation.standing)
    if any(part.finished_at for part in evaluation.parts.all()):
        return Refusal(
            "part-finished",
            "It can no longer be returned: part of the moderation is finished, and its agreed ratings stand.",
        )
    return None


def may_finish(
    user: Person,
    evaluation: Evaluation,
    strand: str,
    outstanding: Sequence[Kpi],
    without_reason: Sequence[Kpi] = (),
) -> Refusal | None:
    """Whether the part can be finished now.

    :param outstanding: KPIs of the strand without a moderated rating of the self-rating as it stands now.
    :param without_reason: those whose moderated rating differs from the school's and does not say why.
    """
    if refusal := may_moderate(user, evaluation, strand):
        return refusal
    return _incomplete(
        _named(outstanding, "One KPI is not moderated yet", "{} KPIs are not moderated yet"),
        _named(
            without_reason,
            "One KPI is rated differently from the school without a reason",
            "{} KPIs are rated differently from the school without a reason",
        ),
    )


def _incomplete(*lacking: str) -> Refusal | None:
    return Refusal("incomplete", " ".join(filter(None, lacking))) if any(lacking) else None


def _named(kpis: Sequence[Kpi], one: str, several: str) -> str:
    """A sentence that says how many and which; nothing for none."""
    words = one if len(kpis) == 1 else several.format(len(kpis))
    return f"{words}: {'; '.join(kpi.title for kpi in kpis)}." if kpis else ""


def may_remind(user: Person, term: Term) -> Refusal | None:
    trust = term.year.trust
    if any(has_in_trust(user, right, trust) for right in (Permission.MANAGE_TERMS, Permission.MODERATE)):
        return None
    return Refusal("not-yours", "The trust administrator and those who moderate remind the schools.")


def may_see_progress(user: Person, term: Term) -> Refusal | None:
    trust = term.year.trust
    if any(has_in_trust(user, right, trust) for right in (Permission.MANAGE_TERMS, Permission.SEE_DASHBOARD)):
        return None
    return NOT_YOURS


def may_compare(user: Person, term: Term) -> Refusal | None:
    """Whether ``user`` moderates in the trust of ``term``: to moderate in another one opens nothing here."""
    return None if has_in_trust(user, Permission.MODERATE, term.year.trust) else NOT_YOURS
