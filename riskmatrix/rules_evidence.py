"""Who may lay evidence beside a judgement, open it and withdraw it."""

from __future__ import annotations

from collections.abc import Sequence

from kit.refusals import Refusal
from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL, Status
from riskmatrix.models import Evaluation
from riskmatrix.rules import NOT_YOURS, may_edit, may_read
from riskmatrix.spec import FrameworkSpec
from schools.access.checks import has, works_at
from schools.access.permissions import Permission
from schools.evidence_rules import may_keep_evidence
from schools.models import Evidence, Person

WITHDRAWN = Refusal("withdrawn", "This evidence has been withdrawn and can no longer be opened or used.")


def may_lay(user: Person, evaluation: Evaluation) -> Refusal | None:
    """Lay evidence beside a KPI, or take it away: whoever may change the rating itself."""
    return may_edit(user, evaluation)


def may_reuse(user: Person, evaluation: Evaluation, evidence: Evidence) -> Refusal | None:
    """Lay a piece that is there already."""
    if refusal := may_lay(user, evaluation):
        return refusal
    if evidence.school_id != evaluation.school_id:
        return NOT_YOURS
    return WITHDRAWN if evidence.withdrawn_at else None


def may_open(user: Person, evidence: Evidence, backs: Sequence[Evaluation]) -> Refusal | None:
    """The school's own people always; the trust once something that it backs has been handed in.

    :param backs: the evaluations in which it lies beside a KPI.
    """
    if not has(user, Permission.SEE_SELF_EVALUATION, evidence.school):
        return NOT_YOURS
    at_home = works_at(user, evidence.school)
    if not at_home and all(may_read(user, evaluation) for evaluation in backs):
        return Refusal(
            "with-the-school", "It backs nothing that the school has submitted, so it is the school's own."
        )
    return WITHDRAWN if evidence.withdrawn_at else None


def may_withdraw_evidence(user: Person, evidence: Evidence, backs: Sequence[Evaluation]) -> Refusal | None:
    """Take a piece out of use for good, unless the trust is judging by it at this moment.

    :param backs: the evaluations in which it lies beside a KPI.
    """
    if refusal := may_keep_evidence(user, evidence.school):
        return refusal
    if evidence.withdrawn_at:
        return WITHDRAWN
    for evaluation in backs:
        if Status(evaluation.status) not in EDITABLE_BY_SCHOOL and not evaluation.is_moderated:
            return Refusal(
                "with-the-trust",
                f"It backs the self-evaluation for the {evaluation.term}, which is with the trust. You can withdraw "
                "it once moderation is finished, or when the self-evaluation is back with the school.",
            )
    return None


def is_a_kind(kind: str, spec: FrameworkSpec) -> Refusal | None:
    """Whether ``kind`` is one of the framework's kinds of evidence; of none, where it lists none."""
    if kind in {each.code for each in spec.evidence.kinds} or not (kind or spec.evidence.kinds):
        return None
    return Refusal("no-such-kind", "Choose one of the kinds of evidence shown.")
