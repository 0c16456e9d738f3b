"""May this person do this here, today? Answered from the posts they hold, without a query of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schools.access.permissions import Permission
from schools.access.roles import ROLES, Reach, Role

if TYPE_CHECKING:
    from schools.models import Person, Post, School, Trust


def reaches(post: Post, school: School) -> bool:
    """Whether a post's permissions hold in ``school``."""
    if post.trust_id != school.trust_id:
        return False
    return post.reach is Reach.TRUST or any(mine.pk == school.pk for mine in post.schools.all())


def has(person: Person, permission: Permission, school: School) -> bool:
    """Whether ``person`` holds a post today that allows ``permission`` in ``school``."""
    return any(
        permission in Role(post.role).permissions and reaches(post, school) for post in person.current_posts
    )


def has_in_trust(person: Person, permission: Permission, trust: Trust) -> bool:
    """Whether ``person`` holds a trust-wide post in ``trust`` that allows ``permission``."""
    return any(
        post.trust_id == trust.pk and post.reach is Reach.TRUST and permission in Role(post.role).permissions
        for post in person.current_posts
    )


def has_anywhere(person: Person, permission: Permission) -> bool:
    """Whether any post held today allows ``permission``, wherever that is."""
    return any(permission in Role(post.role).permissions for post in person.current_posts)


def roles_in(person: Person, school: School) -> frozenset[Role]:
    """The roles ``person`` holds today for ``school``, with those they stand in for."""
    held = {Role(post.role) for post in person.current_posts if reaches(post, school)}
    stood_in_for = {spec for role in held if (spec := ROLES[role].stands_in_for) is not None}
    return frozenset(held | stood_in_for)


def works_at(person: Person, school: School) -> bool:
    """Whether ``person`` belongs to the school itself: nobody moderates or decides about their own school."""
    return any(post.reach is Reach.SCHOOL and reaches(post, school) for post in person.current_posts)
