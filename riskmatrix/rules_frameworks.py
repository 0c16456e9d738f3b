"""Who may edit the trust's framework, and when a version of it can be published."""

from __future__ import annotations

from collections.abc import Iterator

from kit.packs import Finding
from kit.refusals import Refusal
from riskmatrix import crosswalk_checks
from riskmatrix.models import Framework
from riskmatrix.spec import FrameworkSpec
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.access.roles import Role, roles_with
from schools.models import Person, Trust
from schools.pack_rules import is_draft

NOT_YOURS = Refusal("not-yours", "Your post does not include editing the trust's risk framework.")


def may_draft(user: Person, trust: Trust) -> Refusal | None:
    return None if has_in_trust(user, Permission.EDIT_FRAMEWORK, trust) else NOT_YOURS


def may_edit(user: Person, framework: Framework) -> Refusal | None:
    return may_draft(user, framework.trust) or is_draft(framework)


def may_publish(user: Person, framework: Framework, in_force: FrameworkSpec | None) -> Refusal | None:
    """:param in_force: the version that it would replace."""
    return may_edit(user, framework) or says_what_became_of_kpis(framework.spec, in_force)


def says_what_became_of_kpis(spec: FrameworkSpec, in_force: FrameworkSpec | None) -> Refusal | None:
    """Whether history can be read across the change: a KPI that nothing is said of would just end."""
    if in_force is None or in_force.key != spec.key:
        return None
    if found := list(crosswalk_checks.faults([in_force], spec)):
        return Refusal("crosswalk", " ".join(f"{each.sentence} {each.remedy}" for each in found))
    told = any(crosswalk.from_version == in_force.version for crosswalk in spec.crosswalk)
    if not told and {kpi.code for _, kpi in spec.kpis()} != {kpi.code for _, kpi in in_force.kpis()}:
        return Refusal(
            "no-crosswalk",
            f"Version {in_force.version} is in force, and this draft does not say what became of its KPIs. Open the "
            "draft's crosswalk and save it.",
        )
    return None


def strands_without_moderators(spec: FrameworkSpec) -> Iterator[Finding]:
    """A strand that no role can moderate would never be finished."""
    able = sorted(role.value for role in roles_with(Permission.MODERATE))
    for number, strand in enumerate(spec.strands):
        if strand.moderator not in able:
            yield Finding(
                ("strands", number, "moderator"),
                f"The strand “{strand.title}” is to be moderated by `{strand.moderator}`, which is no role that "
                "moderates.",
                f"Use one of {', '.join(able)}.",
            )


def moderating_roles() -> list[tuple[str, str]]:
    """The roles that can moderate a strand, by title."""
    return sorted(
        ((role.value, Role(role).title) for role in roles_with(Permission.MODERATE)), key=lambda r: r[1]
    )
