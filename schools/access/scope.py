"""Whose eyes: the conditions every list of the portal begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from schools.access.permissions import Permission
from schools.access.roles import Reach, Role

if TYPE_CHECKING:
    from schools.models import Person


def reachable_schools(person: Person, permission: Permission | None = None, of: str = "") -> Q:
    """The condition on schools that ``person`` may see, or in which they hold ``permission``.

    :param of: the name by which a row holds its school, where the condition is on such rows.
    """
    wanted = permission or Permission.SEE_SCHOOL
    trusts: set[int] = set()
    schools: set[int] = set()
    for post in person.current_posts:
        if wanted not in Role(post.role).permissions:
            continue
        if post.reach is Reach.TRUST:
            trusts.add(post.trust_id)
        else:
            schools.update(school.pk for school in post.schools.all() if school.trust_id == post.trust_id)
    named = Q(**{f"{of or 'pk'}__in": schools})
    return named | Q(**{f"{of}__trust__in" if of else "trust__in": trusts}) if trusts else named


def trusts_where(person: Person, permission: Permission) -> set[int]:
    """The ids of the trusts in which ``person`` holds a trust-wide post with ``permission``."""
    return {
        post.trust_id
        for post in person.current_posts
        if post.reach is Reach.TRUST and permission in Role(post.role).permissions
    }


def managed_people(person: Person, permission: Permission | None = None) -> Q:
    """The condition on people with a post in a trust whose people ``person`` manages, and on themselves."""
    trusts = trusts_where(person, permission or Permission.MANAGE_PEOPLE)
    from schools.models import Post

    return Q(pk__in=Post.objects.filter(trust__in=trusts).values("person")) | Q(pk=person.pk)
