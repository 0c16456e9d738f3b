"""The two who judge a KPI: the school, and the trust's moderator beside it. What each saves, and on which page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kit.refusals import Refused, require
from riskmatrix import rules
from riskmatrix.forms import RatingForm
from riskmatrix.models import Rating
from riskmatrix.queries.blocks import KpiBlock
from riskmatrix.queries.steps import Shown
from riskmatrix.services import moderation, self_evaluation
from schools.access.permissions import Permission
from schools.models import Person


@dataclass(frozen=True)
class Side:
    """``page``, ``save_one`` and ``save_all`` are names of routes; ``label`` is what their text is called."""

    permission: Permission
    page: str
    save_one: str
    save_all: str
    label: str
    save: Callable[[Rating, dict[str, Any], Person], Rating]
    stands: Callable[[KpiBlock], tuple[Rating | None, Shown]]

    def address(self, own: Rating, *, all_sections: bool = False) -> str:
        """Where the block of this KPI stands on the page."""
        shown = "all" if all_sections else f"criterion={own.kpi.criterion.code}"
        return f"{reverse(self.page, args=[own.evaluation_id])}?{shown}#kpi-{own.kpi.code}"


def _save_own(own: Rating, values: dict[str, Any], by: Person) -> Rating:
    return self_evaluation.save_rating(rating=own, **values, by=by)


def _save_moderated(own: Rating, values: dict[str, Any], by: Person) -> Rating:
    return moderation.save_moderated(
        evaluation=own.evaluation,
        kpi=own.kpi,
        answer=values["answer"] or "",
        reason=values["commentary"] or "",
        version=values["version"],
        by=by,
    )


SCHOOL = Side(
    Permission.EDIT_SELF_EVALUATION, "evaluation", "rating_save", "evaluation_save", "Commentary",
    _save_own, lambda block: (block.own, block.own_shown),
)  # fmt: skip
TRUST = Side(
    Permission.MODERATE, "moderation", "rating_moderate", "moderation_save", "Reason",
    _save_moderated, lambda block: (block.moderated, block.moderated_shown),
)  # fmt: skip


def attempt(side: Side, own: Rating, form: RatingForm, by: Person) -> Rating | None:
    """Save what ``form`` holds; None when the person chose the other's text, which stands already.

    :raises kit.refusals.Refused: when it cannot be saved, or the other's text is not this person's to read.
    :raises kit.saving.Conflict: when somebody else saved in between.
    """
    if refusal := form.refusal(by):
        raise Refused(refusal)
    if form.takes_theirs:
        # The answer shows the school's words too; while it is with the school they are not the trust's to read.
        require(rules.may_read(by, own.evaluation))
        return None
    return side.save(own, form.values(), by)
