"""Who may do what, on one screen. Rights follow from posts; nobody is given a right by name.

Which criteria a moderator moderates, and who confirms the category of which strand, is the trust's decision and
stands in its framework and offer, by role. A deputy for either chief stands in for that role while their post runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from schools.access.permissions import Permission as P


class Reach(Enum):
    """How far a role's permissions go."""

    SCHOOL = "one school"
    ASSIGNED = "assigned schools"
    TRUST = "every school of the trust"


class Role(StrEnum):
    HEADTEACHER = "headteacher"
    DEPUTY_HEADTEACHER = "deputy_headteacher"
    SENIOR_LEADER = "senior_leader"
    SUBJECT_LEADER = "subject_leader"
    SCHOOL_BUSINESS_MANAGER = "school_business_manager"
    CHAIR_OF_GOVERNORS = "chair_of_governors"
    GOVERNOR = "governor"
    CLERK = "clerk"
    CHIEF_EXECUTIVE = "chief_executive"
    CHIEF_FINANCIAL_OFFICER = "chief_financial_officer"
    DEPUTY_CHIEF_EXECUTIVE = "deputy_chief_executive"
    DEPUTY_CHIEF_FINANCIAL_OFFICER = "deputy_chief_financial_officer"
    HEAD_OF_SCHOOL_IMPROVEMENT = "head_of_school_improvement"
    IMPROVEMENT_ADVISER = "improvement_adviser"
    TRUSTEE = "trustee"
    TRUST_ADMINISTRATOR = "trust_administrator"

    @property
    def title(self) -> str:  # type: ignore[override]
        return ROLES[self].title

    @property
    def reach(self) -> Reach:
        return ROLES[self].reach

    @property
    def permissions(self) -> frozenset[P]:
        return ROLES[self].permissions

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(role.value, role.title) for role in cls]


@dataclass(frozen=True)
class RoleSpec:
    title: str
    reach: Reach
    permissions: frozenset[P]
    stands_in_for: Role | None = None


_SCHOOL = {P.SEE_SCHOOL, P.SEE_ACTIONS, P.SEE_AGREED_MATRIX, P.SEE_PLAN, P.SEE_MONITORING}
_LEADER = _SCHOOL | {
    P.SEE_SELF_EVALUATION, P.EDIT_SELF_EVALUATION, P.SEE_FIGURES, P.WRITE_MONITORING, P.KEEP_ACTIONS,
}  # fmt: skip
_HEAD = _LEADER | {P.SUBMIT_SELF_EVALUATION, P.ENTER_FIGURES, P.READ_REPORT, P.KEEP_CLOSURES}
_BUSINESS = _LEADER | {P.ENTER_FIGURES, P.KEEP_CLOSURES}
_GOVERNOR = {P.SEE_SCHOOL, P.SEE_AGREED_MATRIX, P.READ_REPORT}
_ADVISER = _SCHOOL | {
    P.SEE_SELF_EVALUATION, P.SEE_FIGURES, P.RECORD_ENGAGEMENT, P.WRITE_MONITORING, P.KEEP_ACTIONS,
}  # fmt: skip
_IMPROVEMENT = _ADVISER | {
    P.MODERATE, P.ENTER_FIGURES, P.EDIT_FRAMEWORK, P.SEE_DASHBOARD, P.PREPARE_REPORT, P.READ_REPORT,
}  # fmt: skip
_CHIEF = _IMPROVEMENT | {P.CONFIRM_CATEGORY, P.DECIDE_APPEAL}
_CHIEF_EXECUTIVE = _CHIEF | {P.SETTLE_DISAGREEMENT}
_TRUSTEE = {P.SEE_SCHOOL, P.SEE_AGREED_MATRIX, P.SEE_PLAN, P.READ_REPORT, P.SEE_DASHBOARD, P.DECIDE_APPEAL}
_ADMINISTRATOR = {
    P.SEE_SCHOOL, P.MANAGE_PEOPLE, P.MANAGE_TERMS, P.MANAGE_TRUST, P.READ_AUDIT, P.PREPARE_REPORT, P.READ_REPORT,
    P.KEEP_CLOSURES, P.SEE_FIGURES, P.ENTER_FIGURES, P.EDIT_FRAMEWORK,
}  # fmt: skip


def _role(title: str, reach: Reach, permissions: set[P], stands_in_for: Role | None = None) -> RoleSpec:
    return RoleSpec(title, reach, frozenset(permissions), stands_in_for)


# fmt: off
ROLES: dict[Role, RoleSpec] = {
    Role.HEADTEACHER: _role("Headteacher", Reach.SCHOOL, _HEAD),
    Role.DEPUTY_HEADTEACHER: _role("Deputy headteacher", Reach.SCHOOL, _LEADER),
    Role.SENIOR_LEADER: _role("Senior leader", Reach.SCHOOL, _LEADER),
    Role.SUBJECT_LEADER: _role("Subject leader", Reach.SCHOOL, {P.SEE_SCHOOL, P.SEE_MONITORING, P.WRITE_MONITORING}),
    Role.SCHOOL_BUSINESS_MANAGER: _role("School business manager", Reach.SCHOOL, _BUSINESS),
    Role.CHAIR_OF_GOVERNORS: _role("Chair of governors", Reach.SCHOOL, _GOVERNOR),
    Role.GOVERNOR: _role("Governor", Reach.SCHOOL, _GOVERNOR),
    Role.CLERK: _role("Clerk to the governors", Reach.SCHOOL, _GOVERNOR),
    Role.CHIEF_EXECUTIVE: _role("Chief executive", Reach.TRUST, _CHIEF_EXECUTIVE),
    Role.CHIEF_FINANCIAL_OFFICER: _role("Chief financial officer", Reach.TRUST, _CHIEF),
    Role.DEPUTY_CHIEF_EXECUTIVE: _role(
        "Deputy for the chief executive", Reach.TRUST, _CHIEF_EXECUTIVE, Role.CHIEF_EXECUTIVE),
    Role.DEPUTY_CHIEF_FINANCIAL_OFFICER: _role(
        "Deputy for the chief financial officer", Reach.TRUST, _CHIEF, Role.CHIEF_FINANCIAL_OFFICER),
    Role.HEAD_OF_SCHOOL_IMPROVEMENT: _role("Head of school improvement", Reach.TRUST, _IMPROVEMENT),
    Role.IMPROVEMENT_ADVISER: _role("Improvement adviser", Reach.ASSIGNED, _ADVISER),
    Role.TRUSTEE: _role("Trustee", Reach.TRUST, _TRUSTEE),
    Role.TRUST_ADMINISTRATOR: _role("Trust administrator", Reach.TRUST, _ADMINISTRATOR),
}
# fmt: on


def roles_with(permission: P) -> frozenset[Role]:
    """The roles that carry ``permission``."""
    return frozenset(role for role, spec in ROLES.items() if permission in spec.permissions)
