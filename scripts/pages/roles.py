"""Who may do what."""

from schools.access.permissions import Permission
from schools.access.roles import ROLES, Reach, Role, roles_with
from scripts.pages import PRINTED, table


def page() -> str:
    reach = {
        Reach.SCHOOL: "their school",
        Reach.ASSIGNED: "the schools assigned to them",
        Reach.TRUST: "every school of the trust",
    }
    roles = [
        [
            spec.title,
            reach[spec.reach],
            ROLES[spec.stands_in_for].title if spec.stands_in_for else "",
            str(len(spec.permissions)),
        ]
        for spec in ROLES.values()
    ]
    permissions = [
        [
            permission.value,
            ", ".join(role.title for role in Role if role in roles_with(permission)) or "nobody",
        ]
        for permission in Permission
    ]
    return "\n\n".join(
        [
            "# Roles and what they allow",
            PRINTED,
            "A person's rights follow from their posts: a role at the trust or at schools, between two dates. Which "
            "criteria a role moderates and which strand's category it confirms, the trust's framework and offer say.",
            "## The roles",
            table(["Role", "Reaches", "Stands in for", "Permissions"], roles),
            "## The permissions",
            table(["Somebody may", "when their role is"], permissions),
        ]
    )
