"""When a term's calibration may be seen by whom: the headteacher first, the trust after that.

The trust sees a term once the head has opened it, and in any case when the head has had the framework's school days
for it from the day the ratings were agreed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max, Q
from django.utils.timezone import localtime

from kit import clock
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, Framework
from riskmatrix.rules_answers import answers_for
from riskmatrix.spec.practice import HEAD_FIRST
from schools.models import Person, School
from schools.queries.school_days import SchoolDays, school_days_of


@dataclass(frozen=True)
class AgreedTerm:
    """An agreed evaluation: when its head first saw the calibration, and from which day the trust sees it anyway."""

    evaluation: Evaluation
    looked_at: datetime | None
    open_on: date

    @property
    def is_open(self) -> bool:
        """Whether the trust sees it by now."""
        return self.looked_at is not None or clock.today() >= self.open_on


def agreed_terms(school: School) -> list[AgreedTerm]:
    """Every agreed evaluation of a school, oldest first. Five queries."""
    rows = (
        Evaluation.objects.moderated()
        .filter(school=school)
        .select_related("term__year", "framework", "school__trust")
        .annotate(
            agreed_at=Max("changes__at", filter=Q(changes__to_status=Status.MODERATED)),
            looked_at=F("first_look__at"),
        )
        .order_by("term__starts_on")
    )
    days = school_days_of(school)
    return [AgreedTerm(row, row.looked_at, _opens(row, row.agreed_at, days)) for row in rows]  # type: ignore[attr-defined]


def _opens(evaluation: Evaluation, agreed_at: datetime, days: SchoolDays) -> date:
    """By the version of the framework by which it was made."""
    rules = evaluation.framework.spec.calibration
    return days.after(localtime(agreed_at).date(), rules.head_first_school_days if rules else HEAD_FIRST)


def shown_to(user: Person, school: School, terms: list[AgreedTerm]) -> list[AgreedTerm]:
    """Those of ``terms`` that this person may see: the head of the school all of them, anybody else the open ones."""
    return terms if answers_for(user, school) else [each for each in terms if each.is_open]


def to_look_at(user: Person, school: School) -> Evaluation | None:
    """The latest agreed evaluation, while its head has not seen how it compares; None for anybody else. One query."""
    if not answers_for(user, school):
        return None
    rows = Evaluation.objects.moderated().filter(school=school).select_related("term__year", "framework")
    latest = rows.annotate(looked_at=F("first_look__at")).order_by("-term__starts_on").first()
    if latest is None or latest.looked_at is not None:  # type: ignore[attr-defined]
        return None
    framework: Framework = latest.framework
    return latest if framework.spec.calibration is not None else None
