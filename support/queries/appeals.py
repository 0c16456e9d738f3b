"""An appeal beside the decision it is against, and the appeals that wait for somebody."""

from __future__ import annotations

from dataclasses import dataclass

from kit.refusals import Refusal
from schools.access.permissions import Permission
from schools.models import Person, School
from support import rules_recommendation as rules
from support.models import Appeal, AppealOutcome, Decision


@dataclass(frozen=True)
class AppealPage:
    """``outcome`` is None until it is decided; ``standing`` is the decision that stands now."""

    appeal: Appeal
    outcome: AppealOutcome | None
    standing: Decision | None
    may_decide: Refusal | None

    @property
    def decision(self) -> Decision:
        return self.appeal.decision

    @property
    def is_overtaken(self) -> bool:
        """Whether another decision was made before anybody decided about the appeal."""
        return self.outcome is None and self.standing != self.decision


def standing_of(decision: Decision) -> Decision | None:
    """The decision that stands now for the same school and strand."""
    rows = Decision.objects.filter(school=decision.school_id, strand=decision.strand)
    return rows.in_order().last()


def appeal_page(appeal: Appeal, user: Person) -> AppealPage:
    """In a fixed number of queries."""
    appeal = (
        Appeal.objects.select_related(
            "by", "decision__school__trust", "decision__by", "decision__evaluation__term__year", "outcome__by"
        )
        .select_related("outcome__decision")
        .prefetch_related(
            "by__posts", "decision__by__posts", "decision__offer", "decision__answers__by__posts"
        )
        .prefetch_related("outcome__by__posts", "outcome__decision__offer")
        .get(pk=appeal.pk)
    )
    outcome = getattr(appeal, "outcome", None)
    standing = standing_of(appeal.decision)
    refusal = rules.may_decide_appeal(user, appeal, standing, decided=outcome is not None)
    return AppealPage(appeal, outcome, standing, refusal)


def appeals_waiting(user: Person) -> list[Appeal]:
    """The appeals that ``user`` decides and nobody has decided, the oldest first. A fixed number of queries."""
    schools = School.objects.visible_to(user, Permission.DECIDE_APPEAL)
    rows = (
        Appeal.objects.filter(decision__school__in=schools, outcome=None)
        .select_related("decision__school", "by")
        .prefetch_related("decision__offer")
    )
    open_ones = list(rows.order_by("at", "pk"))
    decisions = Decision.objects.filter(school__in={each.decision.school_id for each in open_ones})
    standing = {(row.school_id, row.strand): row.pk for row in decisions.in_order()}
    return [
        each
        for each in open_ones
        if standing[each.decision.school_id, each.decision.strand] == each.decision_id
        and rules.decides_appeals(user, each.decision) is None
    ]
